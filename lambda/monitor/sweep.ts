import { isoTime } from '../clock.ts';
import { nameOfTarget, type Target, targetsOf } from '../config/target.ts';
import { MonitorError, nameOf } from '../errors.ts';
import type { Report, Trigger } from '../report.ts';
import { acceptedByOthers } from './accepted-by-others.ts';
import { attempt } from './attempt.ts';
import { checkAll } from './check-all.ts';
import { type Delivery, openDelivery } from './deliver.ts';
import { holdOf } from './hold.ts';
import { forgetRemoved, keepTrails } from './housekeeping.ts';
import { type CheckedNow, judgeChecks } from './judge.ts';
import { aheadOf } from './managed/next-step.ts';
import { observeOnly, openRenewer } from './managed/renewer.ts';
import { confirmedBySample } from './mass-refusal.ts';
import type { Invocation, MonitorTools } from './monitor.ts';
import type { StatusSnapshot } from './ports.ts';
import { reportOf } from './report.ts';
import { asOfLastSweep, recordName, type StatusRecord } from './status-record.ts';
import { type ChangedSecret, intervalOf, type SweepPolicy, sweepPolicy } from './sweep-policy.ts';
import { loggedReport, sweepEntries } from './sweep-report.ts';

/** An alert that is owed for longer fails the invocation, so that the monitor's own alarm tells. */
const OVERDUE_MS = 15 * 60_000;

/** What a sweep is about: everything, as the schedule has it, or what one changed secret concerns. */
export interface SweepScope {
  readonly trigger: Extract<Trigger, 'schedule' | 'secret-change'>;
  readonly targets: readonly Target[];
}

/**
 * Checks everything, or what its scope is, remembers what changed and tells people. What an earlier
 * run still owes goes out first.
 *
 * @throws MonitorError after all checks: `STATE_UNAVAILABLE` when the status table could not be read
 * or written, `ALERT_NOT_SENT` when an alert is overdue or was refused for good
 */
export async function sweep(
  invocation: Invocation,
  tools: MonitorTools,
  scope: SweepScope = { trigger: 'schedule', targets: targetsOf(tools.config) },
): Promise<Report> {
  const { id: runId, logUrl } = invocation;
  const { config, statuses, clock, log } = tools;
  const isWhole = scope.trigger === 'schedule';
  const startedAt = isoTime(clock.now());
  const delivery = openDelivery(tools);
  const found = await attempt(() => statuses.readAll());
  const earlier = await delivery.deliverOwed(found.value?.records ?? []);
  const isLate = await keepTrails(found.value?.records ?? [], tools);
  // What was delivered or kept has changed in the table.
  const isOld = earlier.length > 0 || isLate;
  const before = isOld ? await attempt(() => statuses.readAll()) : found;
  const known = recordsByName(before.value);
  const holds = { mutes: before.value?.mutes ?? [], maintenance: config.alerts.maintenance };

  const changed = isWhole ? null : changedSecret(scope.targets, known, tools);
  const policy = sweepPolicy(known, before.value, clock, changed);
  const targets = leastRecentlyCheckedFirst(scope.targets, known);
  const aheadMs = aheadOf(intervalOf(before.value, clock.now()));
  const renewer =
    tools.managed === undefined
      ? observeOnly
      : openRenewer({ ...tools.managed, deadline: invocation.deadline }, aheadMs);
  const checks = confirmedBySample(
    await checkAll(targets, policy, { ...tools, settings: config.check, renewer }),
  );
  const { judged, error } =
    before.error === null
      ? await judgeChecks(
          checks
            .filter((checked) => checked.kind === 'checked')
            .filter((checked) => isWhole || isClear(checked)),
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
  const counted = await attempt(() => keepTraffic(policy, tools));
  // The record says when everything was checked.
  const isRecorded = isWhole && error === null;
  const kept = isRecorded
    ? await attempt(() => statuses.recordSweep({ startedAt, runId }))
    : counted;

  const after = judged.map(({ record }) => record);
  await keepTrails(
    judged.map(({ record }) => record),
    tools,
  );
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
  const lost = counted.error ?? kept.error;
  if (lost !== null) throw notKept(lost);
  failIfOverdue(before.value?.records ?? [], delivery, clock.now());
  if (delivery.wasRefused()) throw refusedForGood();
  return report;
}

/** A doubt after a change is left to the sweeps, which count how many of them it lasts. */
function isClear({ check }: Pick<CheckedNow, 'check'>): boolean {
  return check.outcome !== 'inconclusive';
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

function recordsByName(snapshot: StatusSnapshot | null): Map<string, StatusRecord> {
  return new Map(
    (snapshot?.records ?? []).map((record) => [
      recordName(record),
      asOfLastSweep(record, snapshot?.lastSweepAt ?? null),
    ]),
  );
}

function changedSecret(
  targets: readonly Target[],
  known: ReadonlyMap<string, StatusRecord>,
  tools: MonitorTools,
): ChangedSecret {
  const statuses = new Map([...known].map(([name, { status }]) => [name, status]));
  return { acceptedElsewhere: () => acceptedByOthers(targets, statuses, tools) };
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

async function keepTraffic({ budgets }: SweepPolicy, tools: MonitorTools): Promise<void> {
  const changes = [...budgets.values()].map((budget) => budget.change(tools.clock.now()));
  await Promise.all(
    changes
      .filter((change) => change !== null)
      .map((change) => tools.statuses.recordTraffic(change)),
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
