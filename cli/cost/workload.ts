import { engineOf, MOST_IN_FUNCTION } from '../../lambda/config/engine.ts';
import type { Engine, MonitorConfig } from '../../lambda/config/monitor-config.ts';
import { averageInterval } from '../../lambda/config/schedule.ts';
import { secretIdsOf, targetsOf } from '../../lambda/config/target.ts';
import { betweenSweeps } from '../../lambda/monitor/distributed/pace.ts';

/** A month of 365 / 12 days, as AWS counts it. */
export const HOURS_A_MONTH = 730;

/** A secret holds 64 KB: so many API keys, each under a key of its own. */
export const MOST_IN_ONE_SECRET = 400;

/** What an estimate depends on. */
export interface Workload {
  readonly credentials: number;
  /** Secrets that hold them, each counted once, staging tokens included. */
  readonly secrets: number;
  /** What sweeps run in. */
  readonly engine: Engine;
  /** Milliseconds from one sweep to the next, on average. */
  readonly intervalMs: number;
  /** The same by the schedule: a distributed sweep may take longer, and what starts meanwhile ends. */
  readonly scheduleMs: number;
  /** Checks under way at once. */
  readonly concurrency: number;
  /** Addresses that alerts are mailed to. */
  readonly emails: number;
  /** Webhooks and Slack channels that alerts are posted to. */
  readonly endpoints: number;
}

/** Sweeps in a month. */
export function sweepsAMonth({ intervalMs }: Pick<Workload, 'intervalMs'>): number {
  return (HOURS_A_MONTH * 3_600_000) / intervalMs;
}

/**
 * The workload of a configuration.
 *
 * @param intervalMs in place of its schedule
 */
export function workloadOf(
  config: MonitorConfig,
  intervalMs = averageInterval(config.schedule) * 60_000,
): Workload {
  const targets = targetsOf(config);
  const engine = engineOf(config);
  const { emails, webhooks, slack } = config.alerts;
  return {
    credentials: targets.length,
    secrets: secretIdsOf(targets).length,
    ...paced(engine, targets.length, intervalMs),
    concurrency: config.check.concurrency,
    emails: new Set(emails).size,
    endpoints: new Set(webhooks).size + (slack === null ? 0 : 1),
  };
}

/** The schedule of a configuration that says nothing of it. */
export const USUAL_INTERVAL_MS = 5 * 60_000;

/**
 * The workload of some credentials, with the defaults of a configuration and one address.
 *
 * @param secrets how many secrets hold them; by default each has its own
 */
export function workloadOfMany(
  credentials: number,
  intervalMs = USUAL_INTERVAL_MS,
  secrets = credentials,
): Workload {
  const engine = credentials > MOST_IN_FUNCTION ? 'distributed-map' : 'function';
  return {
    credentials,
    secrets,
    ...paced(engine, credentials, intervalMs),
    concurrency: 20,
    emails: 1,
    endpoints: 0,
  };
}

function paced(engine: Engine, credentials: number, scheduleMs: number) {
  const isDistributed = engine === 'distributed-map';
  const intervalMs = isDistributed ? betweenSweeps(credentials, scheduleMs) : scheduleMs;
  return { engine, intervalMs, scheduleMs };
}
