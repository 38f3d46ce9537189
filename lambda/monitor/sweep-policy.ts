import type { Clock } from '../clock.ts';
import { nameOfTarget, type Target } from '../config/target.ts';
import type { Check } from './check.ts';
import type { CheckPolicy } from './check-all.ts';
import { MOST_REQUESTS } from './experiments/run.ts';
import { budgetGate } from './gate.ts';
import type { StatusSnapshot } from './ports.ts';
import { RefusalBudget } from './refusal-budget.ts';
import { recordName, type StatusRecord } from './status-record.ts';
import { withStandingDiagnosis } from './transition.ts';

/** What a sweep knows of the traffic before it starts. */
type Before = Pick<StatusSnapshot, 'traffic' | 'lastSweepAt'> | null;

/** The policy of a sweep, and the budgets that it spends from. */
export interface SweepPolicy extends CheckPolicy {
  readonly budgets: ReadonlyMap<string, RefusalBudget>;
}

/**
 * How a sweep checks: an open incident's diagnosis stands while nothing has changed, news is seen
 * twice and looked into, and what is failing takes its turn.
 */
export function sweepPolicy(
  known: ReadonlyMap<string, StatusRecord>,
  before: Before,
  clock: Pick<Clock, 'now'>,
): SweepPolicy {
  const startedAt = clock.now();
  const lastSweepAt = before?.lastSweepAt ? Date.parse(before.lastSweepAt) : null;
  const budgets = new Map<string, RefusalBudget>();
  const budgetOf = (environment: string): RefusalBudget => {
    const existing = budgets.get(environment);
    if (existing) return existing;
    const traffic = before?.traffic.find((one) => one.environment === environment);
    const empty = { environment, refusals: {}, pausedUntil: null };
    const budget = new RefusalBudget(traffic ?? empty, startedAt, lastSweepAt);
    budgets.set(environment, budget);
    return budget;
  };
  const recordOf = (check: Check) => known.get(recordName(check));
  const recordOfTarget = (target: Target) => known.get(nameOfTarget(target));

  return {
    budgets,
    recall: (check) => withStandingDiagnosis(check, recordOf(check)),
    isNews: (check) => {
      const record = recordOf(check);
      if (record?.unconfirmedSince) return false;
      return record?.status !== 'failing' || record.incident?.code !== check.diagnosis?.code;
    },
    experimentRequests: (target) => {
      const record = recordOfTarget(target);
      const spent = record?.status === 'failing' ? (record.incident?.experimentRequests ?? 0) : 0;
      return MOST_REQUESTS - spent;
    },
    gate: budgetGate(
      budgetOf,
      (target) => recordOfTarget(target)?.status === 'failing',
      () => clock.now(),
    ),
  };
}
