import type { ManagedSecrets, SecretValue } from '../../lambda/monitor/managed/ports.ts';
import type { SecretReader, SecretReading } from '../../lambda/monitor/ports.ts';
import { Secret } from '../../lambda/secret.ts';

/** Secrets Manager in memory: values by name, with versions and dates. */
export class MemorySecrets implements SecretReader, ManagedSecrets {
  readonly #readings = new Map<string, SecretReading>();
  readonly #previous = new Map<string, SecretReading>();
  readonly #now: () => number;
  /** Versions by the tokens that they were stored with. */
  readonly #stored = new Map<string, string>();
  #versions = 0;
  /** How often a secret was written to prove that it can be. */
  proofs = 0;

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

  async current(secretId: string): Promise<SecretReading> {
    return this.#readings.get(secretId) ?? { kind: 'not_found' };
  }

  async proveWritable(_secretId: string, _reading: SecretValue): Promise<'writable' | 'denied'> {
    this.proofs += 1;
    return 'writable';
  }

  async store(secretId: string, value: Secret, token: string): Promise<string> {
    const known = this.#stored.get(token);
    if (known !== undefined) return known;
    this.put(secretId, value.reveal());
    const versionId = `version-${this.#versions}`;
    this.#stored.set(token, versionId);
    return versionId;
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
