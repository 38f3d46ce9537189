/** Refusals are counted in spans of this length. */
const SPAN_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;

/**
 * What is remembered of the traffic to one environment. Qonto throttles an address after 200
 * refused authentications in an hour.
 *
 * @see https://docs.qonto.com/api-reference/business-api/introduction/rate-limits
 */
export interface Traffic {
  readonly environment: string;
  /** Refused authentications by the start of their span, epoch milliseconds. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Until when Qonto asked to wait, epoch milliseconds. */
  readonly pausedUntil: number | null;
}

/** What a run adds to it. */
export interface TrafficChange {
  readonly environment: string;
  /** Start of the span that the refusals belong to, epoch milliseconds. */
  readonly span: number;
  readonly refusals: number;
  readonly pausedUntil: number | null;
  /** Spans that no longer count. */
  readonly expiredSpans: readonly number[];
}

/** The span that a moment falls into, by its start. */
export function spanOf(now: number): number {
  return Math.floor(now / SPAN_MS) * SPAN_MS;
}

/** Refusals that still count: those of the last hour, whole spans at a time. */
export function refusalsWithinHour({ refusals }: Pick<Traffic, 'refusals'>, now: number): number {
  return Object.entries(refusals)
    .filter(([span]) => !isExpired(Number(span), now))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** Spans whose refusals are all older than an hour. */
export function expiredSpans({ refusals }: Pick<Traffic, 'refusals'>, now: number): number[] {
  return Object.keys(refusals)
    .map(Number)
    .filter((span) => isExpired(span, now));
}

function isExpired(span: number, now: number): boolean {
  return span + SPAN_MS + HOUR_MS <= now;
}
