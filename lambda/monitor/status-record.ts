import type { AlertEvent, OwedAlert } from '../alerts/alert.ts';
import type { DiagnosisCode } from '../diagnosis/catalogue.ts';
import type { Diagnosis, Status } from '../report.ts';
import type { Check } from './check.ts';
import type { TrailEntry } from './trail.ts';

/** What is wrong with a credential now, whether people were told of it or not. */
export interface Incident {
  readonly openedAt: string;
  /** The code of the last diagnosis. */
  readonly code: DiagnosisCode;
  /** The last diagnosis, with what experiments proved. */
  readonly diagnosis: Diagnosis;
  /** What was observed when it was made: while that stays the same, the diagnosis stands. */
  readonly observation: string;
  /** Checks that did not authenticate since it opened, that one included. */
  readonly checks: number;
}

/**
 * What people were told and was not ended yet. Alerts come of the difference between this and what
 * is so; where alerts are held back it waits, and what is still true later is told then.
 */
export interface Announcement {
  /** The incident's id: that of the alert that opened it. */
  readonly incidentId: string;
  readonly status: 'failing' | 'unreachable';
  /** The code that was told last. */
  readonly code: DiagnosisCode;
  /** When people were last told. */
  readonly toldAt: string;
  /** Since when the credential was failing, as told. */
  readonly since: string | null;
}

/** A change of a credential's course: into a status, or while failing to another cause. */
export interface Change {
  readonly at: string;
  /** The new status; for `failing` the code of the cause. */
  readonly to: Status | DiagnosisCode;
  /** Whether only the cause changed. */
  readonly isCause: boolean;
}

/**
 * What is remembered of one credential. Times are ISO 8601 in UTC. A transition, the alerts that it
 * owes and its entries for the trail are in one record, so that one conditional write makes all of it
 * or nothing.
 */
export interface StatusRecord {
  readonly environment: string;
  readonly credential: string;
  /** Counts writes; 0 before the first. */
  readonly version: number;
  readonly status: Status;
  readonly lastHealthyAt: string | null;
  /** Since when the credential is failing or cannot be checked. */
  readonly failingSince: string | null;
  /** Authenticated checks in a row, counted while failing. */
  readonly authenticatedInARow: number;
  /** Inconclusive checks in a row, counted while not failing. */
  readonly inconclusiveInARow: number;
  readonly incident: Incident | null;
  /** What people were told of it; null when they know of nothing that is wrong. */
  readonly announced: Announcement | null;
  /** The changes of the last hour before the last change, that one included. */
  readonly changes: readonly Change[];
  /** Whether people were told that so many came in an hour that alerts wait for an hour of calm. */
  readonly isFlapping: boolean;
  /** Requests that experiments have cost since the credential last authenticated. */
  readonly experimentRequests: number;
  /** When the last of them was sent. */
  readonly experimentedAt: string | null;
  /** When a refusal was seen that could not be repeated at once; the next one confirms it. */
  readonly unconfirmedSince: string | null;
  /** When people were last told of a warning, by its code. */
  readonly warnedAt: Readonly<Record<string, string>>;
  readonly lastResult: Check | null;
  /** Alerts that were not delivered yet, by id. */
  readonly outbox: Readonly<Record<string, OwedAlert>>;
  /** Entries that were not yet taken over into the trail, by their keys. */
  readonly pendingTrail: Readonly<Record<string, TrailEntry>>;
}

/** Events that a transition raises. */
export type TransitionEvent = Exclude<AlertEvent, 'test'>;

/** Names a record among others. */
export function recordName({
  environment,
  credential,
}: Pick<StatusRecord, 'environment' | 'credential'>): string {
  return JSON.stringify([environment, credential]);
}

/** A credential of which nothing is known yet. */
export function unknownRecord(environment: string, credential: string): StatusRecord {
  return {
    environment,
    credential,
    version: 0,
    status: 'unknown',
    lastHealthyAt: null,
    failingSince: null,
    authenticatedInARow: 0,
    inconclusiveInARow: 0,
    incident: null,
    announced: null,
    changes: [],
    isFlapping: false,
    experimentRequests: 0,
    experimentedAt: null,
    unconfirmedSince: null,
    warnedAt: {},
    lastResult: null,
    outbox: {},
    pendingTrail: {},
  };
}

/**
 * Whether a record differs in what must be remembered. A credential that stays healthy is not
 * written at each sweep: the sweep's own record says when it was last seen so.
 */
export function mustBeWritten(before: StatusRecord, after: StatusRecord): boolean {
  const isSteady = after.status === 'healthy' && after.lastResult?.outcome === 'authenticated';
  return !isSteady || JSON.stringify(lasting(before)) !== JSON.stringify(lasting(after));
}

function lasting(record: StatusRecord) {
  const { version, lastHealthyAt, lastResult, ...rest } = record;
  return {
    ...rest,
    last: lastResult && {
      outcome: lastResult.outcome,
      code: lastResult.diagnosis?.code,
      method: lastResult.method,
      secretVersion: lastResult.secretVersion,
      warnings: lastResult.warnings.map(({ code }) => code),
    },
  };
}

/**
 * A record as it stands after a sweep that found it unchanged and so did not write it: what was
 * healthy then was checked at `lastSweepAt`.
 */
export function asOfLastSweep(record: StatusRecord, lastSweepAt: string | null): StatusRecord {
  const { lastResult, lastHealthyAt } = record;
  const isUnchanged =
    record.status === 'healthy' &&
    lastResult?.outcome === 'authenticated' &&
    lastHealthyAt !== null;
  if (!isUnchanged || lastSweepAt === null || lastSweepAt <= lastHealthyAt) return record;
  return {
    ...record,
    lastHealthyAt: lastSweepAt,
    lastResult: { ...lastResult, checkedAt: lastSweepAt, traceId: null, http: null },
  };
}
