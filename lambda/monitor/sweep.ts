import { isoTime } from '../clock.ts';
import { type Target, targetsOf } from '../config/target.ts';
import { MonitorError, nameOf } from '../errors.ts';
import type { Report, ReportAlert, ReportEntry } from '../report.ts';
import { entryOf } from './check.ts';
import { type Checked, checkAll } from './check-all.ts';
import { deliverOwed } from './deliver.ts';
import { type Judged, judgeChecks, recordName } from './judge.ts';
import type { MonitorTools } from './monitor.ts';
import type { StatusSnapshot } from './ports.ts';
import { reportOf } from './report.ts';
import { asOfLastSweep, type StatusRecord } from './status-record.ts';
import { type SweepPolicy, sweepPolicy } from './sweep-policy.ts';

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

  const policy = sweepPolicy(known, snapshot.value, clock);
  const targets = leastRecentlyCheckedFirst(targetsOf(config), known);
  const checks = await checkAll(targets, policy, { ...tools, settings: config.check });
  const made = checks.filter((checked) => checked.kind === 'checked');
  const judged =
    snapshot.error === null
      ? await attempt(() => judgeChecks(made, known, { ...tools, settings: config.alerts }))
      : { value: null, error: snapshot.error };
  const own = await deliverOwed(newlyOwed(judged.value ?? []), tools);
  if (judged.error === null) {
    const remembered = await attempt(() => rememberSweep(policy, { startedAt, runId }, tools));
    judged.error = remembered.error;
  }

  const report = reportOf({
    runId,
    trigger: 'schedule',
    startedAt,
    finishedAt: isoTime(clock.now()),
    results: entriesOf(targetsOf(config), checks, [...known.values(), ...recordsOf(judged.value)]),
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

function nameOfTarget({ environment, credential }: Target): string {
  return recordName({ environment: environment.name, credential: credential.name });
}

function knownRecords(
  snapshot: StatusSnapshot | null,
  targets: readonly Target[],
): Map<string, StatusRecord> {
  const wanted = new Set(targets.map(nameOfTarget));
  return new Map(
    (snapshot?.records ?? [])
      .map((record): [string, StatusRecord] => [
        recordName(record),
        asOfLastSweep(record, snapshot?.lastSweepAt ?? null),
      ])
      .filter(([name]) => wanted.has(name)),
  );
}

/** So that credentials which wait for their turn all come to it. */
function leastRecentlyCheckedFirst(
  targets: readonly Target[],
  known: ReadonlyMap<string, StatusRecord>,
): Target[] {
  const checkedAt = (target: Target) =>
    known.get(nameOfTarget(target))?.lastResult?.checkedAt ?? '';
  return targets.toSorted((a, b) => checkedAt(a).localeCompare(checkedAt(b)));
}

async function rememberSweep(
  { budgets }: SweepPolicy,
  sweepRecord: { startedAt: string; runId: string },
  { statuses, clock }: MonitorTools,
): Promise<void> {
  const changes = [...budgets.values()].map((budget) => budget.change(clock.now()));
  await Promise.all(
    changes.filter((change) => change !== null).map((change) => statuses.recordTraffic(change)),
  );
  await statuses.recordSweep(sweepRecord);
}

/** Records with nothing in their outboxes but what this run raised. */
function newlyOwed(judged: readonly Judged[]): StatusRecord[] {
  return judged.map(({ record, raised }) => ({
    ...record,
    outbox: Object.fromEntries(Object.entries(record.outbox).filter(([id]) => raised.includes(id))),
  }));
}

function recordsOf(judged: readonly Judged[] | null): StatusRecord[] {
  return (judged ?? []).map(({ record }) => record);
}

/** The entries in the order of the configuration; what was held back repeats its last result. */
function entriesOf(
  targets: readonly Target[],
  checks: readonly Checked[],
  records: readonly StatusRecord[],
): ReportEntry[] {
  const byTarget = new Map(checks.map((checked) => [nameOfTarget(checked.target), checked]));
  const byName = new Map(records.map((record) => [recordName(record), record]));
  return targets.flatMap((target) => {
    const checked = byTarget.get(nameOfTarget(target));
    const record = byName.get(nameOfTarget(target));
    if (checked?.kind === 'checked') return [entryOf(checked.check, record?.status ?? 'unknown')];
    if (checked === undefined || !record?.lastResult) return [];
    const entry = entryOf(record.lastResult, record.status);
    return [{ ...entry, nextCheckAt: isoTime(checked.until) }];
  });
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
