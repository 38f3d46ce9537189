import type { SecretReader, SecretReading } from '../../lambda/monitor/ports.ts';
import { Secret } from '../../lambda/secret.ts';

/** Secrets Manager in memory: values by name, with versions and dates. */
export class MemorySecrets implements SecretReader {
  readonly #readings = new Map<string, SecretReading>();
  readonly #previous = new Map<string, SecretReading>();
  readonly #now: () => number;
  #versions = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Stores a new version; an object is stored as JSON. */
  put(secretId: string, value: unknown): void {
    this.#versions += 1;
    const current = this.#readings.get(secretId);
    if (current?.kind === 'value') this.#previous.set(secretId, current);
    this.#readings.set(secretId, {
      kind: 'value',
      value: new Secret(typeof value === 'string' ? value : JSON.stringify(value)),
      versionId: `version-${this.#versions}`,
      versionCreatedAt: this.#now(),
    });
  }

  /** Lets reading a secret fail. */
  fail(secretId: string, kind: Exclude<SecretReading['kind'], 'value'>): void {
    this.#readings.set(secretId, { kind });
  }

  async read(secretIds: readonly string[]): Promise<ReadonlyMap<string, SecretReading>> {
    return new Map(
      secretIds.map((id) => [id, this.#readings.get(id) ?? ({ kind: 'not_found' } as const)]),
    );
  }

  async readPrevious(secretId: string): Promise<SecretReading> {
    return this.#previous.get(secretId) ?? { kind: 'not_found' };
  }
}
