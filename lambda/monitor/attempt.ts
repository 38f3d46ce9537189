/** What came of an action: its value, or what it threw. */
export interface Attempt<T> {
  readonly value: T | null;
  /** Null when it succeeded. */
  readonly error: unknown;
}

/** Does something that may fail without an end to everything else. */
export async function attempt<T>(action: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await action(), error: null };
  } catch (error) {
    return { value: null, error: error ?? new Error('unknown') };
  }
}
