import type { Clock } from '../../lambda/clock.ts';

/** What a function came to: its answer, or its error by the names that Lambda gives. */
export type Invoked =
  | { readonly payload: unknown }
  | { readonly errorType: string; readonly errorMessage: string };

/** What a state machine reaches out with. Faults of storage are thrown. */
export interface World {
  /** Waits sleep on it. */
  readonly clock: Clock;
  /** @param name as the definition has it */
  invoke(name: string, payload: unknown): Promise<Invoked>;
  getObject(bucket: string, key: string): Promise<string>;
  putObject(bucket: string, key: string, body: string): Promise<void>;
  /** Is told of each state that is left, if it wants to. */
  readonly left?: (visit: Visit) => void;
}

/** One state, gone through once, its retries included. */
export interface Visit {
  readonly execution: string;
  readonly state: string;
  /** Epoch milliseconds. */
  readonly enteredAt: number;
  readonly leftAt: number;
  readonly inputBytes: number;
  /** Null when it failed, and nothing caught it. */
  readonly outputBytes: number | null;
  /** The name of the error that it failed with, caught or not. */
  readonly error: string | null;
}
