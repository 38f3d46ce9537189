const UNIT_SECONDS = { minute: 60, hour: 3_600, day: 86_400 } as const;

/** The least that Scheduler and Lambda accept. */
const LEAST_SECONDS = 60;

/** The most that Lambda accepts for an asynchronous event. */
const MOST_SECONDS = 6 * 3_600;

/** A cron expression has no one interval. */
const CRON_SECONDS = 300;

/**
 * Seconds after which a sweep that could not start is dropped: the schedule's interval, so that
 * stale sweeps do not pile up behind an outage. The next one checks everything anyway.
 */
export function maxEventAgeSeconds(schedule: string): number {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule);
  if (rate === null) return CRON_SECONDS;
  const [, amount, unit] = rate;
  const interval = Number(amount) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS];
  return Math.min(Math.max(interval, LEAST_SECONDS), MOST_SECONDS);
}
