import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BadConfig } from './bad-config.ts';
import { BAD_CREDENTIALS, BAD_ENVIRONMENTS } from './bad-environments.ts';
import { BAD_ALERTS, BAD_SETTINGS } from './bad-settings.ts';
import { BAD_URLS } from './bad-urls.ts';
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

  it.each<[string, object, readonly RegExp[]]>([
    [
      'credentials',
      { environments: { sandbox: { credentals: [{ secrt: 'a b', metod: 'oath' }] } } },
      [
        /^environments\.sandbox\.credentals is not a known key; did you mean "credentials"\?$/,
        /^environments\.sandbox\.credentals\[0\]\.metod is not .* "method"\?$/,
        /^environments\.sandbox\.credentals\[0\]\.metod is none of .* "oauth"\?$/,
        /^environments\.sandbox\.credentals\[0\]\.name is missing/,
        /^environments\.sandbox\.credentals\[0\]\.secrt is not .* "secret"\?$/,
        /^environments\.sandbox\.credentals\[0\]\.secrt has white space/,
      ],
    ],
    [
      'alerts',
      { ...LEAST, alert: { email: 'payments@example.com' } },
      [
        /^alert is not a known key; did you mean "alerts"\?$/,
        /^alert\.email is not a known key; did you mean "emails"\?$/,
        /^alert\.email is of type string; .*\["payments@example\.com"\]/,
      ],
    ],
    [
      'environments',
      { enviroments: { sandbox: { credentials: [] }, producton: { credentials: [CREDENTIAL] } } },
      [
        /^enviroments is not a known key; did you mean "environments"\?$/,
        /^enviroments\.producton\.kind is missing; did you mean .* "production"\?/,
        /^enviroments\.sandbox\.credentials is empty/,
      ],
    ],
    [
      'maintenance',
      { ...LEAST, alerts: { maintenence: [{ enviroment: 'sandbx', days: ['sunday'] }] } },
      [
        /^alerts\.maintenence is not a known key; did you mean "maintenance"\?$/,
        /^alerts\.maintenence\[0\]\.enviroment is not a known key; did you mean "environment"\?$/,
        /^alerts\.maintenence\[0\]\.enviroment is not an environment .* "sandbox"\?/,
        /^alerts\.maintenence\[0\]\.from is missing/,
        /^alerts\.maintenence\[0\]\.until is missing/,
      ],
    ],
  ])('examines what stands under misspelt %s as what was meant', (_, config, faults) => {
    expect(faultsOf(config)).toEqual(faults.map((words) => expect.stringMatching(words)));
  });

  it('takes no misspelt key for one that is there as well, nor two for the same', () => {
    expect(faultsOf({ ...LEAST, alerts: {}, alert: { emails: 1 } })).toEqual([
      expect.stringMatching(/^alert is not a known key/),
    ]);
    expect(faultsOf({ ...LEAST, alert: { emials: 1 }, alrts: { emials: 1 } })).toEqual([
      expect.stringMatching(/^alert is not a known key/),
      expect.stringMatching(/^alert\.emials is not a known key/),
      expect.stringMatching(/^alert\.emials is of type number/),
      expect.stringMatching(/^alrts is not a known key/),
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
