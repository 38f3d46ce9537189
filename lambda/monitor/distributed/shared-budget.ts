import type { Budget } from '../budget.ts';
import type { Allowance } from '../refusal-budget.ts';
import { spanOf } from '../traffic.ts';
import type { RunBoard, Spending } from './ports.ts';

/** What a batch's budget of one environment rests on. */
export interface SharedBudgetGrounds {
  readonly run: string;
  readonly environment: string;
  readonly board: Pick<RunBoard, 'take'>;
  /** What all batches of the run may spend together. */
  readonly allowance: Allowance;
  /** Until when Qonto asked to wait, epoch milliseconds; null when it did not. */
  readonly pausedUntil: number | null;
  /** When what is put off here is checked: by the next sweep. Epoch milliseconds. */
  readonly nextSweepAt: number;
}

/**
 * What a batch may spend of a budget that all batches of a run share. Which failing credentials are
 * asked was decided by the plan; what else is spent is counted where all of them can see it.
 */
export class SharedBudget implements Budget {
  readonly #grounds: SharedBudgetGrounds;
  #pausedUntil: number | null;
  #spent = 0;

  constructor(grounds: SharedBudgetGrounds) {
    this.#grounds = grounds;
    this.#pausedUntil = grounds.pausedUntil;
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

  async takeForRecheck(): Promise<boolean> {
    return true;
  }

  takeForRepeat(): Promise<boolean> {
    return this.#take('repeats');
  }

  takeForExperiment(): Promise<boolean> {
    return this.#take('experiments');
  }

  /** A permit that was not used up is not given back: that would cost a write for hardly anything. */
  settle(wasRefused: boolean): void {
    if (wasRefused) this.#spent += 1;
  }

  nextTurn(): number {
    return this.#grounds.nextSweepAt;
  }

  change(now: number) {
    const pausedUntil = this.pausedUntil(now);
    const isNewPause = pausedUntil !== null && pausedUntil !== this.#grounds.pausedUntil;
    if (this.#spent === 0 && !isNewPause) return null;
    return {
      environment: this.#grounds.environment,
      span: spanOf(now),
      refusals: this.#spent,
      pausedUntil,
      expiredSpans: [],
    };
  }

  #take(spending: Spending): Promise<boolean> {
    const { board, run, environment, allowance } = this.#grounds;
    return board.take(run, environment, spending, allowance[spending]);
  }
}
