import { batchesOf } from '../../lambda/monitor/distributed/pace.ts';
import { ASSUMED, GB, STACK } from './assumed.ts';
import { distributedMap } from './distributed-map.ts';
import { type ItemList, item } from './items.ts';
import { HOURS_A_MONTH, sweepsAMonth, type Workload } from './workload.ts';

/** What `BatchGetSecretValue` takes at most. */
const SECRETS_PER_CALL = 20;

/** What DynamoDB adds to an item that it keeps. */
const ITEM_OVERHEAD_BYTES = 100;

/** The secrets themselves, whoever reads them. */
export const secretsKept: ItemList = ({ secrets }) => [item('secret', secrets)];

/** Their reading: each once in a sweep, however many credentials it holds. */
const secretsRead: ItemList = (load) => [
  item('secretCall', callsPerSweep(load) * sweepsAMonth(load)),
];

/** Each batch of a distributed sweep reads its own, whoever else has read them. */
function callsPerSweep({ engine, credentials, secrets }: Workload): number {
  const calls = Math.ceil(secrets / SECRETS_PER_CALL);
  return engine === 'function' ? calls : Math.max(calls, batchesOf(credentials));
}

/**
 * The dollars a month that come on top if AWS bills a batch of secrets as one call for each: which
 * of the two it does is not documented.
 */
export function billedEachUsd(load: Workload): number {
  return item('secretCall', Math.max(load.secrets - callsPerSweep(load), 0) * sweepsAMonth(load))
    .usd;
}

/** Running sweeps: one function checks everything. */
const oneFunction: ItemList = (load) => {
  const { credentials, concurrency } = load;
  const sweeps = sweepsAMonth(load);
  const rounds = Math.ceil(credentials / concurrency);
  const seconds = ASSUMED.secondsPerSweep + rounds * ASSUMED.secondsPerRound;
  const sentBytes =
    credentials * ASSUMED.bytesSentPerCheck +
    Math.min(credentials, concurrency) * ASSUMED.bytesSentPerConnection;
  return [
    item('lambdaRequest', sweeps),
    item('lambdaGbSecond', (sweeps * seconds * STACK.memoryMb) / 1_024),
    item('schedulerInvocation', sweeps),
    item('sentGb', (sweeps * sentBytes) / GB),
  ];
};

/** Remembering: a sweep reads everything in one query and writes its own record. */
const statuses: ItemList = (load) => {
  const { credentials } = load;
  const sweeps = sweepsAMonth(load);
  const { alerts, failures } = incidentsOf(load);
  const recordUnits = Math.ceil(ASSUMED.failingRecordBytes / 1_024);
  // A transition and its line of the trail are one transaction, which costs twice the writes; then
  // the delivery is noted, and the alert taken off the record.
  const unitsPerAlert = 2 * (recordUnits + 1) + 1 + recordUnits;
  const kept =
    credentials * (ASSUMED.recordBytes + ITEM_OVERHEAD_BYTES) +
    2 * alerts * ASSUMED.monthsOfHistory * (ASSUMED.entryBytes + ITEM_OVERHEAD_BYTES);
  return [
    item('tableRead', sweeps * Math.ceil(((credentials + 1) * ASSUMED.recordBytes) / 4_096)),
    // A credential that is failing is written by each sweep, with the count of refusals.
    item('tableWrite', sweeps + alerts * unitsPerAlert + failures * (recordUnits + 1)),
    item('tableGb', kept / GB),
    item('restorableGb', kept / GB),
  ];
};

/** Telling people. */
const alerting: ItemList = (load) => {
  const { alerts } = incidentsOf(load);
  return [
    item('publish', alerts),
    item('email', alerts * load.emails),
    item('httpsDelivery', alerts * load.endpoints),
  ];
};

/** Watching the monitor itself. */
const operations: ItemList = (load) => {
  const { alerts, failures } = incidentsOf(load);
  const written =
    sweepsAMonth(load) * ASSUMED.logBytesPerSweep +
    failures * ASSUMED.logBytesPerFailure +
    alerts * ASSUMED.logBytesPerAlert;
  return [
    item(
      'alarm',
      STACK.alarmMetrics + (load.engine === 'function' ? 0 : STACK.furtherAlarmMetrics),
    ),
    item('logWrittenGb', written / GB),
    item('logKeptGb', (written / GB) * (STACK.logRetentionDays / (HOURS_A_MONTH / 24))),
    item('queueRequest', ASSUMED.queueRequests),
  ];
};

/** What goes wrong in a month: alerts, and checks of credentials that are failing. */
function incidentsOf(load: Workload): { alerts: number; failures: number } {
  const incidents = load.credentials * ASSUMED.incidentsPerCredential;
  const sweepsOfOne = (sweepsAMonth(load) * ASSUMED.hoursPerIncident) / HOURS_A_MONTH;
  return { alerts: incidents * ASSUMED.alertsPerIncident, failures: incidents * sweepsOfOne };
}

/** Running sweeps, by what they run in. */
const RUNNING: Readonly<Record<Workload['engine'], ItemList>> = {
  function: oneFunction,
  'distributed-map': distributedMap,
};

/** Everything but the secrets themselves. */
export const ownCost: readonly ItemList[] = [
  secretsRead,
  operations,
  (load) => RUNNING[load.engine](load),
  statuses,
  alerting,
];
