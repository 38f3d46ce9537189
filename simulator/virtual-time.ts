import { setTimeout as realDelay, setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../lambda/clock.ts';

interface Sleeper {
  readonly until: number;
  readonly isLimit: boolean;
  readonly wake: () => void;
}

/** How long, in real milliseconds, to wait for something that nobody sleeps for. */
const PATIENCE_MS = 30_000;

/** How long before time passes to a mere limit: whoever it is set to may be at real work. */
const LIMIT_PATIENCE_MS = 500;

/**
 * Time that passes only while all sleep, and then at once to the end of the shortest sleep. Many may
 * sleep side by side. Whatever else takes time, such as computing, takes none of it.
 */
export class VirtualTime implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];

  /** @param start epoch milliseconds */
  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      this.#add({ until: this.#now + Math.max(0, ms), isLimit: false, wake });
    });
  }

  /** Sleeps for as long as others may take, or until they are done. */
  limit(ms: number, done: AbortSignal): Promise<void> {
    return new Promise((wake) => {
      const sleeper = { until: this.#now + Math.max(0, ms), isLimit: true, wake };
      this.#add(sleeper);
      done.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        wake();
      });
    });
  }

  /** Lets time pass that nobody needs. */
  pass(ms: number): Promise<void> {
    return this.run(() => this.sleep(ms));
  }

  /**
   * Does some work, and lets time pass whenever the work does nothing but sleep.
   *
   * @throws Error when the work neither ends nor sleeps
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    let isDone = false;
    const result = work().finally(() => {
      isDone = true;
    });
    // Whoever awaits the result sees its fault.
    result.catch(() => undefined);
    for (let idle = 0; !isDone; ) {
      // Twice: what the first turn woke may have handed something on.
      await turn();
      await turn();
      if (isDone) break;
      const next = this.#sleepers[0];
      const isAtWork = next === undefined || next.isLimit;
      if (isAtWork && idle < (next === undefined ? PATIENCE_MS : LIMIT_PATIENCE_MS)) {
        idle += 1;
        await realDelay(1);
      } else if (next === undefined) {
        throw new Error('The work neither ends nor sleeps.');
      } else {
        idle = 0;
        this.#now = Math.max(this.#now, next.until);
        this.#wakeAll();
      }
    }
    return result;
  }

  #wakeAll(): void {
    const due = this.#sleepers.findIndex(({ until }) => until > this.#now);
    const woken = this.#sleepers.splice(0, due === -1 ? this.#sleepers.length : due);
    for (const { wake } of woken) wake();
  }

  /** Sleepers are sorted by when they wake; those of one moment by when they began. */
  #add(sleeper: Sleeper): void {
    let low = 0;
    let high = this.#sleepers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sleepers[middle]?.until ?? Infinity) <= sleeper.until) low = middle + 1;
      else high = middle;
    }
    this.#sleepers.splice(low, 0, sleeper);
  }
}
