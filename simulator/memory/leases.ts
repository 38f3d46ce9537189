import {
  type GrantMemory,
  type LeaseAttempt,
  type LeaseTable,
  NOTHING_REMEMBERED,
} from '../../lambda/monitor/managed/ports.ts';

interface Lease {
  holder: string | null;
  until: number;
  memories: Map<string, GrantMemory>;
}

/** The table of leases in memory, with the same conditional writes. */
export class MemoryLeases implements LeaseTable {
  readonly #leases = new Map<string, Lease>();

  async take(
    secretId: string,
    grant: string,
    { holder, now, until }: { holder: string; now: number; until: number },
  ): Promise<LeaseAttempt> {
    const lease = this.#of(secretId);
    if (lease.holder !== null && lease.holder !== holder && lease.until > now) {
      return { kind: 'held' };
    }
    lease.holder = holder;
    lease.until = until;
    return { kind: 'taken', memory: lease.memories.get(grant) ?? NOTHING_REMEMBERED };
  }

  async remember(
    secretId: string,
    grant: string,
    holder: string,
    memory: GrantMemory,
  ): Promise<boolean> {
    const lease = this.#of(secretId);
    if (lease.holder !== holder) return false;
    lease.memories.set(grant, memory);
    return true;
  }

  async release(
    secretId: string,
    grant: string,
    holder: string,
    memory: GrantMemory,
  ): Promise<void> {
    if (await this.remember(secretId, grant, holder, memory)) this.#of(secretId).holder = null;
  }

  /** Everything that is remembered, as text: for tests that search it for what must not be there. */
  dump(): string {
    return JSON.stringify([...this.#leases].map(([id, lease]) => [id, [...lease.memories]]));
  }

  #of(secretId: string): Lease {
    const lease = this.#leases.get(secretId) ?? { holder: null, until: 0, memories: new Map() };
    this.#leases.set(secretId, lease);
    return lease;
  }
}
