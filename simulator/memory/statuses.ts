import type { Mute } from '../../lambda/monitor/hold.ts';
import type {
  Claim,
  ClaimResult,
  DeliveryNote,
  RecordKey,
  StatusSnapshot,
  StatusStore,
} from '../../lambda/monitor/ports.ts';
import type { StatusRecord } from '../../lambda/monitor/status-record.ts';
import type { Traffic, TrafficChange } from '../../lambda/monitor/traffic.ts';
import { type ToldTrailEntry, type TrailEntry, trailKey } from '../../lambda/monitor/trail.ts';

/** The status table in memory, with the same conditional writes. Records are kept as JSON. */
export class MemoryStatuses implements StatusStore {
  readonly #records = new Map<string, string>();
  readonly #traffic = new Map<string, Traffic>();
  readonly #trail = new Map<string, TrailEntry>();
  readonly #claimedAt = new Map<string, number>();
  readonly #delivered = new Map<string, Omit<DeliveryNote, 'alertId'>>();
  readonly #mutes: Mute[] = [];
  #lastSweepAt: string | null = null;

  async readAll(): Promise<StatusSnapshot> {
    return {
      records: [...this.#records.values()].map((json): StatusRecord => JSON.parse(json)),
      lastSweepAt: this.#lastSweepAt,
      traffic: [...this.#traffic.values()],
      mutes: [...this.#mutes],
    };
  }

  async read(key: RecordKey): Promise<StatusRecord | null> {
    const json = this.#records.get(nameOf(key));
    return json === undefined ? null : JSON.parse(json);
  }

  async write(record: StatusRecord, expectedVersion: number): Promise<boolean> {
    const json = this.#records.get(nameOf(record));
    const stored = json === undefined ? 0 : JSON.parse(json).version;
    if (stored !== expectedVersion) return false;
    this.#set({ ...record, version: expectedVersion + 1 });
    return true;
  }

  async keepTrail(key: RecordKey, entries: readonly TrailEntry[]): Promise<void> {
    for (const entry of entries) this.#trail.set(trailKey(entry), entry);
    const json = this.#records.get(nameOf(key));
    if (json === undefined) return;
    const stored: StatusRecord = JSON.parse(json);
    const kept = new Set(entries.map(trailKey));
    const left = Object.entries(stored.pendingTrail).filter(([name]) => !kept.has(name));
    this.#set({ ...stored, pendingTrail: Object.fromEntries(left), version: stored.version + 1 });
  }

  async forget(key: RecordKey, expectedVersion: number): Promise<void> {
    const json = this.#records.get(nameOf(key));
    if (json !== undefined && JSON.parse(json).version === expectedVersion) {
      this.#records.delete(nameOf(key));
    }
  }

  async claimDelivery({ alertId, now, expired, mayBeFirst }: Claim): Promise<ClaimResult> {
    const delivered = this.#delivered.get(alertId);
    if (delivered !== undefined) return { kind: 'delivered', credentials: delivered.credentials };
    const claimedAt = this.#claimedAt.get(alertId);
    if (claimedAt === undefined ? !mayBeFirst : claimedAt > expired) return { kind: 'taken' };
    this.#claimedAt.set(alertId, now);
    return { kind: 'ours' };
  }

  async releaseDelivery(alertId: string, since: number): Promise<void> {
    if ((this.#claimedAt.get(alertId) ?? 0) <= since) this.#claimedAt.set(alertId, 0);
  }

  async recordDelivery({ alertId, credentials, deliveredAt }: DeliveryNote): Promise<void> {
    const before = this.#delivered.get(alertId)?.credentials ?? [];
    this.#delivered.set(alertId, { credentials: [...before, ...credentials], deliveredAt });
  }

  /** Mutes a credential until a moment, ISO 8601 in UTC. */
  mute(mute: Mute): void {
    this.#mutes.push(mute);
  }

  /** The trail, the oldest entry first. */
  history(): ToldTrailEntry[] {
    return [...this.#trail]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, entry]) => ({
        ...entry,
        deliveredAt: this.#delivered.get(entry.alertId ?? '')?.deliveredAt ?? null,
      }));
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
    const trail = this.history().map((entry) => JSON.stringify(entry));
    return [...this.#records.values(), ...trail].join('\n');
  }

  #set(record: StatusRecord): void {
    this.#records.set(nameOf(record), JSON.stringify(record));
  }
}

function nameOf({ environment, credential }: RecordKey): string {
  return JSON.stringify([environment, credential]);
}
