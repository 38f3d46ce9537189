import type { RecordKey, StatusSnapshot, StatusStore } from '../../lambda/monitor/ports.ts';
import type { StatusRecord } from '../../lambda/monitor/status-record.ts';
import type { Traffic, TrafficChange } from '../../lambda/monitor/traffic.ts';

/** The status table in memory, with the same conditional writes. Records are kept as JSON. */
export class MemoryStatuses implements StatusStore {
  readonly #records = new Map<string, string>();
  readonly #traffic = new Map<string, Traffic>();
  #lastSweepAt: string | null = null;

  async readAll(): Promise<StatusSnapshot> {
    return {
      records: [...this.#records.values()].map((json): StatusRecord => JSON.parse(json)),
      lastSweepAt: this.#lastSweepAt,
      traffic: [...this.#traffic.values()],
    };
  }

  async read(key: RecordKey): Promise<StatusRecord | null> {
    const json = this.#records.get(nameOf(key));
    return json === undefined ? null : JSON.parse(json);
  }

  async write(record: StatusRecord, expectedVersion: number): Promise<boolean> {
    const stored = await this.read(record);
    if ((stored?.version ?? 0) !== expectedVersion) return false;
    this.#set({ ...record, version: expectedVersion + 1 });
    return true;
  }

  async markDelivered(key: RecordKey, alertId: string): Promise<void> {
    const stored = await this.read(key);
    if (stored === null || !(alertId in stored.outbox)) return;
    const { [alertId]: _, ...outbox } = stored.outbox;
    this.#set({ ...stored, outbox, version: stored.version + 1 });
  }

  async recordTraffic(change: TrafficChange): Promise<void> {
    const { environment, span, expiredSpans } = change;
    const before = this.#traffic.get(environment);
    const { [span]: count = 0, ...others } = before?.refusals ?? {};
    const kept = Object.entries(others).filter(([start]) => !expiredSpans.includes(Number(start)));
    this.#traffic.set(environment, {
      environment,
      refusals: { ...Object.fromEntries(kept), [span]: count + change.refusals },
      pausedUntil: change.pausedUntil ?? before?.pausedUntil ?? null,
    });
  }

  async recordSweep({ startedAt }: { startedAt: string; runId: string }): Promise<void> {
    this.#lastSweepAt = startedAt;
  }

  /** Everything that is remembered, as text: for tests that search it for what must not be there. */
  dump(): string {
    return [...this.#records.values()].join('\n');
  }

  #set(record: StatusRecord): void {
    this.#records.set(nameOf(record), JSON.stringify(record));
  }
}

function nameOf({ environment, credential }: RecordKey): string {
  return JSON.stringify([environment, credential]);
}
