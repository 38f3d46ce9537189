import type { AlertDocument } from '../../lambda/alerts/alert.ts';
import type { Outcome, Status } from '../../lambda/report.ts';

/** What one check found, as the table accepted it. Times are epoch milliseconds. */
export interface Accepted {
  readonly kind: 'accepted';
  readonly run: string;
  readonly environment: string;
  readonly credential: string;
  /** What the monitor made of it. Only for looking into its trail. */
  readonly status: Status;
  /** ISO 8601 in UTC. */
  readonly checkedAt: string;
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly warnings: readonly string[];
  /** When the sweep began. */
  readonly sweepAt: number;
  /** Whether alerts about the credential were to wait when it was judged. */
  readonly isHeld: boolean;
  /** Ids of the alerts that came with it. Only for finding out who was late; see repeats.ts. */
  readonly raised: readonly string[];
  /** The time of the world. */
  readonly at: number;
}

/** What people received. */
export interface Published {
  readonly kind: 'published';
  readonly run: string;
  readonly document: AlertDocument;
  /** As filter policies see it. */
  readonly code: string;
  /** The credentials that it is about. */
  readonly credentials: readonly string[];
  readonly at: number;
}

/** A run got the right to deliver an alert, or noted that it had. */
export interface Noted {
  readonly kind: 'claimed' | 'noted';
  readonly run: string;
  readonly alertId: string;
  readonly at: number;
}

/** A record was deleted: its credential is not in the configuration any more. */
export interface Forgotten {
  readonly kind: 'forgotten';
  readonly run: string;
  readonly credential: string;
  readonly at: number;
}

/** Something went wrong in a run. */
export interface Accident {
  readonly kind: 'accident';
  readonly what: string;
  readonly run: string;
  readonly at: number;
}

/** What happened in a schedule, in the order in which it took effect. */
export type Journal = (Accepted | Published | Noted | Forgotten | Accident)[];
