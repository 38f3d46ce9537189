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

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The default of the schedule. */
const USUAL_INTERVAL_MS = 5 * MINUTE_MS;

/** What a sweep knows of the traffic before it starts. */
type Before = Pick<StatusSnapshot, 'traffic' | 'lastSweepAt'> | null;

/** How long it is between sweeps, in milliseconds, as far as it is known. */
export function intervalOf(before: Pick<StatusSnapshot, 'lastSweepAt'> | null, now: number) {
  const elapsed = before?.lastSweepAt ? now - Date.parse(before.lastSweepAt) : null;
  return Math.min(Math.max(elapsed ?? USUAL_INTERVAL_MS, MINUTE_MS), HOUR_MS);
}

/** The policy of a sweep, and the budgets that it spends from. */
export interface SweepPolicy extends CheckPolicy {
  readonly budgets: ReadonlyMap<string, RefusalBudget>;
}

/** What is different about a run that a changed secret starts: it checks a few credentials alone. */
export type ChangedSecret = Pick<CheckPolicy, 'acceptedElsewhere'>;

/**
 * How a sweep checks: an open incident's diagnosis stands while nothing has changed, news is seen
 * twice and looked into, and what is failing takes its turn.
 */
export function sweepPolicy(
  known: ReadonlyMap<string, StatusRecord>,
  before: Before,
  clock: Pick<Clock, 'now'>,
  changed: ChangedSecret | null = null,
): SweepPolicy {
  const startedAt = clock.now();
  const interval = intervalOf(before, startedAt);
  const budgets = new Map<string, RefusalBudget>();
  const budgetOf = (environment: string): RefusalBudget => {
    const existing = budgets.get(environment);
    if (existing) return existing;
    const traffic = before?.traffic.find((one) => one.environment === environment);
    const empty = { environment, refusals: {}, pausedUntil: null };
    const budget = new RefusalBudget(traffic ?? empty, startedAt, interval);
    budgets.set(environment, budget);
    return budget;
  };
  const recordOf = (check: Check) => known.get(recordName(check));
  const recordOfTarget = (target: Target) => known.get(nameOfTarget(target));

  return {
    budgets,
    recall: (check) => {
      const record = recordOf(check);
      const isRested = mayLookAgain(record, startedAt);
      const known = withStandingDiagnosis(check, record);
      return isRested ? known : withStandingDoubt(known, record);
    },
    isNews: (check) => {
      // What cannot be remembered opens no incident: nothing is to be confirmed, nothing proven.
      if (before === null) return false;
      const record = recordOf(check);
      if (record?.unconfirmedSince) return false;
      return record?.status !== 'failing' || record.incident?.code !== check.diagnosis?.code;
    },
    experimentRequests: (target) => {
      const record = recordOfTarget(target);
      const left = MOST_REQUESTS - (record?.experimentRequests ?? 0);
      return mayLookAgain(record, startedAt) ? Math.max(left, LOOK_AGAIN_REQUESTS) : left;
    },
    acceptedElsewhere: changed?.acceptedElsewhere ?? (async () => []),
    gate: budgetGate(
      budgetOf,
      (target) => {
        // A new value will probably be accepted: it has no turn to wait for.
        if (changed !== null) return false;
        const record = recordOfTarget(target);
        return record?.status === 'failing' || record?.unconfirmedSince != null;
      },
      () => clock.now(),
    ),
  };
}

/** A doubt without an incident is looked into again after this long, with a few requests. */
const LOOK_AGAIN_AFTER_MS = HOUR_MS;
const LOOK_AGAIN_REQUESTS = 2;

function mayLookAgain(record: StatusRecord | undefined, now: number): boolean {
  if (!record?.experimentedAt || record.status === 'failing') return false;
  return now - Date.parse(record.experimentedAt) >= LOOK_AGAIN_AFTER_MS;
}

/**
 * Once the experiments are used up and left a doubt (Qonto did not answer as usual without a
 * credential either), the doubt stands while nothing that can be observed has changed.
 */
function withStandingDoubt(check: Check, record: StatusRecord | undefined): Check {
  const last = record?.lastResult;
  const stands =
    record !== undefined &&
    record.status !== 'failing' &&
    record.experimentRequests >= MOST_REQUESTS &&
    check.outcome === 'rejected' &&
    last?.outcome === 'inconclusive' &&
    last.observation === check.observation;
  return stands ? { ...check, outcome: 'inconclusive', diagnosis: last.diagnosis } : check;
}
