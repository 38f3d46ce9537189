import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from '../../lambda/qonto/retry-after.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const HOUR = 3_600_000;

const inSeconds = (seconds: number) => new Date(NOW + seconds * 1_000);

const ROWS: readonly (readonly [header: string | null, waitMs: number | null])[] = [
  [null, null],
  ['', null],
  ['0', 0],
  ['1', 1_000],
  ['120', 120_000],
  [' 120 ', 120_000],
  ['0120', 120_000],
  ['3600', HOUR],
  // Absurd values are capped, not forgotten: Qonto did ask to wait.
  ['3601', HOUR],
  ['86400', HOUR],
  ['999999999', HOUR],
  ['9999999999', HOUR],
  ['9'.repeat(40), HOUR],
  [inSeconds(90).toUTCString(), 90_000],
  [inSeconds(0).toUTCString(), 0],
  // Already over: nothing is to be waited for.
  [inSeconds(-90).toUTCString(), 0],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
  [inSeconds(86_400 * 365).toUTCString(), HOUR],
  // The other two forms that HTTP has known for a date.
  ['Monday, 23-Nov-26 12:02:00 GMT', 120_000],
  ['Mon Nov 23 12:02:00 2026', 120_000],
  ['Sun Nov  6 08:49:37 1994', 0],
  // Nothing of the kind.
  ['-1', null],
  ['1.5', null],
  ['1e3', null],
  ['+60', null],
  ['0x10', null],
  ['60s', null],
  ['60, 120', null],
  ['soon', null],
  ['Infinity', null],
  ['NaN', null],
  ['2026-11-23T12:02:00Z', null],
  ['Mon, 23 Nov 2026 12:02:00', null],
  ['Mon, 32 Nov 2026 12:02:00 GMT', null],
  ['Mon, 23 Foo 2026 12:02:00 GMT', null],
  ['Mon, 23 Nov 2026 25:02:00 GMT', null],
];

describe('parseRetryAfter', () => {
  it.each(ROWS)('%j is %j ms', (header, waitMs) => {
    expect(parseRetryAfter(header, NOW)).toBe(waitMs);
  });

  it('is null, or between nothing and an hour, whatever was sent', () => {
    const anyHeader = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^\d{1,400}$/),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      fc.double().map(String),
      fc.constantFrom('Mon, 99 Zzz 9999 99:99:99 GMT', 'Monday, 99-Zzz-99 99:99:99 GMT'),
    );
    fc.assert(
      fc.property(anyHeader, fc.integer({ min: 0, max: 8.64e15 }), (header, now) => {
        const waitMs = parseRetryAfter(header, now);
        if (waitMs === null) return;
        expect(Number.isFinite(waitMs)).toBe(true);
        expect(waitMs).toBeGreaterThanOrEqual(0);
        expect(waitMs).toBeLessThanOrEqual(HOUR);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives back the seconds and the dates that a server writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_600 }), (seconds) => {
        expect(parseRetryAfter(String(seconds), NOW)).toBe(seconds * 1_000);
        expect(parseRetryAfter(inSeconds(seconds).toUTCString(), NOW)).toBe(seconds * 1_000);
      }),
    );
  });
});
