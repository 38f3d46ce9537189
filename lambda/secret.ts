import { inspect } from 'node:util';

/**
 * Wraps a secret value so that it prints as `[redacted]` wherever it may end up: string building,
 * JSON, `console.log`, a logger, a test diff. The value comes out only through {@link reveal},
 * which is called where headers and forms are built, where a value's form is inspected, and where new
 * tokens are stored.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The wrapped value. Whoever calls this keeps it out of every output. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  [inspect.custom](): string {
    return '[redacted]';
  }
}
