import { intervalsOf } from '../lambda/config/schedule.ts';

/** The least that Scheduler and Lambda accept. */
const LEAST_SECONDS = 60;

/** The most that Lambda accepts for an asynchronous event. */
const MOST_SECONDS = 6 * 3_600;

/**
 * Seconds after which a sweep that could not start is dropped: so that Scheduler, which hands it over,
 * and Lambda, which then starts it, take a minute less together than the schedule's shortest interval,
 * and stale sweeps do not pile up behind an outage. The next one checks everything anyway. (Neither
 * accepts less than a minute: with a schedule of every minute, a sweep may be late by two.)
 */
export function maxEventAgeSeconds(schedule: string): number {
  const seconds = Math.floor(((intervalsOf(schedule).shortest - 1) * 60) / 2);
  return Math.min(Math.max(seconds, LEAST_SECONDS), MOST_SECONDS);
}
