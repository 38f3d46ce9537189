import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { managesTokens, targetsOf } from '../lambda/config/target.ts';

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
  const { environments, check } = config;
  const credentials = environments.reduce((sum, each) => sum + each.credentials.length, 0);
  const rounds = Math.ceil(credentials / check.concurrency);
  const roundMs = REQUESTS_PER_CREDENTIAL * check.timeoutMs + check.confirmAfterMs;
  const refreshSeconds = targetsOf(config).some(managesTokens) ? REFRESH_SECONDS : 0;
  return Math.ceil((rounds * roundMs + AWS_CALLS_MS) / 1_000) + refreshSeconds;
}

/** The function's timeout: the longest sweep, within 60 seconds and what Lambda allows. */
export function functionTimeoutSeconds(config: MonitorConfig): number {
  return Math.min(Math.max(longestSweepSeconds(config), SHORTEST_SECONDS), LONGEST_SECONDS);
}
