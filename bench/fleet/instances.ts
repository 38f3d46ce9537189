import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../../lambda/clock.ts';
import { MonitorError } from '../../lambda/errors.ts';
import type { Invoked } from '../../simulator/state-machine/world.ts';
import type { VirtualTime } from '../../simulator/virtual-time.ts';

interface Instance {
  isDead: boolean;
}

/**
 * Runs functions of this process as Lambda does: what goes in and out is JSON, and who is killed or
 * out of time does nothing more.
 */
export class Instances {
  readonly #time: VirtualTime;
  readonly #running = new AsyncLocalStorage<Instance>();

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** The clock of all that takes time in a function. The dead do not wake. */
  get clock(): Clock {
    return {
      now: () => this.#time.now(),
      sleep: async (ms) => {
        await this.#time.sleep(ms);
        if (this.#running.getStore()?.isDead) await new Promise(() => {});
      },
    };
  }

  /**
   * @param timeoutMs of the function
   * @param killedAfterMs when its process is killed; left out: never
   */
  async invoke(
    work: (payload: never) => Promise<unknown>,
    payload: unknown,
    timeoutMs: number,
    killedAfterMs = Infinity,
  ): Promise<Invoked> {
    const instance = { isDead: false };
    const ended = new AbortController();
    const limit = async (): Promise<Invoked> => {
      await this.#time.limit(Math.min(timeoutMs, killedAfterMs), ended.signal);
      instance.isDead = true;
      return killedAfterMs < timeoutMs
        ? { errorType: 'Runtime.ExitError', errorMessage: 'killed' }
        : { errorType: 'Sandbox.Timedout', errorMessage: `Task timed out after ${timeoutMs} ms` };
    };
    const answer = this.#running.run(instance, async (): Promise<Invoked> => {
      try {
        return { payload: travelled(await work(travelled(payload) as never)) };
      } catch (error) {
        if (!(error instanceof MonitorError)) throw error;
        return { errorType: error.code, errorMessage: error.message };
      }
    });
    try {
      return await Promise.race([answer, limit()]);
    } finally {
      ended.abort();
    }
  }
}

function travelled(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
