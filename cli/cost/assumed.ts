/** Bytes in a GB as prices count them. */
export const GB = 1e9;

/** What the stack is made of, as far as it is paid for by the month or the second. */
export const STACK = {
  memoryMb: 256,
  /** Metrics in alarms on the monitor itself; each is paid for. */
  alarmMetrics: 4,
  /** More of those where sweeps are distributed. */
  furtherAlarmMetrics: 2,
  /** Of the function that plans and concludes distributed sweeps. */
  coordinatorMb: 1_024,
  logRetentionDays: 30,
  /** How long the files of distributed sweeps are kept. */
  runDays: 14,
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
  /** Of the coordinator: what both steps take, and more for each thousand credentials. */
  secondsPerPlanAndConclusion: 1,
  secondsPerThousand: 1.5,
  /** Of a credential: in the inventory, in an answer with its input, in a report. */
  fileBytesPerCheck: 2_000,
  /** A child of the Distributed Map: its definition and its payload, in chunks of 64 MB. */
  childMb: 64,
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
