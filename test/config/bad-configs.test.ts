import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BadConfig } from './bad-config.ts';
import { BAD_CREDENTIALS, BAD_ENVIRONMENTS, BAD_URLS } from './bad-environments.ts';
import { BAD_ALERTS, BAD_SETTINGS } from './bad-settings.ts';
import { CREDENTIAL, faultsOf, LEAST } from './config-text.ts';
import { TYPOS } from './typos.ts';

const rows = (table: readonly BadConfig[]) =>
  table.map((row) => [row.fault, row.path, row] as const);

function expectOneFault(_fault: string, path: string, { config, words }: BadConfig): void {
  const faults = faultsOf(config);

  expect(faults).toEqual([expect.stringContaining(words)]);
  expect(faults[0]?.startsWith(`${path} `)).toBe(true);
}

describe('parseConfig', () => {
  it.each(rows(BAD_ENVIRONMENTS))('refuses %s, at %s', expectOneFault);
  it.each(rows(BAD_CREDENTIALS))('refuses %s, at %s', expectOneFault);
  it.each(rows(BAD_URLS))('refuses %s, at %s', expectOneFault);
  it.each(rows(BAD_SETTINGS))('refuses %s, at %s', expectOneFault);
  it.each(rows(TYPOS))('refuses %s, at %s', expectOneFault);
  it.each(rows(BAD_ALERTS))('refuses %s, at %s', expectOneFault);

  it('tells all faults at once, however deep they stand', () => {
    const faults = faultsOf({
      shedule: 'rate(5 minutes)',
      schedule: 'often',
      environments: {
        production: { apiUrl: 'http://thirdparty.qonto.com', credentials: [] },
        other: { credentials: [CREDENTIAL, { name: 'mobile-app', secret: 'a b', metod: 'oauth' }] },
      },
      check: { timeout: '10' },
      alerts: { emails: ['x'], webhooks: ['y'], remindEvery: 'daily' },
    });

    expect(faults.map((fault) => fault.split(' ', 1)[0]).toSorted()).toEqual([
      'alerts.emails[0]',
      'alerts.remindEvery',
      'alerts.webhooks[0]',
      'check.timeout',
      'environments.other.credentials[1].metod',
      'environments.other.credentials[1].name',
      'environments.other.credentials[1].secret',
      'environments.other.kind',
      'environments.production.apiUrl',
      'environments.production.credentials',
      'schedule',
      'shedule',
    ]);
  });

  it('tells the faults within an environment whose name is refused as well', () => {
    const faults = faultsOf({ environments: { ' dev': { kind: 'sandbox', credentials: [] } } });

    expect(faults).toEqual([
      expect.stringMatching(/^environments\[" dev"\] .*white space/),
      expect.stringMatching(/^environments\[" dev"\]\.credentials is empty/),
    ]);
  });

  it('refuses whatever else it is given with faults that have a path, never with another error', () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 3 }), (config) => {
        const faults = faultsOf(config);
        expect(faults.length).toBeGreaterThan(0);
        for (const fault of faults) expect(fault).toMatch(/^\S.* (?:is|has|holds|repeats) /);
      }),
    );
  });

  it('names every unknown key, whatever it is called', () => {
    const key = fc
      .string({ minLength: 1 })
      .filter((name) => !(name in LEAST) && name !== '$schema');
    fc.assert(
      fc.property(fc.uniqueArray(key, { minLength: 1, maxLength: 5 }), (keys) => {
        const others = keys.filter(
          (name) => !['schedule', 'environments', 'check', 'alerts'].includes(name),
        );
        fc.pre(others.length > 0);
        const faults = faultsOf({ ...LEAST, ...Object.fromEntries(others.map((k) => [k, 1])) });
        expect(faults).toHaveLength(others.length);
        for (const fault of faults) expect(fault).toContain('is not a known key');
      }),
    );
  });
});
