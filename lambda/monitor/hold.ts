import { isWithin, type MaintenanceWindow } from '../config/maintenance.ts';
import type { RecordKey } from './ports.ts';

/** Why alerts about a credential wait. */
export type HoldReason =
  /** Somebody muted it. */
  | 'muted'
  /** A maintenance window of the configuration. */
  | 'maintenance'
  /** It changed too often within an hour. */
  | 'flapping';

/** A credential that somebody muted. */
export interface Mute extends RecordKey {
  /** ISO 8601 in UTC. */
  readonly until: string;
}

/** What alerts may wait for. */
export interface Holds {
  readonly mutes: readonly Mute[];
  readonly maintenance: readonly MaintenanceWindow[];
}

/**
 * Why alerts about a credential wait at some moment; null when they do not.
 *
 * @param now epoch milliseconds
 */
export function holdOf(
  key: RecordKey,
  { mutes, maintenance }: Holds,
  now: number,
): HoldReason | null {
  if (muteOf(key, mutes, now) !== null) return 'muted';
  return maintenance.some((window) => isMeant(key, window) && isWithin(window, now))
    ? 'maintenance'
    : null;
}

/** The mute of a credential that is in force. */
export function muteOf(key: RecordKey, mutes: readonly Mute[], now: number): Mute | null {
  const { environment, credential } = key;
  return (
    mutes.find(
      (mute) =>
        mute.environment === environment &&
        mute.credential === credential &&
        Date.parse(mute.until) > now,
    ) ?? null
  );
}

/** A window means everything that it does not exclude. */
function isMeant(key: RecordKey, { environment, credential }: MaintenanceWindow): boolean {
  return (
    (environment === null || environment === key.environment) &&
    (credential === null || credential === key.credential)
  );
}
