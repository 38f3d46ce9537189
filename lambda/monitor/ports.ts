import type { AlertMessage } from '../alerts/message.ts';
import type { Secret } from '../secret.ts';
import type { Mute } from './hold.ts';
import type { StatusRecord } from './status-record.ts';
import type { Traffic, TrafficChange } from './traffic.ts';
import type { TrailEntry } from './trail.ts';

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
  /** Credentials that somebody muted, past ones perhaps included. */
  readonly mutes: readonly Mute[];
}

/** A claim to deliver an alert. */
export interface Claim {
  readonly alertId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Claims from before this moment, epoch milliseconds, are those of runs that died. */
  readonly expired: number;
  /** Whether an alert that nobody claimed yet may be claimed. */
  readonly mayBeFirst: boolean;
}

/** What became of a claim: it is ours, another run's, or the alert was delivered. */
export type ClaimResult =
  | { readonly kind: 'ours' | 'taken' }
  | {
      readonly kind: 'delivered';
      /** The credentials that people were told of. */
      readonly credentials: readonly string[];
    };

/** What SNS has taken. */
export interface DeliveryNote {
  readonly alertId: string;
  /** The credentials that people were told of. */
  readonly credentials: readonly string[];
  /** ISO 8601 in UTC. */
  readonly deliveredAt: string;
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
  /** Takes entries over into the trail, and then out of their record; doing it twice does no harm. */
  keepTrail(key: RecordKey, entries: readonly TrailEntry[]): Promise<void>;
  /**
   * Forgets a record that nothing is owed of, if the stored one still has `expectedVersion`; another
   * run may have been first.
   */
  forget(key: RecordKey, expectedVersion: number): Promise<void>;
  /** Claims an alert, so that of two runs at once only one delivers it. */
  claimDelivery(claim: Claim): Promise<ClaimResult>;
  /**
   * Gives back what SNS did not take, so that any run may try at once: unless another run has claimed it
   * after `since`. Epoch milliseconds.
   */
  releaseDelivery(alertId: string, since: number, now: number): Promise<void>;
  /** Notes that SNS has taken an alert; who was told of it is added to who was told before. */
  recordDelivery(note: DeliveryNote): Promise<void>;
  /** Takes a delivered alert out of a record's outbox, if it is still there. */
  markDelivered(key: RecordKey, alertId: string): Promise<void>;
  /** Adds to what is remembered of an environment's traffic; two runs at once both count. */
  recordTraffic(change: TrafficChange): Promise<void>;
  recordSweep(sweep: { readonly startedAt: string; readonly runId: string }): Promise<void>;
}

/** Where alerts are published to. Its faults are thrown. */
export interface AlertTopic {
  /** @returns whether SNS took the message; `refused` is for good, for what the message holds */
  publish(message: AlertMessage): Promise<'taken' | 'refused'>;
}

/** Structured log lines; nothing secret goes in. */
export interface Log {
  info(message: string, details: Record<string, unknown>): void;
  error(message: string, details: Record<string, unknown>): void;
}
