import type { RecordKey } from '../monitor/ports.ts';

/** A key of the state table. */
export interface TableKey {
  readonly pk: string;
  readonly sk: string;
}

/** Everything that a sweep reads is one partition, so that one query reads it all. */
export const STATUS_PARTITION = 'STATUS';

/** Transitions and alerts, sorted by time. */
export const TRAIL_PARTITION = 'TRAIL';

/** Keys that start with `#` are not of credentials: in theirs it is escaped. */
export const SWEEP_KEY: TableKey = { pk: STATUS_PARTITION, sk: '#SWEEP' };

/** Starts the sort keys of what is remembered of an environment's traffic. */
export const TRAFFIC_PREFIX = '#TRAFFIC#';

/** Starts the sort keys of mutes. */
export const MUTE_PREFIX = '#MUTE#';

/** The key of a credential's record. */
export function recordKey(key: RecordKey): TableKey {
  return { pk: STATUS_PARTITION, sk: credentialKey(key) };
}

/** The key of a credential's mute. */
export function muteKey(key: RecordKey): TableKey {
  return { pk: STATUS_PARTITION, sk: MUTE_PREFIX + credentialKey(key) };
}

/** The key of what is remembered of an environment's traffic. */
export function trafficKey(environment: string): TableKey {
  return { pk: STATUS_PARTITION, sk: TRAFFIC_PREFIX + encodeURIComponent(environment) };
}

/** Who has the place of the distributed sweep that is under way. */
export const SWEEP_PLACE_KEY: TableKey = { pk: 'RUN', sk: '#SWEEP' };

/** The key of what the batches of a distributed sweep have spent on one environment. */
export function runKey(run: string, environment: string): TableKey {
  return { pk: 'RUN', sk: `${encodeURIComponent(run)}#${encodeURIComponent(environment)}` };
}

/** The key of what is known of an alert's delivery. */
export function deliveryKey(alertId: string): TableKey {
  return { pk: 'DELIVERY', sk: alertId };
}

function credentialKey({ environment, credential }: RecordKey): string {
  return `${encodeURIComponent(environment)}#${encodeURIComponent(credential)}`;
}
