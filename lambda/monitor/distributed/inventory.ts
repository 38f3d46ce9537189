import type { CredentialConfig, RuntimeConfig } from '../../config/monitor-config.ts';
import type { Target } from '../../config/target.ts';
import { type StatusRecord, unknownRecord } from '../status-record.ts';

/** What is remembered of a credential that bears on its check. */
export type Remembered = Pick<
  StatusRecord,
  | 'status'
  | 'incident'
  | 'experimentRequests'
  | 'experimentedAt'
  | 'unconfirmedSince'
  | 'lastResult'
>;

/**
 * A credential of a run's inventory. Where it is sent to is not in it: that is in the configuration
 * of the function alone.
 */
export interface InventoryLine {
  /** The name of its environment. */
  readonly environment: string;
  readonly credential: CredentialConfig;
  /** Null where nothing bears on the check, as for all that are simply healthy. */
  readonly remembered: Remembered | null;
  /** Until when its check is put off, epoch milliseconds; null: it is checked. */
  readonly heldUntil: number | null;
  /** When its batch may begin, ISO 8601, as that of the first line in a batch. */
  readonly notBefore: string;
}

/** A target as a line of the inventory. */
export function lineOf(
  { environment, credential }: Target,
  record: StatusRecord | undefined,
  heldUntil: number | null,
  notBefore: string,
): InventoryLine {
  const remembered = bearing(record);
  return { environment: environment.name, credential, remembered, heldUntil, notBefore };
}

function bearing(record: StatusRecord | undefined): Remembered | null {
  if (record === undefined) return null;
  const { status, incident, experimentRequests, experimentedAt, unconfirmedSince, lastResult } =
    record;
  const isSimple =
    (status === 'healthy' || status === 'unknown') &&
    incident === null &&
    experimentRequests === 0 &&
    unconfirmedSince === null;
  if (isSimple) return null;
  return { status, incident, experimentRequests, experimentedAt, unconfirmedSince, lastResult };
}

/** What is remembered of a line's credential, as far as it bears on the check. */
export function recordOfLine({ environment, credential, remembered }: InventoryLine): StatusRecord {
  return { ...unknownRecord(environment, credential.name), ...remembered };
}

/**
 * The target of a line; null when its environment is not in the configuration any more, as after a
 * deployment in the middle of a sweep.
 */
export function targetOfLine(
  { environments }: Pick<RuntimeConfig, 'environments'>,
  { environment: name, credential }: InventoryLine,
): Target | null {
  const environment = environments.find((one) => one.name === name);
  return environment === undefined ? null : { environment, credential };
}

/** Names a line as its status record is named. */
export function nameOfLine({ environment, credential }: InventoryLine): string {
  return JSON.stringify([environment, credential.name]);
}
