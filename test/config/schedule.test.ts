import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endsSomeDay, intervalsOf, scheduleFaults } from '../../lambda/config/schedule.ts';

const HOUR = 60;
const DAY = 24 * HOUR;

describe('intervalsOf', () => {
  // biome-ignore format: a row each
  it.each([
    { schedule: 'rate(1 minute)', shortest: 1, longest: 1, longestThree: 3 },
    { schedule: 'rate(5 minutes)', shortest: 5, longest: 5, longestThree: 15 },
    { schedule: 'rate(2 hours)', shortest: 2 * HOUR, longest: 2 * HOUR, longestThree: 6 * HOUR },
    { schedule: 'rate(7 days)', shortest: 7 * DAY, longest: 7 * DAY, longestThree: 21 * DAY },
    { schedule: 'cron(* * * * ? *)', shortest: 1, longest: 1, longestThree: 3 },
    { schedule: 'cron(0/15 * * * ? *)', shortest: 15, longest: 15, longestThree: 45 },
    { schedule: 'cron(0,10 * * * ? *)', shortest: 10, longest: 50, longestThree: 110 },
    { schedule: 'cron(0 8 * * ? *)', shortest: DAY, longest: DAY, longestThree: 3 * DAY },
    { schedule: 'cron(0 8 ? * MON-FRI *)', shortest: DAY, longest: 3 * DAY, longestThree: 5 * DAY },
    { schedule: 'cron(0 8 ? * 2-6 *)', shortest: DAY, longest: 3 * DAY, longestThree: 5 * DAY },
    { schedule: 'cron(0 8 ? * FRI-MON *)', shortest: DAY, longest: 4 * DAY, longestThree: 6 * DAY },
    { schedule: 'cron(0 22-2 * * ? *)', shortest: HOUR, longest: 20 * HOUR, longestThree: 22 * HOUR },
    { schedule: 'cron(0 8 ? * L *)', shortest: 7 * DAY, longest: 7 * DAY, longestThree: 21 * DAY },
    { schedule: 'cron(0 8 ? * 6L *)', shortest: 28 * DAY, longest: 35 * DAY, longestThree: 91 * DAY },
    { schedule: 'cron(0 8 ? * MON#1 *)', shortest: 28 * DAY, longest: 35 * DAY, longestThree: 98 * DAY },
    { schedule: 'cron(0 8 L * ? *)', shortest: 29 * DAY, longest: 31 * DAY, longestThree: 92 * DAY },
    { schedule: 'cron(0 8 29 2 ? *)', shortest: Infinity, longest: Infinity, longestThree: Infinity },
    { schedule: 'cron(0 8 30 FEB ? *)', shortest: Infinity, longest: Infinity, longestThree: Infinity },
  ])('finds them in $schedule', ({ schedule, ...intervals }) => {
    expect(scheduleFaults(schedule)).toEqual([]);
    expect(intervalsOf(schedule)).toEqual(intervals);
  });

  it.each([
    // 15 July 2028 is a Saturday, 15 October 2028 a Sunday.
    ['cron(0 0 15W 7,10 ? *)', Date.UTC(2028, 9, 16) - Date.UTC(2028, 6, 14)],
    // 1 January 2028 is a Saturday, 1 October 2028 a Sunday.
    ['cron(0 0 1W 1,10 ? *)', Date.UTC(2028, 9, 2) - Date.UTC(2028, 0, 3)],
    // The last weekdays of February and September 2028 are 29 (Tuesday) and 29 (Friday).
    ['cron(0 0 LW 2,9 ? *)', Date.UTC(2028, 8, 29) - Date.UTC(2028, 1, 29)],
  ])('knows weekdays near a date: %s', (schedule, ms) => {
    const { shortest, longest } = intervalsOf(schedule);

    expect([shortest, longest]).toContain(ms / 60_000);
  });

  it('has no interval longer than three of them, and none longer than the longest', () => {
    const field = (most: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.nat(most).map(String),
        fc.tuple(fc.nat(most), fc.integer({ min: 1, max: most })).map(([a, b]) => `${a}/${b}`),
      );
    fc.assert(
      fc.property(field(59), field(23), (minutes, hours) => {
        const schedule = `cron(${minutes} ${hours} * * ? *)`;
        const { shortest, longest, longestThree } = intervalsOf(schedule);
        expect(scheduleFaults(schedule)).toEqual([]);
        expect(shortest).toBeGreaterThan(0);
        expect(longest).toBeLessThanOrEqual(DAY);
        expect(longestThree).toBeLessThanOrEqual(3 * longest);
        expect(longestThree).toBeGreaterThanOrEqual(longest + 2 * shortest);
      }),
      { numRuns: 30 },
    );
  });
});

describe('scheduleFaults', () => {
  it('answers any text with words or none, never with an error', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        for (const text of [a, `cron(${a} ${b} * * ? *)`, `rate(${a} ${b})`]) {
          for (const fault of scheduleFaults(text)) expect(fault).toMatch(/^(?:is|has) /);
          if (scheduleFaults(text).length === 0) intervalsOf(text);
        }
      }),
    );
  });

  it('tells all that is wrong at once', () => {
    expect(scheduleFaults('cron(60 24 * * MON 1)')).toEqual([
      expect.stringContaining('as minutes'),
      expect.stringContaining('as hours'),
      expect.stringContaining('as year'),
      expect.stringContaining('exactly one of day-of-month and day-of-week'),
    ]);
  });
});

describe('endsSomeDay', () => {
  it.each([
    ['rate(5 minutes)', false],
    ['cron(0 8 * * ? *)', false],
    ['cron(0 8 * * ? 2027)', true],
    ['cron(0 8 * * ? 2027-2030)', true],
  ])('of %s is %s', (schedule, ends) => {
    expect(endsSomeDay(schedule)).toBe(ends);
  });
});
