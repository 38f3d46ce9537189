import { setImmediate } from 'node:timers/promises';
import type { NoAnswer, QontoClient } from '../../../lambda/qonto/client.ts';

/** What becomes of one call. */
export type Fate =
  | 'works'
  /** Nothing is done, and an error comes back. */
  | 'fails'
  /** All is done, and an error comes back in place of the answer. */
  | 'loses its answer'
  /** The process is gone before the call is served, or before it has the answer. */
  | 'is the last, undone'
  | 'is the last, done';

/** How a call goes, and how long it takes in milliseconds. */
export interface Turn {
  readonly fate: Fate;
  readonly takes: number;
}

const USUAL: Turn = { fate: 'works', takes: 20 };

/** One run of the function in the world, with a lot for each of its calls. */
export interface Process {
  /** It has ended, or was ended. */
  isDead: boolean;
  /** Whether it waits for something that happens in the world. */
  isWaiting: boolean;
  /** How its next calls go; the usual way when there are none left. */
  readonly turns: Turn[];
}

interface Happening {
  readonly at: number;
  readonly act: () => void | Promise<void>;
}

/** What a call of AWS that fails throws. */
export class FaultOfAws extends Error {
  override readonly name = 'InternalServiceError';
}

/**
 * Processes that run at once in one time, which passes only while all of them wait: each call has
 * its moment, and everything happens in the order of these moments. What is called is real.
 */
export class World {
  #now: number;
  #happenings: Happening[] = [];
  #processes: Process[] = [];
  /** Whether calls go as their lots say. */
  isDisturbed: () => boolean = () => true;

  constructor(now: number) {
    this.#now = now;
  }

  get now(): number {
    return this.#now;
  }

  /** Has something happen later. */
  after(ms: number, act: Happening['act']): void {
    this.#happenings.push({ at: this.#now + ms, act });
  }

  /** Starts a process: it does one thing after the other. */
  spawn(turns: readonly Turn[]): Process {
    const process = { isDead: false, isWaiting: false, turns: [...turns] };
    this.#processes.push(process);
    return process;
  }

  /** Until all processes wait for something that happens in the world. */
  async #settled(): Promise<void> {
    do {
      await setImmediate();
      this.#processes = this.#processes.filter(({ isDead }) => !isDead);
    } while (this.#processes.some(({ isWaiting }) => !isWaiting));
  }

  /** Lets a time pass, in milliseconds, and everything happen that falls into it. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await this.#settled();
      const next = this.#happenings.reduce<Happening | null>(
        (first, one) => (one.at <= until && (first === null || one.at < first.at) ? one : first),
        null,
      );
      if (next === null) break;
      this.#happenings.splice(this.#happenings.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      await next.act();
    }
    this.#now = until;
  }

  /** Lets a process wait. One that is gone waits for ever. */
  sleep(process: Process, ms: number): Promise<void> {
    process.isWaiting = true;
    return new Promise((resolve) => {
      this.after(ms, () => {
        if (process.isDead) return;
        process.isWaiting = false;
        resolve();
      });
    });
  }

  /** A call of a process. */
  call<T>(process: Process, effect: () => Promise<T>, failed: () => T): Promise<T> {
    const lot = process.turns.shift() ?? USUAL;
    process.isWaiting = true;
    return new Promise((resolve, reject) => {
      this.after(lot.takes / 2, async () => {
        if (process.isDead) return;
        const { fate, takes } = this.isDisturbed() ? lot : USUAL;
        if (fate === 'is the last, undone') {
          process.isDead = true;
          return;
        }
        const work = async () => (fate === 'fails' ? failed() : effect());
        const [outcome] = await Promise.allSettled([work()]);
        if (fate === 'is the last, done') process.isDead = true;
        this.after(takes / 2, () => {
          if (process.isDead) return;
          process.isWaiting = false;
          if (outcome.status === 'rejected') reject(outcome.reason);
          else if (fate !== 'loses its answer') resolve(outcome.value);
          else settle(failed, resolve, reject);
        });
      });
    });
  }

  /** The methods of an object, each call of them a call of the process. */
  wrap<T extends object>(process: Process, real: T): T {
    const fault = (): never => {
      throw new FaultOfAws('not real');
    };
    return new Proxy(real, {
      get: (_, key) => {
        const method = real[key as keyof T] as (...all: unknown[]) => Promise<unknown>;
        return (...all: unknown[]) => this.call(process, () => method.apply(real, all), fault);
      },
    });
  }

  /** A client of Qonto's; a lost answer takes as long as one is waited for. */
  wrapClient(process: Process, real: QontoClient, timeoutMs: number): QontoClient {
    const none = (failure: NoAnswer['failure']): NoAnswer => {
      return { kind: 'unanswered', failure, systemCode: null, durationMs: 0 };
    };
    return {
      close: () => undefined,
      send: async (request) => {
        const [lot] = process.turns;
        const isLost = lot?.fate === 'loses its answer';
        if (isLost && this.isDisturbed()) {
          process.turns[0] = { fate: lot.fate, takes: timeoutMs };
        }
        return this.call(
          process,
          () => real.send(request),
          () => none(isLost ? 'RESPONSE_TIMEOUT' : 'CONNECTION_REFUSED'),
        );
      },
    };
  }
}

function settle<T>(
  make: () => T,
  resolve: (value: T) => void,
  reject: (reason: unknown) => void,
): void {
  try {
    resolve(make());
  } catch (error) {
    reject(error);
  }
}
