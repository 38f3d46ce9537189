import type { AlertMessage } from '../alerts/message.ts';
import type { Secret } from '../secret.ts';
import type { StatusRecord } from './status-record.ts';
import type { Traffic, TrafficChange } from './traffic.ts';

/** What came of reading one secret. */
export type SecretReading =
  | {
      readonly kind: 'value';
      readonly value: Secret;
      readonly versionId: string | null;
      /** Epoch milliseconds. */
      readonly versionCreatedAt: number | null;
    }
  | {
      readonly kind:
        | 'not_found'
        | 'access_denied'
        | 'pending_deletion'
        /** Throttled or down: says nothing about the secret. */
        | 'unavailable';
    };

/** Where secrets are read from. */
export interface SecretReader {
  /**
   * Reads the current values of some secrets, each named once.
   *
   * @returns a reading for every id
   */
  read(secretIds: readonly string[]): Promise<ReadonlyMap<string, SecretReading>>;
  /** Reads the version before the current one (stage AWSPREVIOUS); `not_found` where there is none. */
  readPrevious(secretId: string): Promise<SecretReading>;
}

/** What the status table holds. */
export interface StatusSnapshot {
  readonly records: readonly StatusRecord[];
  /** When the last finished sweep began; null before the first. */
  readonly lastSweepAt: string | null;
  /** Refusals and pauses, by environment. */
  readonly traffic: readonly Traffic[];
}

/** Names one record. */
export type RecordKey = Pick<StatusRecord, 'environment' | 'credential'>;

/** Where statuses are remembered between runs. Its faults are thrown. */
export interface StatusStore {
  readAll(): Promise<StatusSnapshot>;
  read(key: RecordKey): Promise<StatusRecord | null>;
  /**
   * Writes a record if the stored one still has `expectedVersion` (0: there is none yet). The
   * written version is one higher.
   *
   * @returns whether it was written; false means that another run was first
   */
  write(record: StatusRecord, expectedVersion: number): Promise<boolean>;
  /** Takes a delivered alert out of a record's outbox, if it is still there. */
  markDelivered(key: RecordKey, alertId: string): Promise<void>;
  /** Adds to what is remembered of an environment's traffic; two runs at once both count. */
  recordTraffic(change: TrafficChange): Promise<void>;
  recordSweep(sweep: { readonly startedAt: string; readonly runId: string }): Promise<void>;
}

/** Where alerts are published to. Its faults are thrown. */
export interface AlertTopic {
  publish(message: AlertMessage): Promise<void>;
}

/** Structured log lines; nothing secret goes in. */
export interface Log {
  info(message: string, details: Record<string, unknown>): void;
  error(message: string, details: Record<string, unknown>): void;
}
