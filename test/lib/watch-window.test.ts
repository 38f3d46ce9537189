import { describe, expect, it } from 'vitest';
import { watchWindow } from '../../lib/watch-window.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('watchWindow', () => {
  // biome-ignore format: a row each
  it.each([
    { schedule: 'rate(1 minute)', window: [MINUTE, 3, true] },
    { schedule: 'rate(5 minutes)', window: [5 * MINUTE, 3, true] },
    { schedule: 'rate(59 minutes)', window: [59 * MINUTE, 3, true] },
    { schedule: 'rate(1 hour)', window: [HOUR, 3, true] },
    { schedule: 'rate(1 day)', window: [DAY, 3, true] },
    { schedule: 'rate(36 hours)', window: [DAY, 5, true] },
    { schedule: 'rate(2 days)', window: [DAY, 6, true] },
    { schedule: 'rate(56 hours)', window: [DAY, 7, true] },
    { schedule: 'rate(57 hours)', window: [DAY, 7, false] },
    { schedule: 'rate(6 days)', window: [DAY, 7, false] },
    { schedule: 'rate(7 days)', window: null },
    { schedule: 'rate(365 days)', window: null },
    { schedule: 'cron(0/15 * * * ? *)', window: [15 * MINUTE, 3, true] },
    // From Friday 20:45 to Monday 06:00 are 57 hours and a quarter, and two quarters follow.
    { schedule: 'cron(0/15 6-20 ? * MON-FRI *)', window: [(57.75 / 3) * HOUR, 3, true] },
    // From Friday to Wednesday, or from Thursday to Tuesday.
    { schedule: 'cron(0 8 ? * MON-FRI *)', window: [DAY, 5, true] },
    { schedule: 'cron(0 8 ? * MON *)', window: null },
    { schedule: 'cron(0 8 1 * ? *)', window: null },
    { schedule: 'cron(0 8 30 2 ? *)', window: null },
  ])('is $window for $schedule', ({ schedule, window }) => {
    const expected =
      window === null
        ? null
        : { periodSeconds: window[0], periods: window[1], isThreeIntervals: window[2] };

    expect(watchWindow(schedule)).toEqual(expected);
  });

  it('is no shorter than what sweeps take', () => {
    expect(watchWindow('rate(5 minutes)', 15)).toEqual(watchWindow('rate(15 minutes)'));
    expect(watchWindow('rate(1 hour)', 15)).toEqual(watchWindow('rate(1 hour)'));
  });

  it.each(['rate(7 minutes)', 'rate(50 hours)', 'cron(7,9,58 3,4 * * ? *)', 'cron(0 8 */5 * ? *)'])(
    'keeps to the limits of CloudWatch for %s',
    (schedule) => {
      const window = watchWindow(schedule);

      expect(window).not.toBeNull();
      const { periodSeconds = 0, periods = 0 } = window ?? {};
      expect(periodSeconds % 60).toBe(0);
      expect(periodSeconds * periods).toBeLessThanOrEqual(periodSeconds < HOUR ? DAY : 7 * DAY);
    },
  );
});
