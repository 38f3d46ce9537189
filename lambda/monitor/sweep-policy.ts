import type { Clock } from '../clock.ts';
import { nameOfTarget, type Target } from '../config/target.ts';
import type { Budget } from './budget.ts';
import type { Check } from './check.ts';
import type { CheckPolicy } from './check-all.ts';
import { MOST_REQUESTS } from './experiments/run.ts';
import { budgetGate } from './gate.ts';
import type { StatusSnapshot } from './ports.ts';
import { RefusalBudget } from './refusal-budget.ts';
import { recordName, type StatusRecord } from './status-record.ts';
import type { TrafficChange } from './traffic.ts';
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

/** The budgets of a run's environments, opened when they are first needed. */
export interface Budgets<B extends Budget> {
  of(environment: string): B;
  /** What is to be remembered of them. */
  changes(now: number): TrafficChange[];
}

/** Opens budgets, one for each environment. */
export function openBudgets<B extends Budget>(open: (environment: string) => B): Budgets<B> {
  const budgets = new Map<string, B>();
  return {
    of(environment) {
      const budget = budgets.get(environment) ?? open(environment);
      budgets.set(environment, budget);
      return budget;
    },
    changes: (now) =>
      [...budgets.values()].map((budget) => budget.change(now)).filter((change) => change !== null),
  };
}

/** The budgets of a sweep that makes its checks itself, by what is remembered of the traffic. */
export function sweepBudgets(before: Before, now: number): Budgets<RefusalBudget> {
  const interval = intervalOf(before, now);
  return openBudgets((environment) => {
    const traffic = before?.traffic.find((one) => one.environment === environment);
    const empty = { environment, refusals: {}, pausedUntil: null };
    return new RefusalBudget(traffic ?? empty, now, interval);
  });
}

/** What is different about a run that a changed secret starts: it checks a few credentials alone. */
export type ChangedSecret = Pick<CheckPolicy, 'acceptedElsewhere'>;

/** Whether a refusal of a credential is what is to be expected, so that it takes a permit to ask. */
export function isExpectedToFail(record: StatusRecord | undefined): boolean {
  return record?.status === 'failing' || record?.unconfirmedSince != null;
}

/** What a policy rests on. */
export interface PolicyGrounds {
  /** What is remembered, by {@link recordName}; null when it could not be read. */
  readonly known: ReadonlyMap<string, StatusRecord> | null;
  readonly budgets: Budgets<Budget>;
  readonly clock: Pick<Clock, 'now'>;
  readonly changed?: ChangedSecret | null;
}

/**
 * How a sweep checks: an open incident's diagnosis stands while nothing has changed, news is seen
 * twice and looked into, and what is failing takes its turn.
 */
export function sweepPolicy({ known, budgets, clock, changed = null }: PolicyGrounds): CheckPolicy {
  const startedAt = clock.now();
  const recordOf = (check: Check) => known?.get(recordName(check));
  const recordOfTarget = (target: Target) => known?.get(nameOfTarget(target));

  return {
    recall: (check) => {
      const record = recordOf(check);
      const isRested = mayLookAgain(record, startedAt);
      const recalled = withStandingDiagnosis(check, record);
      return isRested ? recalled : withStandingDoubt(recalled, record);
    },
    isNews: (check) => {
      // What cannot be remembered opens no incident: nothing is to be confirmed, nothing proven.
      if (known === null) return false;
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
      budgets.of,
      // A new value will probably be accepted: it has no turn to wait for.
      (target) => changed === null && isExpectedToFail(recordOfTarget(target)),
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
