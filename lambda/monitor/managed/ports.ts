import type { Clock } from '../../clock.ts';
import type { QontoClient } from '../../qonto/client.ts';
import type { RefusalCode } from '../../qonto/refresh-grant.ts';
import type { Secret } from '../../secret.ts';
import type { Log, RecordKey, SecretReading } from '../ports.ts';

/**
 * What is remembered of a grant between runs. Refresh tokens are told apart by their fingerprints.
 * Times are epoch milliseconds.
 */
export interface GrantMemory {
  /**
   * A refresh token that may have been spent, and whose successor was not stored yet; and how many
   * runs, from the last sweep on, have told that they sent it in vain, and how many have marked it.
   */
  readonly spending: {
    readonly token: string;
    readonly since: number;
    readonly tries: number;
    readonly marks: number;
  } | null;
  /** A refusal that is final for this version of the secret. */
  readonly refused: {
    readonly token: string;
    readonly secretVersion: string | null;
    readonly code: RefusalCode;
    readonly at: number;
  } | null;
  /** The refresh token that came of refreshing a token which Qonto refused although it was young. */
  readonly renewedAfterRefusal: string | null;
  /** Until when the token endpoint asked to wait. */
  readonly pausedUntil: number | null;
}

/** A grant of which nothing is remembered. */
export const NOTHING_REMEMBERED: GrantMemory = {
  spending: null,
  refused: null,
  renewedAfterRefusal: null,
  pausedUntil: null,
};

/** The lease of a secret, taken or held by somebody else. */
export type LeaseAttempt =
  | { readonly kind: 'taken'; readonly memory: GrantMemory }
  | { readonly kind: 'held' };

/**
 * Leases, one for each secret, so that no two runs refresh out of the same one at once; and what is
 * remembered of its grants, each under a name of its own. Faults are thrown.
 */
export interface LeaseTable {
  /** Takes the lease until then, if nobody else holds it now. */
  take(
    secretId: string,
    grant: string,
    lease: { readonly holder: string; readonly now: number; readonly until: number },
  ): Promise<LeaseAttempt>;
  /** Remembers something while the lease is held; false when it is not any more. */
  remember(secretId: string, grant: string, holder: string, memory: GrantMemory): Promise<boolean>;
  /** Gives the lease back, if it is still held, and remembers. */
  release(secretId: string, grant: string, holder: string, memory: GrantMemory): Promise<void>;
}

/** The secrets whose tokens are managed: these alone may be written. */
export interface ManagedSecrets {
  /** Reads the current version anew. */
  current(secretId: string): Promise<SecretReading>;
  /**
   * Writes the same content once more, as a version that nobody reads: what is refused to this is
   * refused to new tokens as well. Again for the same version, it changes nothing.
   *
   * @returns `denied` when the monitor has no right to; other faults are thrown
   */
  proveWritable(secretId: string, reading: SecretValue): Promise<'writable' | 'denied'>;
  /**
   * Stores a new current version. The same `token` and content again change nothing.
   *
   * @returns the version's id
   */
  store(secretId: string, value: Secret, token: string): Promise<string>;
}

/** A secret that could be read. */
export type SecretValue = Extract<SecretReading, { kind: 'value' }>;

/** Brings a run that looks after one grant, later. Its faults are thrown. */
export interface HealingQueue {
  schedule(key: RecordKey, delaySeconds: number): Promise<void>;
}

/** What it takes to manage tokens. */
export interface ManagedTools {
  readonly secrets: ManagedSecrets;
  readonly leases: LeaseTable;
  readonly queue: HealingQueue;
  readonly client: QontoClient;
  /** How long `client` waits for an answer, in milliseconds. */
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
}
