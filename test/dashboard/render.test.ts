import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headline } from '../../lambda/dashboard/headline.ts';
import { renderFault } from '../../lambda/dashboard/render-fault.ts';
import type { StatusRecord } from '../../lambda/monitor/status-record.ts';
import { branches, drawn } from './drawn.ts';
import { parsed } from './parsed.ts';
import { ago, entry, healthy, inTrouble, VIEW } from './remembered.ts';

describe('the headline', () => {
  const standings = (
    ...groups: readonly [
      count: number,
      standing: 'failing' | 'unreachable' | 'doubtful' | 'unchecked' | 'healthy',
    ][]
  ) => groups.flatMap(([count, standing]) => Array.from({ length: count }, () => ({ standing })));

  it.each([
    [standings([10, 'healthy'], [2, 'failing']), '2 of 12 credentials fail'],
    [standings([11, 'healthy'], [1, 'failing']), '1 of 12 credentials fails'],
    [standings([12, 'failing']), 'All 12 credentials fail'],
    [standings([12, 'healthy']), 'All 12 credentials authenticate'],
    [standings([1, 'healthy']), 'The credential authenticates'],
    [standings([1, 'failing']), 'The credential fails'],
    [standings([1, 'failing'], [9, 'unreachable']), '1 of 10 credentials fails'],
    [standings([9, 'healthy'], [3, 'unreachable']), '3 of 12 credentials cannot be checked'],
    [
      standings([9, 'healthy'], [1, 'doubtful'], [2, 'unchecked']),
      '9 of 12 credentials authenticate',
    ],
    [standings([3, 'unchecked']), 'None of the 3 credentials has been checked yet'],
    [standings([1, 'unchecked']), 'The credential has not been checked yet'],
    [standings([1, 'unchecked'], [2, 'healthy']), '2 of 3 credentials authenticate'],
    [[], 'No credential is watched'],
  ])('%#: %2$s', (rows, expected) => {
    expect(headline(rows, false)).toBe(expected);
  });

  it('does not say of now what was so when somebody last looked', () => {
    expect(headline(standings([12, 'healthy']), true)).toBe(
      'When last checked, all 12 credentials authenticated',
    );
    expect(headline(standings([1, 'failing'], [1, 'healthy']), true)).toBe(
      'When last checked, 1 of 2 credentials failed',
    );
  });
});

