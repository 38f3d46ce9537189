import type { AlertEvent } from '../alerts/alert.ts';
import type { DiagnosisCode, WarningCode } from '../diagnosis/catalogue.ts';
import type { Status } from '../report.ts';
import type { HoldReason } from './hold.ts';

/** One line of the trail: a transition, an alert, or both at once. Times are ISO 8601 in UTC. */
export interface TrailEntry {
  readonly at: string;
  readonly environment: string;
  readonly credential: string;
  readonly from: Status;
  readonly to: Status;
  /** Why: the diagnosis or warning; null when a credential is seen healthy for the first time. */
  readonly code: DiagnosisCode | WarningCode | null;
  readonly traceId: string | null;
  /** What people were told; null when nothing was. */
  readonly event: Exclude<AlertEvent, 'test'> | null;
  /** Why nothing was told, where something would have been. */
  readonly heldBack: HoldReason | null;
  readonly alertId: string | null;
  readonly incidentId: string | null;
}

/** An entry as it is listed: with when SNS took its alert, null where it did not or there was none. */
export interface ToldTrailEntry extends TrailEntry {
  readonly deliveredAt: string | null;
}

/** Names an entry among all; sorts by time. Writing an entry twice leaves one. */
export function trailKey({ at, environment, credential, event, code }: TrailEntry): string {
  return [at, environment, credential, event ?? '', code ?? ''].map(encodeURIComponent).join('#');
}
