import type { CheckSettings } from '../../config/monitor-config.ts';

/**
 * Nobody waits longer for the token endpoint: a lost answer must be asked for again, and what it
 * brings be stored, within the 60 seconds for which a spent refresh token still works.
 */
const LONGEST_REQUEST_MS = 10_000;

/** What comes before the request: reading the secret, proving that it can be written. */
const BEFORE_REQUEST_MS = 10_000;

/** How long one request to the token endpoint may take. */
export function tokenRequestTimeoutMs({ timeoutMs }: Pick<CheckSettings, 'timeoutMs'>): number {
  return Math.min(timeoutMs, LONGEST_REQUEST_MS);
}

/**
 * How long a lease is taken for: what comes before, and the request twice. That is half a minute at
 * most, so that a run which finds the lease of one that crashed still comes in time.
 */
export function leaseMs(requestTimeoutMs: number): number {
  return BEFORE_REQUEST_MS + 2 * requestTimeoutMs;
}

/** No lease of a refresh is taken for longer. */
export const LONGEST_LEASE_MS = leaseMs(LONGEST_REQUEST_MS);

/** How often a lease that is held is looked at again. */
export const LEASE_POLL_MS = 500;

/** When the healing run comes after a refresh has begun: as its lease runs out, well in the grace. */
export const HEAL_AFTER_SECONDS = 25;

/**
 * Runs that heal, after a sweep, what was sent in vain: they cover the minute for which a spent token
 * still works. Those before which nobody is known to have sent it do not count.
 */
export const MOST_HEALING_RUNS = 2;

/**
 * Marks of one token, after a sweep, each of which brings a run that heals: where every run is killed
 * after its mark, nobody tells of anything, and SQS hands each message over three times.
 */
export const MOST_MARKS = 6;

/** How long a run that heals waits before it tries again what AWS did not let it do. */
export const HEAL_PAUSE_MS = 2_000;

/** Before a refusal of the token endpoint is believed, it is asked once more, after this long. */
export const CONFIRM_AFTER_MS = 2_000;

/** Waits between the tries to store new tokens; the last one goes on. */
export const STORE_PAUSES_MS = [100, 250, 500, 1_000, 2_000] as const;

/**
 * For so long after a token was marked, the run that spent it may still be trying to store what came:
 * longer than the function runs, but for configurations of very many credentials.
 */
export const LONGEST_STORING_MS = 3 * 60_000;

/** What a run keeps for the check itself when new tokens cannot be stored. */
export const KEPT_FOR_CHECK_MS = 15_000;

/** Tokens are refreshed at least this long before they expire. */
export const LEAST_AHEAD_MS = 10 * 60_000;

/**
 * And at most this long: Secrets Manager keeps a hundred versions of a secret, and none is dropped
 * in its first day.
 */
export const MOST_AHEAD_MS = 30 * 60_000;
