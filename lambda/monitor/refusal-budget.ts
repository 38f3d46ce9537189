import type { Budget } from './budget.ts';
import { MASS, REPEATS_OF_MASS } from './mass-refusal.ts';
import {
  expiredSpans,
  refusalsWithinHour,
  spanOf,
  type Traffic,
  type TrafficChange,
} from './traffic.ts';

/** Under half of what Qonto tolerates: the address may have other callers. */
const MOST_PER_HOUR = 99;

/** What repeats leave over, so that there is always a permit to see a recovery with. */
const LEFT_FOR_RECHECKS = 10;

/** What is kept back from experiments, for credentials that begin to fail. */
const RESERVE = 25;

/**
 * Refusals that can be repeated in any sweep, since re-checks leave them over; when very many
 * credentials are refused at once they are repeated all the same, so that people hear of it.
 */
const SAMPLE = 5;

/** As many refusals in one sweep are very many. */
const VERY_MANY = MOST_PER_HOUR / 2;

/** How many of a sweep's refusals can be repeated whatever is left. */
function sampleOf(refusals: number): number {
  return refusals >= MASS ? REPEATS_OF_MASS : SAMPLE;
}

/** What a run's plan leaves to checks that are made elsewhere. */
export interface Allowance {
  /** Refused checks that may be repeated. */
  readonly repeats: number;
  /** Requests of experiments. */
  readonly experiments: number;
}

/** The refusals that one environment may still cost in this hour, spent in one process. */
export class RefusalBudget implements Budget {
  readonly #traffic: Traffic;
  readonly #startedAt: number;
  readonly #rechecks: number;
  readonly #interval: number;
  #spent = 0;
  #held = 0;
  #repeats = 0;
  #pausedUntil: number | null;
  #waiting: (() => void)[] = [];

  /**
   * @param now epoch milliseconds
   * @param interval between sweeps, in milliseconds, as far as it is known
   */
  constructor(traffic: Traffic, now: number, interval: number) {
    this.#traffic = traffic;
    this.#startedAt = now;
    this.#pausedUntil = traffic.pausedUntil;
    this.#interval = interval;
    this.#rechecks = rechecksWith(this.remaining);
  }

  /** How many refusals are left. */
  get remaining(): number {
    const used = refusalsWithinHour(this.#traffic, this.#startedAt);
    return Math.max(0, MOST_PER_HOUR - used - this.#spent);
  }

  pausedUntil(now: number): number | null {
    return this.#pausedUntil !== null && this.#pausedUntil > now ? this.#pausedUntil : null;
  }

  pause(until: number): void {
    this.#pausedUntil = Math.max(until, this.#pausedUntil ?? 0);
  }

  refused(count: number): void {
    this.#spent += count;
  }

  async takeForExperiment(): Promise<boolean> {
    if (this.remaining - this.#held <= RESERVE) return false;
    this.#held += 1;
    return true;
  }

  /** Repeats a sample even where none is left. */
  async takeForRepeat(): Promise<boolean> {
    const isFree = this.remaining - this.#held > 0 || this.#spent >= VERY_MANY;
    if (this.#repeats >= sampleOf(this.#spent) || !isFree)
      return this.#take(() => this.remaining - LEFT_FOR_RECHECKS);
    this.#repeats += 1;
    this.#held += 1;
    return true;
  }

  async takeForRecheck(): Promise<boolean> {
    return this.#take(() => this.#recheckable);
  }

  /**
   * Admits failing credentials to checks that are made elsewhere.
   *
   * @param most how many there are
   * @returns how many of them may be asked; as if all were refused
   */
  admit(most: number): number {
    const admitted = Math.max(0, Math.min(most, this.#recheckable));
    this.#spent += admitted;
    return admitted;
  }

  /** What is left, after {@link admit}, to checks that are made elsewhere. */
  allowance(): Allowance {
    const experiments = Math.max(0, Math.floor((this.remaining - RESERVE) / 3));
    const repeats = this.remaining - LEFT_FOR_RECHECKS - experiments;
    return { repeats: Math.max(REPEATS_OF_MASS, repeats), experiments };
  }

  get #recheckable(): number {
    return Math.min(this.remaining - SAMPLE, this.#rechecks - this.#spent);
  }

  settle(wasRefused: boolean): void {
    this.#held -= 1;
    if (wasRefused) this.#spent += 1;
    for (const wake of this.#waiting.splice(0)) wake();
  }

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

  nextTurn(place: number): number {
    const span = spanOf(this.#startedAt);
    const { refusals } = this.#traffic;
    const counted = { ...refusals, [span]: (refusals[span] ?? 0) + this.#spent };
    return turnOf(place, counted, this.#startedAt, this.#interval);
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

/** Above this, all that is failing may be asked at once; below, a share of what is left. */
const PLENTY = 50;

/** What of a short budget one sweep may use: what is left lasts for the hour that way. */
const SHARE = 1 / 6;

/** How many failing credentials a sweep may ask, if all are refused. */
function rechecksWith(left: number): number {
  const available = Math.max(0, left - SAMPLE);
  if (left >= PLENTY) return available;
  return Math.min(available, Math.max(1, Math.floor(available * SHARE)));
}

/** No credential waits for longer than the budget takes to be whole again, a few times over. */
const MOST_SWEEPS = 500;

/** When a place in the queue is reached, by what the coming sweeps may ask. */
function turnOf(
  place: number,
  refusals: Readonly<Record<string, number>>,
  now: number,
  interval: number,
): number {
  const counted = { ...refusals };
  let before = place;
  let time = now;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep += 1) {
    time += interval;
    const left = MOST_PER_HOUR - refusalsWithinHour({ refusals: counted }, time);
    const rechecks = rechecksWith(Math.max(0, left));
    if (before < rechecks) break;
    before -= rechecks;
    counted[spanOf(time)] = (counted[spanOf(time)] ?? 0) + rechecks;
  }
  return time;
}
