import { describe, expect, it } from 'vitest';
import type { DiagnosisCode } from '../../lambda/diagnosis/catalogue.ts';
import type { RecordKey } from '../../lambda/monitor/ports.ts';
import type { StatusRecord } from '../../lambda/monitor/status-record.ts';
import { branches, drawn } from './drawn.ts';
import { ago, entry, healthy, inTrouble } from './remembered.ts';

/** What is seen before anything is unfolded. */
function inSight(html: string): string {
  return html.replaceAll(/<details[^>]*><summary>(.*?)<\/summary>.*?<\/details>/gs, '$1');
}

function rowsIn(html: string): number {
  return html.match(/class="qam-row qam-(?!axis)/g)?.length ?? 0;
}

describe('credentials that authenticate', () => {
  it.each([0, 1, 12, 14])('are all in sight when they are %i', (count) => {
    const { html } = drawn(branches(count).map((key) => healthy(key)));

    expect(rowsIn(inSight(html))).toBe(count);
    expect(html).not.toContain('qam-folded"');
  });

  it.each([60, 300])('are folded away, but for some, when they are %i', (count) => {
    const { html, text } = drawn(branches(count).map((key) => healthy(key)));

    expect(rowsIn(inSight(html))).toBe(12);
    expect(text).toContain(`${count - 12} more authenticate`);
    expect(text).toContain('branch-60');
  });

  it('are a number where they are thousands', () => {
    const { text } = drawn(branches(5_000).map((key) => healthy(key)));

    expect(text).toContain('All 5000 credentials authenticate');
    expect(text).toContain('4988 more authenticate');
    expect(text).toContain('and 4928 more, which npx qonto-auth-monitor status lists');
  });

  it('give way to what fails', () => {
    const records = branches(40).map((key, index) =>
      index % 2 === 0 ? healthy(key) : inTrouble(key),
    );
    const { html, text } = drawn(records);

    expect(rowsIn(inSight(html))).toBe(5 + 7);
    expect(text.indexOf('15 more fail for the same reason')).toBeLessThan(
      text.indexOf('13 more authenticate'),
    );
  });
});

describe('credentials that fail for one reason', () => {
  const { html, text } = drawn(branches(200).map((key) => inTrouble(key)));

  it('are one block: the cause and the next step once, a handful in sight, and how many', () => {
    expect(rowsIn(inSight(html))).toBe(5);
    expect(text.match(/Next: /g)).toHaveLength(1);
    expect(text).toContain('API key refused (likely) 200 credentials API_KEY_REJECTED');
    expect(text).toContain('195 more fail for the same reason');
    expect(text.indexOf('195 more')).toBeLessThan(text.indexOf('Last alerts'));
  });

  it('are all named, the first of them with their timelines', () => {
    const folded = html.split('195 more fail')[1] ?? '';

    expect(folded.match(/<svg class="qam-bar"/g)?.length).toBeGreaterThan(20);
    for (const { credential } of branches(200)) expect(text).toContain(credential);
  });

  it('are apart from those of another environment, and from those with another cause', () => {
    const records = [
      ...branches(10).map((key) => inTrouble(key)),
      ...branches(10).map((key) => inTrouble({ ...key, environment: 'sandbox' })),
      ...branches(10).map(({ credential }) =>
        inTrouble({ credential: `s-${credential}` }, 'API_KEY_SWAPPED'),
      ),
    ];
    const { text: apart } = drawn(records);

    expect(apart.match(/10 credentials/g)).toHaveLength(3);
    expect(apart.match(/5 more fail for the same reason/g)).toHaveLength(3);
  });

  it('are all in sight where to fold one or two away would save nothing', () => {
    expect(rowsIn(inSight(drawn(branches(7).map((key) => inTrouble(key))).html))).toBe(7);
  });
});

describe('credentials of which something else is to be said', () => {
  it('are told of together as well', () => {
    const keys = branches(90);
    const records = keys.map((key, index) => {
      if (index < 30) return inTrouble(key, 'PROVIDER_ERROR');
      if (index < 60) return healthy(key, { code: 'RATE_LIMITED' });
      return healthy(key, { warnings: ['ENDPOINT_DEPRECATED'] });
    });
    const { html, text } = drawn(records, {
      keys: [...keys, ...branches(30).map((key) => ({ ...key, environment: 'new' }))],
    });

    expect(rowsIn(inSight(html))).toBe(4 * 5);
    expect(text).toContain('25 more cannot be checked for the same reason');
    expect(text).toContain('25 more are in doubt for the same reason');
    expect(text).toContain('25 more were not checked yet');
    expect(text).toContain('25 more authenticate, with the same warning');
  });

  it('for one reason too many, are one line', () => {
    const records = branches(9).map((key, index) =>
      inTrouble({ ...key, environment: `environment-${index}` }, 'API_KEY_REJECTED', index + 1),
    );

    expect(drawn(records).text).toContain('1 more is in trouble or in doubt, for other reasons');
  });

  it('for more reasons than anybody reads at once, are folded away beyond the first', () => {
    const records = branches(30).map((key, index) =>
      inTrouble({ ...key, environment: `environment-${index}` }, 'API_KEY_REJECTED', index + 1),
    );
    const { html, text } = drawn(records);

    expect(rowsIn(inSight(html))).toBe(8);
    expect(text).toContain('22 more are in trouble or in doubt, for other reasons');
    expect(text).toContain('environment-29/ branch-30 fails since');
  });
});

describe('the answer', () => {
  // Lambda answers with 6 MB at most; CloudWatch documents no limit of its own.
  const MOST = 256 * 1_024;
  const CODES: readonly DiagnosisCode[] = ['API_KEY_REJECTED', 'API_KEY_SWAPPED', 'PROVIDER_ERROR'];
  const long = (count: number, environments = 1): RecordKey[] =>
    Array.from({ length: count }, (_, index) => ({
      environment: `${'e'.repeat(50)}-${index % environments}`,
      credential: `${'c'.repeat(58)}-${index}`,
    }));

  it.each<[string, StatusRecord[]]>([
    ['200 that fail for one reason', long(200).map((key) => inTrouble(key))],
    ['10,000 that fail for one reason', long(10_000).map((key) => inTrouble(key))],
    [
      '10,000 that fail for many',
      long(10_000, 99).map((key, index) => inTrouble(key, CODES[index % 3])),
    ],
    ['10,000 that are in doubt', long(10_000).map((key) => healthy(key, { code: 'RATE_LIMITED' }))],
    ['10,000 that authenticate', long(10_000).map((key) => healthy(key))],
  ])('stays small with %s', (_, records) => {
    const { html } = drawn(records);

    expect(Buffer.byteLength(html)).toBeLessThan(MOST);
  });

  it('stays small where each has a restless course, by drawing fewer of them', () => {
    const keys = long(60);
    const trail = keys.flatMap((key) =>
      Array.from({ length: 50 }, (_, index) =>
        entry({
          ...key,
          at: ago(index * 0.45),
          alertId: `${key.credential}-${index}`,
          ...(index % 2 === 1 && { from: 'failing', to: 'healthy', event: 'recovery' }),
        }),
      ),
    );
    const { html, text } = drawn(
      keys.map((key) => inTrouble(key, 'API_KEY_REJECTED', 0)),
      { trail },
    );

    expect(Buffer.byteLength(html)).toBeLessThan(MOST);
    expect(text).toContain('60 credentials');
  });
});
