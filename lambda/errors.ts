/** Why the monitor itself could not do its work. A failed login is data, never one of these. */
export type MonitorErrorCode =
  /** The event is not one of the four that the function takes. */
  | 'EVENT_INVALID'
  /** The configuration has faults; the message lists them all. */
  | 'CONFIG_INVALID'
  /** A command was called in a way that cannot work. */
  | 'USAGE_INVALID'
  /** Somebody did not give the leave that a command asked for. */
  | 'DECLINED'
  /** Somebody ended a command before it was done. */
  | 'INTERRUPTED'
  /** Secrets cannot be listed, or a command or a rotation cannot read or write the one that it is about. */
  | 'SECRET_UNAVAILABLE'
  /** This process has no usable AWS credentials. */
  | 'AWS_CREDENTIALS'
  /** No answer of AWS came: there is no network, or no such region. */
  | 'AWS_UNREACHABLE'
  /** The status table cannot be read or written. */
  | 'STATE_UNAVAILABLE'
  /** Too many credentials of a distributed sweep were not checked. */
  | 'SWEEP_INCOMPLETE'
  /** SNS did not take an alert. */
  | 'ALERT_NOT_SENT'
  /** The deployed function was not found, or it failed. */
  | 'FUNCTION_FAILED'
  /** A fault of the monitor's own code. */
  | 'INTERNAL';

/** A fault of the monitor or of what it stands on. Branch on {@link code}, never on the message. */
export class MonitorError extends Error {
  readonly code: MonitorErrorCode;

  constructor(code: MonitorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MonitorError';
    this.code = code;
  }
}

/**
 * The name of a thrown thing, for logs and messages: SDK messages may quote what was sent, so
 * only the name (`ThrottlingException`, `ECONNREFUSED`) is passed on.
 */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = (error as NodeJS.ErrnoException).code;
  return typeof code === 'string' && code !== '' ? code : error.name;
}

/** Where an error was thrown, without its message. */
export function framesOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
}
