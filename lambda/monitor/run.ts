import { isoTime } from '../clock.ts';
import type { Target } from '../config/target.ts';
import { MonitorError, nameOf } from '../errors.ts';
import type { Report, ReportAlert, Trigger } from '../report.ts';
import { type Attempt, attempt } from './attempt.ts';
import type { Checked } from './check-all.ts';
import { type Delivery, openDelivery } from './deliver.ts';
import { holdOf } from './hold.ts';
import { forgetRemoved, keepTrails } from './housekeeping.ts';
import { judgeChecks } from './judge.ts';
import type { Invocation, MonitorTools } from './monitor.ts';
import type { StatusSnapshot } from './ports.ts';
import { reportOf } from './report.ts';
import { asOfLastSweep, recordName, type StatusRecord } from './status-record.ts';
import { loggedReport, sweepEntries } from './sweep-report.ts';

/** An alert that is owed for longer fails the invocation, so that the monitor's own alarm tells. */
const OVERDUE_MS = 15 * 60_000;

/** What a sweep is about: everything, as the schedule has it, or what one changed secret concerns. */
export interface SweepScope {
  readonly trigger: Extract<Trigger, 'schedule' | 'secret-change'>;
  readonly targets: readonly Target[];
}

/** A run that has told what earlier ones owe, and knows what is remembered. */
export interface OpenRun {
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly delivery: Delivery;
  /** What it told of what earlier runs owed. */
  readonly earlier: readonly ReportAlert[];
  readonly before: Attempt<StatusSnapshot>;
  /** What was remembered, by {@link recordName}. */
  readonly known: ReadonlyMap<string, StatusRecord>;
}

/** A check, or why there was none that counts: `overtaken` where what is remembered is newer. */
export type Settled = Checked | { readonly kind: 'overtaken'; readonly target: Target };

/** What came of the checks of a run. */
export interface RunResults {
  readonly scope: SweepScope;
  readonly checks: readonly Settled[];
  /** Whether so much was checked that it counts as a sweep of everything. */
  readonly isWhole: boolean;
  /** What the store threw when the refusals of this run were counted; null when it did not. */
  readonly countingError: unknown;
}

/** Begins a run: what an earlier one still owes goes out first. */
export async function openRun(startedAt: string, tools: MonitorTools): Promise<OpenRun> {
  const { statuses } = tools;
  const delivery = openDelivery(tools);
  const found = await attempt(() => statuses.readAll());
  const earlier = await delivery.deliverOwed(found.value?.records ?? []);
  const isLate = await keepTrails(found.value?.records ?? [], tools);
  // What was delivered or kept has changed in the table.
  const isOld = earlier.length > 0 || isLate;
  const before = isOld ? await attempt(() => statuses.readAll()) : found;
  return { startedAt, delivery, earlier, before, known: recordsByName(before.value) };
}

/**
 * Ends a run: remembers what changed and tells people.
 *
 * @returns a report in the order of the scope's targets
 * @throws MonitorError after all that could be done: `STATE_UNAVAILABLE` when the status table could
 * not be read or written, `ALERT_NOT_SENT` when an alert is overdue or was refused for good
 */
export async function concludeRun(
  run: OpenRun,
  results: RunResults,
  { id: runId, logUrl }: Pick<Invocation, 'id' | 'logUrl'>,
  tools: MonitorTools,
): Promise<Report> {
  const { startedAt, delivery, earlier, before, known } = run;
  const { scope, checks, isWhole, countingError } = results;
  const { config, statuses, clock, log } = tools;
  const holds = { mutes: before.value?.mutes ?? [], maintenance: config.alerts.maintenance };

  const { judged, error } =
    before.error === null
      ? await judgeChecks(
          checks
            .filter((checked) => checked.kind === 'checked')
            .filter((checked) => scope.trigger === 'schedule' || isClear(checked)),
          known,
          {
            ...tools,
            settings: config.alerts,
            holdOf: (key) => holdOf(key, holds, clock.now()),
            now: Date.parse(startedAt),
            logUrl,
          },
        )
      : { judged: [], error: before.error };
  const own = await delivery.deliverOwn(judged);
  // The record says when everything was checked.
  const isRecorded = isWhole && error === null;
  const kept = isRecorded
    ? await attempt(() => statuses.recordSweep({ startedAt, runId }))
    : { error: null };

  const after = judged.map(({ record }) => record);
  await keepTrails(after, tools);
  if (isWhole) await forgetRemoved(before.value?.records ?? [], tools);

  const report = reportOf({
    runId,
    trigger: scope.trigger,
    startedAt,
    finishedAt: isoTime(clock.now()),
    results: sweepEntries(scope.targets, checks, [...known.values(), ...after]),
    alerts: [...earlier, ...own],
  });
  log.info('sweep finished', loggedReport(report));
  if (error !== null) throw notRemembered(error);
  const lost = countingError ?? kept.error;
  if (lost !== null) throw notKept(lost);
  failIfOverdue(before.value?.records ?? [], delivery, clock.now());
  if (delivery.wasRefused()) throw refusedForGood();
  return report;
}

/** A doubt after a change is left to the sweeps, which count how many of them it lasts. */
function isClear({ check }: Pick<Extract<Checked, { kind: 'checked' }>, 'check'>): boolean {
  return check.outcome !== 'inconclusive';
}

function recordsByName(snapshot: StatusSnapshot | null): Map<string, StatusRecord> {
  return new Map(
    (snapshot?.records ?? []).map((record) => [
      recordName(record),
      asOfLastSweep(record, snapshot?.lastSweepAt ?? null),
    ]),
  );
}

function notRemembered(error: unknown): MonitorError {
  return new MonitorError(
    'STATE_UNAVAILABLE',
    `The status table could not be used (${nameOf(error)}). The credentials were checked; what could not be remembered raised no alert, and is left to the next sweep.`,
    { cause: error },
  );
}

function notKept(error: unknown): MonitorError {
  return new MonitorError(
    'STATE_UNAVAILABLE',
    `The status table did not take the record of the sweep itself (${nameOf(error)}). All checks were made and their statuses remembered.`,
    { cause: error },
  );
}

function refusedForGood(): MonitorError {
  return new MonitorError(
    'ALERT_NOT_SENT',
    'SNS refused the full form of an alert for good, which is a fault of this monitor: please report it. Where the log does not say otherwise, its plainest form was delivered.',
  );
}

/** An alert that nobody took, or that cannot be marked as taken, must not go unnoticed. */
function failIfOverdue(records: readonly StatusRecord[], delivery: Delivery, now: number): void {
  const overdue = records
    .flatMap(({ outbox }) => Object.values(outbox))
    .find(
      ({ id, occurredAt }) => !delivery.isSettled(id) && now - Date.parse(occurredAt) > OVERDUE_MS,
    );
  if (overdue === undefined) return;
  throw new MonitorError(
    'ALERT_NOT_SENT',
    `An alert of ${overdue.occurredAt} is still owed: SNS does not take it, or the status table its mark. Each sweep tries again.`,
  );
}
