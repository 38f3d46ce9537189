import { intervalsOf } from '../lambda/config/schedule.ts';

/** The least that Scheduler and Lambda accept. */
const LEAST_SECONDS = 60;

/** The most that Lambda accepts for an asynchronous event. */
const MOST_SECONDS = 6 * 3_600;

/**
 * Seconds after which a sweep that could not start is dropped: a minute less than the schedule's
 * shortest interval, so that stale sweeps do not pile up behind an outage. The next one checks
 * everything anyway.
 */
export function maxEventAgeSeconds(schedule: string): number {
  const seconds = (intervalsOf(schedule).shortest - 1) * 60;
  return Math.min(Math.max(seconds, LEAST_SECONDS), MOST_SECONDS);
}
