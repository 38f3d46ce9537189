/** An error by the name that Retry and Catch know it by. */
export class StateFault extends Error {
  override readonly name: string;
  /** What kind of state it came from. */
  readonly isOfTask: boolean;

  constructor(name: string, cause: string, { isOfTask = false } = {}) {
    super(cause);
    this.name = name;
    this.isOfTask = isOfTask;
  }
}

/** What `States.ALL` does not match. */
const TERMINAL = new Set(['States.DataLimitExceeded', 'States.Runtime']);

/** Whether a list of `ErrorEquals` matches a fault. */
export function matches(names: readonly string[], { name, isOfTask }: StateFault): boolean {
  return names.some((wanted) => {
    if (wanted === 'States.ALL') return !TERMINAL.has(name);
    if (wanted === 'States.TaskFailed') return isOfTask && name !== 'States.Timeout';
    return wanted === name;
  });
}
