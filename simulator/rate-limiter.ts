/**
 * Qonto's limits per IP address. The first two count requests, the last counts answers of 401.
 *
 * @see https://docs.qonto.com/api-reference/business-api/introduction/rate-limits
 */
export const RATE_LIMITS = {
  short: { limit: 1_000, windowMs: 10_000 },
  long: { limit: 10_000, windowMs: 600_000 },
  unauthorized: { limit: 200, windowMs: 3_600_000 },
} as const;

/**
 * Counts requests and 401 answers per IP address, in sliding windows (that they slide, and that
 * refused requests are not counted, is assumed). Times are epoch milliseconds.
 */
export class RateLimiter {
  readonly #addresses = new Map<string, AddressWindows>();

  /** Counts a request and says whether it may pass. */
  admits(address: string, now: number): boolean {
    const { short, long, unauthorized } = this.#windowsOf(address);
    const isOver =
      unauthorized.count(now) > RATE_LIMITS.unauthorized.limit ||
      short.count(now) >= RATE_LIMITS.short.limit ||
      long.count(now) >= RATE_LIMITS.long.limit;
    if (isOver) return false;
    short.add(now);
    long.add(now);
    return true;
  }

  /** Counts an answer of 401. */
  addUnauthorized(address: string, now: number): void {
    this.#windowsOf(address).unauthorized.add(now);
  }

  #windowsOf(address: string): AddressWindows {
    const known = this.#addresses.get(address);
    if (known !== undefined) return known;
    const windows = {
      short: new SlidingWindow(RATE_LIMITS.short.windowMs),
      long: new SlidingWindow(RATE_LIMITS.long.windowMs),
      unauthorized: new SlidingWindow(RATE_LIMITS.unauthorized.windowMs),
    };
    this.#addresses.set(address, windows);
    return windows;
  }
}

interface AddressWindows {
  readonly short: SlidingWindow;
  readonly long: SlidingWindow;
  readonly unauthorized: SlidingWindow;
}

class SlidingWindow {
  readonly #windowMs: number;
  #times: number[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(now: number): void {
    this.#times.push(now);
  }

  count(now: number): number {
    const oldest = this.#times[0];
    if (oldest !== undefined && oldest <= now - this.#windowMs) {
      this.#times = this.#times.filter((time) => time > now - this.#windowMs);
    }
    return this.#times.length;
  }
}
