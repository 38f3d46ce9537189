import { isoTime } from '../clock.ts';
import { type Target, targetsOf } from '../config/target.ts';
import { MonitorError, nameOf } from '../errors.ts';
import type { CheckResult, Report, ReportAlert, ReportEntry } from '../report.ts';
import { checkAll } from './check-all.ts';
import { deliverOwed } from './deliver.ts';
import { type Judged, judgeChecks, recordName } from './judge.ts';
import type { MonitorTools } from './monitor.ts';
import type { StatusSnapshot } from './ports.ts';
import { reportOf } from './report.ts';
import { asOfLastSweep, type StatusRecord } from './status-record.ts';

/** An alert that is owed for longer fails the invocation, so that the monitor's own alarm tells. */
const OVERDUE_MS = 15 * 60_000;

/**
 * Checks everything, remembers what changed and tells people. What an earlier run still owes goes
 * out first.
 *
 * @throws MonitorError `STATE_UNAVAILABLE` after all checks, when the status table could not be
 * read or written; `ALERT_NOT_SENT` when an alert is overdue
 */
export async function sweep(runId: string, tools: MonitorTools): Promise<Report> {
  const { config, statuses, clock, log } = tools;
  const startedAt = isoTime(clock.now());
  const snapshot = await attempt(() => statuses.readAll());
  const records = knownRecords(snapshot.value, targetsOf(config));
  const earlier = await deliverOwed(snapshot.value?.records ?? [], tools);
  // Whatever was delivered has changed in the table; what is read again is what is there.
  const known =
    earlier.length === 0
      ? records
      : knownRecords((await attempt(() => statuses.readAll())).value, targetsOf(config));

  const checks = await checkAll(targetsOf(config), (check) => opensOrChanges(check, known), {
    ...tools,
    settings: config.check,
  });
  const judged =
    snapshot.error === null
      ? await attempt(() => judgeChecks(checks, known, { ...tools, settings: config.alerts }))
      : { value: null, error: snapshot.error };
  const own = await deliverOwed(newlyOwed(judged.value ?? []), tools);
  if (judged.error === null) {
    judged.error = (await attempt(() => statuses.recordSweep({ startedAt, runId }))).error;
  }

  const report = reportOf({
    runId,
    trigger: 'schedule',
    startedAt,
    finishedAt: isoTime(clock.now()),
    results: entriesOf(checks, judged.value),
    alerts: [...earlier, ...own],
  });
  log.info('sweep finished', logged(report));
  if (judged.error !== null) {
    throw new MonitorError(
      'STATE_UNAVAILABLE',
      `The status table could not be used (${nameOf(judged.error)}): the credentials were checked, nothing was remembered and no alert was made of it.`,
      { cause: judged.error },
    );
  }
  failIfOverdue(report.alerts, snapshot.value, clock.now());
  return report;
}

async function attempt<T>(
  action: () => Promise<T>,
): Promise<{ value: T | null; error: unknown | null }> {
  try {
    return { value: await action(), error: null };
  } catch (error) {
    return { value: null, error: error ?? new Error('unknown') };
  }
}

function knownRecords(
  snapshot: StatusSnapshot | null,
  targets: readonly Target[],
): Map<string, StatusRecord> {
  const wanted = new Set(
    targets.map(({ environment, credential }) =>
      recordName({ environment: environment.name, credential: credential.name }),
    ),
  );
  return new Map(
    (snapshot?.records ?? [])
      .map((record): [string, StatusRecord] => [
        recordName(record),
        asOfLastSweep(record, snapshot?.lastSweepAt ?? null),
      ])
      .filter(([name]) => wanted.has(name)),
  );
}

/** Whether a refusal would open an incident or change its cause: then it must be seen twice. */
function opensOrChanges(check: CheckResult, known: ReadonlyMap<string, StatusRecord>): boolean {
  const record = known.get(recordName(check));
  return record?.status !== 'failing' || record.incident?.code !== check.diagnosis?.code;
}

/** Records with nothing in their outboxes but what this run raised. */
function newlyOwed(judged: readonly Judged[]): StatusRecord[] {
  return judged.map(({ record, raised }) => ({
    ...record,
    outbox: Object.fromEntries(Object.entries(record.outbox).filter(([id]) => raised.includes(id))),
  }));
}

function entriesOf(
  checks: readonly CheckResult[],
  judged: readonly Judged[] | null,
): ReportEntry[] {
  return checks.map((check, index) => ({
    ...check,
    status: judged?.[index]?.record.status ?? 'unknown',
  }));
}

/** What the log keeps of a sweep: the report without its prose. */
function logged({ results, ...report }: Report) {
  return {
    ...report,
    results: results.map(
      ({ environment, credential, outcome, status, diagnosis, traceId, http }) => ({
        environment,
        credential,
        outcome,
        status,
        code: diagnosis?.code ?? null,
        traceId,
        http,
      }),
    ),
  };
}

function failIfOverdue(
  alerts: readonly ReportAlert[],
  snapshot: StatusSnapshot | null,
  now: number,
): void {
  const undelivered = new Set(alerts.filter(({ delivered }) => !delivered).map(({ id }) => id));
  const overdue = (snapshot?.records ?? [])
    .flatMap(({ outbox }) => Object.values(outbox))
    .filter(
      ({ id, occurredAt }) => undelivered.has(id) && now - Date.parse(occurredAt) > OVERDUE_MS,
    );
  if (overdue.length > 0) {
    throw new MonitorError(
      'ALERT_NOT_SENT',
      `SNS has not taken an alert of ${overdue[0]?.occurredAt} yet; it stays owed and is tried again at each sweep.`,
    );
  }
}