describe('the widget', () => {
  it('says at once how many fail, and how the others stand', () => {
    const [a, b, c, d] = branches(4);
    const { text } = drawn([inTrouble(a), inTrouble(b, 'PROVIDER_ERROR'), healthy(c), healthy(d)]);

    expect(text).toMatch(/^ ?fails 1 of 4 credentials fails /);
    expect(text).toContain('cannot be checked 1 cannot be checked');
    expect(text).toContain('authenticates 2 authenticate');
    expect(text).toContain('last sweep 1 min ago, at 23 Nov 13:59');
  });

  it('says of what fails: since when, why, how sure that is, the first step, the trace id', () => {
    const { text } = drawn([inTrouble({}, 'API_KEY_BEARER_PREFIX')]);

    expect(text).toContain('production/ accounting fails since 23 Nov 12:00 (2 h)');
    expect(text).toContain('"Bearer" stands before the API key (likely) API_KEY_BEARER_PREFIX');
    expect(text).toContain(`trace id ${'f'.repeat(32)}`);
    expect(text).toContain('Next: Remove the word Bearer, so that the value is login:secret-key');
    expect(text).toContain('npx qonto-auth-monitor check --environment production');
  });

  it('shows a command with the first step only where it belongs to that', () => {
    const first = (code: 'API_KEY_BEARER_PREFIX' | 'API_KEY_REJECTED') =>
      drawn([inTrouble({}, code)]).html.split('<details')[0];

    expect(first('API_KEY_BEARER_PREFIX')).toContain('>store<');
    expect(first('API_KEY_REJECTED')).not.toContain('>store<');
  });

  it('tells one cause of many once, and each trace id', () => {
    const records = branches(5).map((key) => inTrouble(key));
    const { text } = drawn(records);

    expect(text.match(/Next: /g)).toHaveLength(1);
    expect(text.match(/same cause, trace id f{32}/g)).toHaveLength(4);
    expect(text.match(/\(2 h\)/g)).toHaveLength(5);
  });

  it('lists alerts with whom they were about, their cause, trace id and delivery', () => {
    const [a = entry(), b = entry()] = branches(2).map((key) => entry(key));
    const owing = { ...healthy(), outbox: { 'alert-2': {} } } as unknown as StatusRecord;
    const owed = entry({ at: ago(1), alertId: 'alert-2', deliveredAt: null, traceId: null });
    const { text, html } = drawn([owing], { trail: [owed, b, a] });
    const [, alerts] = text.split('Last alerts ');

    expect(alerts).toMatch(
      /23 Nov 13:00 fails fails production\/ ?accounting API key refused API_KEY_REJECTED no trace id not delivered yet 23 Nov 12:00 fails fails production\/ ?2 credentials API key refused API_KEY_REJECTED f{32} and 1 more at once/,
    );
    expect(html).toContain('title="branch-1, branch-2"');
  });

  it('has the clock and the time of the dashboard', () => {
    const { text } = drawn([inTrouble()], { view: { offsetMinutes: 60 }, trail: [entry()] });

    expect(text).toContain('Times in UTC+01:00');
    expect(text).toContain('fails since 23 Nov 13:00 (2 h)');
  });

  it('tells what bars and marks mean to whoever does not see them', () => {
    const { html } = drawn([inTrouble()], { trail: [entry()] });

    expect(html).toContain(
      'aria-label="production/accounting, 22 Nov 14:00 to 23 Nov 14:00: fails for 2 h, authenticates for 22 h"',
    );
    expect(html).toContain(
      '<title>fails: API key refused (API_KEY_REJECTED), 23 Nov 12:00 to now (2 h)</title>',
    );
    expect(html).toContain(
      '<title>23 Nov 12:00 told: fails, API key refused (API_KEY_REJECTED)</title>',
    );
    for (const { name, attributes } of parsed(html).tags) {
      if (name === 'svg' && !attributes.includes('overflow="visible"')) {
        expect(attributes).toMatch(/role="img"|aria-hidden="true"/);
      }
    }
  });

  it('uses no tag and no attribute that the console takes out', () => {
    const { tags } = drawn([inTrouble(), healthy({}, { code: 'RATE_LIMITED' })], {
      trail: [entry()],
    });

    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_security.html
    expect(tags.map(({ name }) => name)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:script|iframe|use|object|img|form)$/)]),
    );
    expect(tags.map(({ attributes }) => attributes).join()).not.toMatch(
      /\son|javascript:|\sstyle=/,
    );
  });
});

describe('whatever stands in the table', () => {
  const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 });

  it('is text, in any theme and width', () => {
    fc.assert(
      fc.property(
        name,
        name,
        name,
        fc.constantFrom('light', 'dark'),
        fc.integer({ min: 1, max: 4_000 }),
        (environment, credential, words, theme, width) => {
          const key = { environment, credential };
          const failing = inTrouble(key);
          const diagnosis = {
            ...failing.incident?.diagnosis,
            title: words,
            cause: words,
            remedy: [words, `aws ${words}`],
            evidence: [words],
            docsUrl: `https://${words}`,
          };
          const record = {
            ...failing,
            incident: { ...failing.incident, code: words, diagnosis },
          } as unknown as StatusRecord;
          const told = entry({ ...key, code: words as 'DNS_FAILURE', traceId: words });
          const { html } = drawn([record], { trail: [told], view: { theme, width } });

          expect(html.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is no address of a guide unless it is one of the web', () => {
    const failing = inTrouble();
    const linked = (docsUrl: string) => {
      const { incident } = failing;
      const diagnosis = { ...incident?.diagnosis, docsUrl };
      return drawn([{ ...failing, incident: { ...incident, diagnosis } } as StatusRecord]).html;
    };

    expect(linked('https://docs.qonto.com/')).toContain('<a href="https://docs.qonto.com/"');
    expect(linked('javascript:alert(1)')).not.toContain('<a ');
  });

  it('may not be readable, which is said without blaming a credential', () => {
    const { text } = parsed(renderFault('ProvisionedThroughputExceededException', VIEW));

    expect(text).toContain('could not be read ProvisionedThroughputExceededException');
    expect(text).toContain('This says nothing about the credentials.');
  });
});
