import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from '../../lambda/qonto/retry-after.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const HOUR_MS = 3_600_000;

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    ['1', 1_000],
    [' 30 ', 30_000],
    ['3600', HOUR_MS],
    ['86400', HOUR_MS],
    ['Mon, 23 Nov 2026 12:00:30 GMT', 30_000],
    ['Monday, 23-Nov-26 12:00:30 GMT', 30_000],
    ['Mon Nov 23 12:00:30 2026', 30_000],
    ['Sun, 22 Nov 2026 12:00:00 GMT', 0],
    ['Fri, 23 Nov 2029 12:00:00 GMT', HOUR_MS],
    [null, null],
    ['', null],
    ['soon', null],
    ['-5', null],
    ['1.5', null],
    ['1e3', null],
    ['2026-11-23T12:00:30Z', null],
    ['99999999999999999999', 3_600_000],
    ['30, 60', null],
    ['Mon, 99 Nov 2026 99:00:30 GMT', null],
  ])('reads %j as %j ms', (header, ms) => {
    expect(parseRetryAfter(header, NOW)).toBe(ms);
  });

  it('gives for any text null or from nothing to an hour', () => {
    const text = fc.oneof(fc.string(), fc.integer().map(String), fc.date().map(String));
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 4e12 }), (header, now) => {
        const ms = parseRetryAfter(header, now);
        if (ms === null) return;
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(HOUR_MS);
      }),
    );
  });
});
