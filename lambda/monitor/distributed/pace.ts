import { isoTime } from '../../clock.ts';

/**
 * How fast a distributed sweep asks. Qonto takes 1,000 requests in 10 seconds and 10,000 in 10 minutes
 * from an address, and the team's own calls come from addresses that may be the same.
 *
 * @see https://docs.qonto.com/api-reference/business-api/introduction/rate-limits
 */
export const PACE = {
  /** Credentials in a batch: as many secrets as one `BatchGetSecretValue` takes. */
  batchSize: 20,
  /**
   * From the turn of one batch to that of the next. 20 checks in 1.5 s are 8,000 in 10 minutes: the
   * rest of the 10,000 is left to repeats, experiments and the team's own calls.
   */
  turnMs: 1_500,
  /** Batches under way at once, which bounds what a hold-up can pile up. */
  concurrency: 8,
  /**
   * How long a batch keeps its place at least, from its begin. After a hold-up every batch is late, and
   * none waits for its turn: 8 batches of 20 in no less than 10 s are 9,600 checks in 10 minutes.
   */
  holdMs: 10_000,
} as const;

/** How many batches credentials make. */
export function batchesOf(credentials: number): number {
  return Math.ceil(credentials / PACE.batchSize);
}

/** How long the checks of a sweep take at the least, in seconds: its last batch begins then. */
export function pacedSeconds(credentials: number): number {
  return Math.ceil((batchesOf(credentials) * PACE.turnMs) / 1_000);
}

/**
 * When the checks of a line may begin, ISO 8601: its batch's turn.
 *
 * @param place of the line in the inventory
 * @param begin of the first turn, epoch milliseconds
 */
export function turnOf(place: number, begin: number): string {
  return isoTime(begin + Math.floor(place / PACE.batchSize) * PACE.turnMs);
}

/** What the first and the last step usually take in all, and the last batch. */
const STEPS_MS = 30_000;

/**
 * From one distributed sweep to the next, in milliseconds: the schedule's interval, or as many of them as
 * a sweep takes.
 */
export function betweenSweeps(credentials: number, intervalMs: number): number {
  const sweepMs = batchesOf(credentials) * PACE.turnMs + STEPS_MS;
  return Math.max(Math.ceil(sweepMs / intervalMs), 1) * intervalMs;
}

/** How long a batch that is done rests in its place, in whole seconds. */
export function restSeconds(tookMs: number): number {
  return Math.max(1, Math.ceil((PACE.holdMs - tookMs) / 1_000));
}
