import { isoTime } from '../clock.ts';
import { nameOfTarget, type Target, targetsOf } from '../config/target.ts';
import type { Report } from '../report.ts';
import { acceptedByOthers } from './accepted-by-others.ts';
import { attempt } from './attempt.ts';
import { checkAll } from './check-all.ts';
import { aheadOf } from './managed/next-step.ts';
import { observeOnly, openRenewer } from './managed/renewer.ts';
import { confirmedBySample } from './mass-refusal.ts';
import type { Invocation, MonitorTools } from './monitor.ts';
import { concludeRun, openRun, type SweepScope } from './run.ts';
import type { StatusRecord } from './status-record.ts';
import { type ChangedSecret, intervalOf, sweepBudgets, sweepPolicy } from './sweep-policy.ts';
import type { TrafficChange } from './traffic.ts';

/**
 * Checks everything, or what its scope is, remembers what changed and tells people.
 *
 * @throws MonitorError as {@link concludeRun} does
 */
export async function sweep(
  invocation: Invocation,
  tools: MonitorTools,
  scope: SweepScope = { trigger: 'schedule', targets: targetsOf(tools.config) },
): Promise<Report> {
  const { config, clock } = tools;
  const isWhole = scope.trigger === 'schedule';
  const run = await openRun(isoTime(clock.now()), tools);
  const { known, before } = run;

  const changed = isWhole ? null : changedSecret(scope.targets, known, tools);
  const budgets = sweepBudgets(before.value, clock.now());
  const policy = sweepPolicy({
    known: before.error === null ? known : null,
    budgets,
    clock,
    changed,
  });
  const targets = leastRecentlyCheckedFirst(scope.targets, known);
  const aheadMs = aheadOf(intervalOf(before.value, clock.now()));
  const renewer =
    tools.managed === undefined
      ? observeOnly
      : openRenewer({ ...tools.managed, deadline: invocation.deadline }, aheadMs);
  const checks = await checkAll(targets, policy, { ...tools, settings: config.check, renewer });
  const counted = await attempt(() => keepTraffic(budgets.changes(clock.now()), tools));
  const results = {
    scope,
    checks: confirmedBySample(checks),
    isWhole,
    countingError: counted.error,
  };
  return concludeRun(run, results, invocation, tools);
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
export function leastRecentlyCheckedFirst(
  targets: readonly Target[],
  known: ReadonlyMap<string, StatusRecord>,
): Target[] {
  const dated = targets.map((target) => ({
    target,
    checkedAt: known.get(nameOfTarget(target))?.lastResult?.checkedAt ?? '',
  }));
  // ISO times sort as they are: comparing them as words of a language would load its rules first.
  dated.sort((a, b) => (a.checkedAt < b.checkedAt ? -1 : Number(a.checkedAt > b.checkedAt)));
  return dated.map(({ target }) => target);
}

/** Remembers what a run's checks have cost. */
export async function keepTraffic(
  changes: readonly TrafficChange[],
  { statuses }: Pick<MonitorTools, 'statuses'>,
): Promise<void> {
  await Promise.all(changes.map((change) => statuses.recordTraffic(change)));
}
