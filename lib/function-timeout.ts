import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { intervalsOf } from '../lambda/config/schedule.ts';
import { managesTokens, targetsOf } from '../lambda/config/target.ts';
import {
  batchesOf,
  betweenSweeps,
  PACE,
  pacedSeconds,
  restSeconds,
} from '../lambda/monitor/distributed/pace.ts';

const SHORTEST_SECONDS = 60;

/** The longest that Lambda lets any function run. */
export const LONGEST_SECONDS = 900;

/** Two probes (the second confirms a refusal) and up to three experiments. */
const REQUESTS_PER_CREDENTIAL = 5;

/**
 * Secrets, statuses and alerts, with the SDK's back-off where AWS throttles a call, and the wait for
 * another run that may be delivering an alert.
 */
const AWS_CALLS_MS = 20_000;

/** Waiting for the lease of a run that crashed, and a refresh in which everything takes long. */
const REFRESH_SECONDS = 60;

/**
 * Seconds that a sweep takes when every request of every credential runs into its timeout:
 * credentials are checked in rounds of `check.concurrency`, and each may take five requests and the
 * wait before the confirming one. Tokens are refreshed outside of the rounds, all at once.
 */
export function longestSweepSeconds(config: MonitorConfig): number {
  return longestChecksSeconds(config, targetsOf(config).length);
}

function longestChecksSeconds(config: MonitorConfig, credentials: number): number {
  const { check } = config;
  const rounds = Math.ceil(credentials / check.concurrency);
  const roundMs = REQUESTS_PER_CREDENTIAL * check.timeoutMs + check.confirmAfterMs;
  const refreshSeconds = targetsOf(config).some(managesTokens) ? REFRESH_SECONDS : 0;
  return Math.ceil((rounds * roundMs + AWS_CALLS_MS) / 1_000) + refreshSeconds;
}

/** The function's timeout: the longest sweep, within 60 seconds and what Lambda allows. */
export function functionTimeoutSeconds(config: MonitorConfig): number {
  // Nobody knows how many secrets will be discovered.
  if (discovers(config)) return LONGEST_SECONDS;
  return Math.min(Math.max(longestSweepSeconds(config), SHORTEST_SECONDS), LONGEST_SECONDS);
}

/** What a child has besides its check: its wait for a turn, its rest, and repeats of the call. */
const OTHERWISE_SECONDS = 60;

/** The longest that a batch may take: Step Functions ends express workflows after five minutes. */
const LONGEST_BATCH_SECONDS = 300 - OTHERWISE_SECONDS;

/** How long the checks of a full batch take when every request runs into its timeout, in seconds. */
export function longestBatchSeconds(config: MonitorConfig): number {
  return longestChecksSeconds(config, PACE.batchSize);
}

/** The timeout of the function that checks a batch. */
export function batchTimeoutSeconds(config: MonitorConfig): number {
  return Math.min(Math.max(longestBatchSeconds(config), SHORTEST_SECONDS), LONGEST_BATCH_SECONDS);
}

/** As many credentials are reckoned with where they are discovered. */
const DISCOVERED = 10_000;

/** How many credentials a configuration has, as far as it can be said. */
export function reckonedCredentials(config: MonitorConfig): number {
  const listed = targetsOf(config).length;
  return discovers(config) ? Math.max(listed, DISCOVERED) : listed;
}

/**
 * How long a distributed sweep may take before it is given up, and makes room for the next one: with
 * every batch running into its timeout, and the first and the last step as well.
 */
export function distributedTimeoutSeconds(config: MonitorConfig): number {
  const credentials = reckonedCredentials(config);
  const rounds = Math.ceil(batchesOf(credentials) / PACE.concurrency);
  const longest = batchTimeoutSeconds(config);
  const held = rounds * (longest + restSeconds(longest * 1_000));
  return 2 * LONGEST_SECONDS + Math.max(held, pacedSeconds(credentials) + OTHERWISE_SECONDS);
}

/** Minutes from one distributed sweep to the next. */
export function minutesBetweenSweeps(
  config: MonitorConfig,
  credentials = reckonedCredentials(config),
): number {
  return betweenSweeps(credentials, intervalsOf(config.schedule).shortest * 60_000) / 60_000;
}

function discovers({ environments }: MonitorConfig): boolean {
  return environments.some(({ discover }) => discover !== undefined);
}
