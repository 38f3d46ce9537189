import { intervalsOf } from '../lambda/config/schedule.ts';

const DAY_MINUTES = 24 * 60;

/** How an alarm looks for sweeps: CloudWatch counts in periods. */
export interface WatchWindow {
  readonly periodSeconds: number;
  readonly periods: number;
  /** Whether the window is as long as three intervals in a row. */
  readonly isThreeIntervals: boolean;
}

/**
 * The time in which a healthy monitor finishes a sweep for certain, or null where CloudWatch cannot
 * wait that long: period times periods is at most 7 days (one day for periods below an hour, which
 * three intervals of less than an hour never reach).
 *
 * @param leastMinutes from the end of one sweep to that of the next, whatever the schedule says
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function watchWindow(schedule: string, leastMinutes = 0): WatchWindow | null {
  const intervals = intervalsOf(schedule);
  const longest = Math.max(intervals.longest, leastMinutes);
  const longestThree = Math.max(intervals.longestThree, 3 * leastMinutes);
  const isThreeIntervals = longestThree <= 7 * DAY_MINUTES;
  if (isThreeIntervals && longestThree <= 3 * DAY_MINUTES) {
    return { periodSeconds: Math.ceil(longestThree / 3) * 60, periods: 3, isThreeIntervals };
  }
  const days = Math.min(Math.ceil(longestThree / DAY_MINUTES), 7);
  // Periods begin with the day: a window has to be a day longer than what it is to hold.
  if (longest > (days - 1) * DAY_MINUTES) return null;
  return { periodSeconds: DAY_MINUTES * 60, periods: days, isThreeIntervals };
}
