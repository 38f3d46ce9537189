import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeDuration, parseDuration } from '../../lambda/config/duration.ts';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

describe('parseDuration', () => {
  it.each([
    ['50ms', 50],
    ['0s', 0],
    ['10s', 10_000],
    ['5m', 300_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['1.5h', 5_400_000],
    ['0.25s', 250],
    ['0.4ms', 0],
  ])('reads %s as %i milliseconds', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(
    '|10|s|10 s| 10s|10s |-1s|+1s|1e3s|.5s|1.s|10S|10sec|1h30m|1,5h|0x10s|\u0661s|1s\n|Infinityd'.split(
      '|',
    ),
  )('finds no duration in %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it('reads any number of any unit', () => {
    const units = Object.keys(UNIT_MS) as (keyof typeof UNIT_MS)[];
    fc.assert(
      fc.property(fc.nat(100_000), fc.constantFrom(...units), (amount, unit) => {
        expect(parseDuration(`${amount}${unit}`)).toBe(amount * UNIT_MS[unit]);
      }),
    );
  });

  it('gives a number that is not negative, or null, for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseDuration(text);
        expect(ms === null || ms >= 0).toBe(true);
      }),
    );
  });
});

describe('describeDuration', () => {
  it.each([
    [0, 'less than a second'],
    [499, 'less than a second'],
    [-5_000, 'less than a second'],
    [1_000, '1 s'],
    [59_600, '1 min'],
    [61_000, '1 min 1 s'],
    [3_600_000, '1 h'],
    [11_100_000, '3 h 5 min'],
    [86_400_000, '1 day'],
    [90_000_000, '1 day 1 h'],
    [86_700_000, '1 day'],
    [172_800_000, '2 days'],
  ])('calls %i milliseconds %s', (ms, words) => {
    expect(describeDuration(ms)).toBe(words);
  });

  it('names one or two units, the larger first, none of them zero', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 400 * 86_400_000 }), (ms) => {
        expect(describeDuration(ms)).toMatch(
          /^(?:1 day|[1-9]\d* days|[1-9]\d? h|[1-9]\d? min|[1-9]\d? s)(?: [1-9]\d? (?:h|min|s))?$/,
        );
      }),
    );
  });

  it('is never wrong by more than what it leaves out: one sixtieth, or one hour in days', () => {
    const UNITS = { day: 86_400_000, h: 3_600_000, min: 60_000, s: 1_000 };
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 400 * 86_400_000 }), (ms) => {
        const parts = [...describeDuration(ms).matchAll(/(\d+) (day|h|min|s)/g)];
        const described = parts.reduce(
          (sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit as keyof typeof UNITS],
          0,
        );
        const tolerance = ms >= UNITS.day ? UNITS.h : ms >= UNITS.h ? UNITS.min : UNITS.s;
        expect(Math.abs(ms - described)).toBeLessThanOrEqual(tolerance);
      }),
    );
  });
});
