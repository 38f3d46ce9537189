import type {
  Claim,
  ClaimResult,
  DeliveryNote,
  RecordKey,
  StatusSnapshot,
} from '../../lambda/monitor/ports.ts';
import type { StatusRecord } from '../../lambda/monitor/status-record.ts';
import type { TrafficChange } from '../../lambda/monitor/traffic.ts';
import type { TrailEntry } from '../../lambda/monitor/trail.ts';
import { MemoryStatuses } from '../../simulator/memory/statuses.ts';

/** An operation of the status table. */
export type Operation =
  | 'readAll'
  | 'read'
  | 'write'
  | 'forget'
  | 'keepTrail'
  | 'claimDelivery'
  | 'releaseDelivery'
  | 'recordDelivery'
  | 'markDelivered'
  | 'recordTraffic'
  | 'recordSweep';

/** What DynamoDB's client throws; its message must reach nobody. */
export class ThrottledError extends Error {
  override readonly name = 'ProvisionedThroughputExceededException';
}

/** A status table in memory that counts its calls and fails where a test wants it to. */
export class FlakyStatuses extends MemoryStatuses {
  readonly calls: Record<Operation, number> = {
    readAll: 0,
    read: 0,
    write: 0,
    forget: 0,
    keepTrail: 0,
    claimDelivery: 0,
    releaseDelivery: 0,
    recordDelivery: 0,
    markDelivered: 0,
    recordTraffic: 0,
    recordSweep: 0,
  };
  /** Which calls fail; `credential` is empty for the operations that name none. */
  fails: (operation: Operation, credential: string) => boolean = () => false;

  override async readAll(): Promise<StatusSnapshot> {
    this.#enter('readAll');
    return super.readAll();
  }

  override async read(key: RecordKey): Promise<StatusRecord | null> {
    this.#enter('read', key);
    return super.read(key);
  }

  override async write(record: StatusRecord, expectedVersion: number): Promise<boolean> {
    this.#enter('write', record);
    return super.write(record, expectedVersion);
  }

  override async keepTrail(key: RecordKey, entries: readonly TrailEntry[]): Promise<void> {
    this.#enter('keepTrail', key);
    return super.keepTrail(key, entries);
  }

  override async forget(key: RecordKey, expectedVersion: number): Promise<void> {
    this.#enter('forget', key);
    return super.forget(key, expectedVersion);
  }

  override async claimDelivery(claim: Claim): Promise<ClaimResult> {
    this.#enter('claimDelivery');
    return super.claimDelivery(claim);
  }

  override async releaseDelivery(alertId: string, since: number): Promise<void> {
    this.#enter('releaseDelivery');
    return super.releaseDelivery(alertId, since);
  }

  override async recordDelivery(note: DeliveryNote): Promise<void> {
    this.#enter('recordDelivery');
    return super.recordDelivery(note);
  }

  override async markDelivered(key: RecordKey, alertId: string): Promise<void> {
    this.#enter('markDelivered', key);
    await super.markDelivered(key, alertId);
  }

  override async recordTraffic(change: TrafficChange): Promise<void> {
    this.#enter('recordTraffic');
    await super.recordTraffic(change);
  }

  override async recordSweep(sweep: { startedAt: string; runId: string }): Promise<void> {
    this.#enter('recordSweep');
    await super.recordSweep(sweep);
  }

  /** Starts counting anew. */
  clearCalls(): void {
    for (const operation of Object.keys(this.calls)) this.calls[operation as Operation] = 0;
  }

  #enter(operation: Operation, key?: RecordKey): void {
    this.calls[operation] += 1;
    if (this.fails(operation, key?.credential ?? '')) throw new ThrottledError('slow down');
  }
}
