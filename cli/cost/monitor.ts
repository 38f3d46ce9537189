import { type ItemList, item } from './items.ts';
import { HOURS_A_MONTH, sweepsAMonth, type Workload } from './workload.ts';

/** What the stack is made of, as far as it is paid for by the month or the second. */
export const STACK = {
  memoryMb: 256,
  /** Metrics in alarms on the monitor itself; each is paid for. */
  alarmMetrics: 4,
  logRetentionDays: 30,
} as const;

/**
 * What estimates assume. Times are those of a function and a Qonto that answer as usual; sizes are
 * rounded up from what is written.
 */
export const ASSUMED = {
  /** Secrets, statuses and the start of the function now and then. */
  secondsPerSweep: 0.5,
  /** For each round of `check.concurrency` checks. */
  secondsPerRound: 0.3,
  /** The request, and what acknowledges the answer. */
  bytesSentPerCheck: 1_000,
  /** A TLS handshake; a connection serves the checks of one sweep. */
  bytesSentPerConnection: 2_000,
  /** In the table, of a healthy credential; also of all else that a sweep reads. */
  recordBytes: 1_000,
  /** The same with a diagnosis, an incident and an alert that is owed. */
  failingRecordBytes: 6_000,
  /** A line of the trail, or what is noted of a delivery. */
  entryBytes: 1_000,
  /** The line of a sweep in which all are healthy, with what CloudWatch adds to it. */
  logBytesPerSweep: 1_000,
  /** More of that, for a credential that is failing. */
  logBytesPerFailure: 600,
  logBytesPerAlert: 600,
  /** How often a credential fails in a month, and for how long. Each time is told, and its end. */
  incidentsPerCredential: 1,
  hoursPerIncident: 2,
  alertsPerIncident: 2,
  monthsOfHistory: 3,
  /** Requests that concern sweeps which failed. */
  queueRequests: 10,
} as const;

/** What `BatchGetSecretValue` takes at most. */
const SECRETS_PER_CALL = 20;

/** What DynamoDB adds to an item that it keeps. */
const ITEM_OVERHEAD_BYTES = 100;

const GB = 1e9;

/** The secrets themselves, whoever reads them. */
export const secretsKept: ItemList = ({ secrets }) => [item('secret', secrets)];

/** Their reading: each once in a sweep, however many credentials it holds. */
const secretsRead: ItemList = (load) => [
  item('secretCall', callsPerSweep(load) * sweepsAMonth(load)),
];

function callsPerSweep({ secrets }: Workload): number {
  return Math.ceil(secrets / SECRETS_PER_CALL);
}

/**
 * The dollars a month that come on top if AWS bills a batch of secrets as one call for each: which
 * of the two it does is not documented.
 */
export function billedEachUsd(load: Workload): number {
  return item('secretCall', (load.secrets - callsPerSweep(load)) * sweepsAMonth(load)).usd;
}

/** Running sweeps: one function checks everything. Another way to run them is another such list. */
export const oneFunction: ItemList = (load) => {
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
    item('alarm', STACK.alarmMetrics),
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

/** Everything but the secrets themselves. */
export const ownCost: readonly ItemList[] = [
  secretsRead,
  operations,
  oneFunction,
  statuses,
  alerting,
];
