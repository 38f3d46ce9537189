import {
  expiredSpans,
  refusalsWithinHour,
  spanOf,
  type Traffic,
  type TrafficChange,
} from './traffic.ts';

/** Under half of what Qonto tolerates: the address may have other callers. */
const MOST_PER_HOUR = 99;

/** Below this, failing credentials are asked at an even pace instead of all at once. */
const SHORT = 40;

/** What is kept back from experiments, for credentials that begin to fail. */
const RESERVE = 25;

const HOUR_MS = 3_600_000;

/**
 * The refusals that one environment may still cost in this hour. Credentials that are not failing
 * are always asked; what will probably be refused takes a permit first, and gives it back when it
 * was not refused.
 */
export class RefusalBudget {
  readonly #traffic: Traffic;
  readonly #startedAt: number;
  readonly #pace: number;
  #spent = 0;
  #recheckSpent = 0;
  #held = 0;
  #pausedUntil: number | null;
  #waiting: (() => void)[] = [];

  /**
   * @param lastSweepAt epoch milliseconds; how long ago says how many permits an even pace gives
   */
  constructor(traffic: Traffic, now: number, lastSweepAt: number | null) {
    this.#traffic = traffic;
    this.#startedAt = now;
    this.#pausedUntil = traffic.pausedUntil;
    const elapsed = lastSweepAt === null ? HOUR_MS : now - lastSweepAt;
    this.#pace = Math.max(1, Math.floor((MOST_PER_HOUR * elapsed) / HOUR_MS));
  }

  /** How many refusals are left. */
  get remaining(): number {
    const used = refusalsWithinHour(this.#traffic, this.#startedAt);
    return Math.max(0, MOST_PER_HOUR - used - this.#spent);
  }

  /** Until when nothing is sent, because Qonto asked so; null when it did not. */
  pausedUntil(now: number): number | null {
    return this.#pausedUntil !== null && this.#pausedUntil > now ? this.#pausedUntil : null;
  }

  /** Qonto asked to wait. */
  pause(until: number): void {
    this.#pausedUntil = Math.max(until, this.#pausedUntil ?? 0);
  }

  /** Takes note of refusals that took no permit. */
  refused(count = 1): void {
    this.#spent += count;
  }

  /** Takes a permit for an experiment's request; false when too few are left. */
  takeForExperiment(): boolean {
    if (this.remaining - this.#held <= RESERVE) return false;
    this.#held += 1;
    return true;
  }

  /** Takes a permit to repeat a refused check; false when none is left. */
  async takeForRepeat(): Promise<boolean> {
    return this.#take(() => this.remaining);
  }

  /** Takes a permit to check a failing credential again; false when it has to wait. */
  async takeForRecheck(): Promise<boolean> {
    const isShort = refusalsWithinHour(this.#traffic, this.#startedAt) > MOST_PER_HOUR - SHORT;
    return this.#take(() =>
      isShort ? Math.min(this.remaining, this.#pace - this.#recheckSpent) : this.remaining,
    );
  }

  /** Gives a permit back, used up if the check was refused. */
  settle(wasRefused: boolean, permit?: 'recheck'): void {
    this.#held -= 1;
    if (wasRefused) {
      this.#spent += 1;
      if (permit === 'recheck') this.#recheckSpent += 1;
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** What is to be remembered; null when nothing is. */
  change(now: number): TrafficChange | null {
    const pausedUntil = this.pausedUntil(now);
    const isNewPause = pausedUntil !== null && pausedUntil !== this.#traffic.pausedUntil;
    if (this.#spent === 0 && !isNewPause) return null;
    return {
      environment: this.#traffic.environment,
      span: spanOf(now),
      refusals: this.#spent,
      pausedUntil,
      expiredSpans: expiredSpans(this.#traffic, now),
    };
  }

  /** When the credential at some place in the queue can be asked again, epoch milliseconds. */
  nextTurn(place: number): number {
    return this.#startedAt + Math.ceil(((place + 1) * HOUR_MS) / MOST_PER_HOUR);
  }

  /** A permit is free, or one that is out may come back: then wait for it. */
  async #take(available: () => number): Promise<boolean> {
    while (available() - this.#held <= 0) {
      if (this.#held === 0 || available() <= 0) return false;
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#held += 1;
    return true;
  }
}
