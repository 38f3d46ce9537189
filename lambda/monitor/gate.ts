import type { Target } from '../config/target.ts';
import { confirmed } from '../diagnosis/verdict.ts';
import type { Examination, Readings } from './examination.ts';
import { countsAsRefusal } from './experiments/experiment.ts';
import type { ExperimentGate } from './experiments/run.ts';
import type { RefusalBudget } from './refusal-budget.ts';

/** Whether a credential may be asked about. */
export type Admission =
  /** Yes; `recheck` of one that is failing took a permit. */
  | { readonly kind: 'free' | 'recheck' }
  /** Not now, and its last result stands. */
  | { readonly kind: 'held'; readonly until: number }
  /** Not now, because Qonto asked to wait: nothing is known of it. */
  | { readonly kind: 'paused'; examination(readings: Readings): Examination };

/** Lets requests through, so that the monitor does not cause the outage that it watches for. */
export interface Gate {
  admit(target: Target): Promise<Admission>;
  /** Takes note of the first answer. */
  observe(target: Target, examination: Examination, admission: Admission['kind']): void;
  mayRepeat(target: Target): Promise<boolean>;
  repeated(target: Target, wasRefused: boolean): void;
  forExperiments(target: Target): ExperimentGate;
}

/** Lets everything through: a check on demand is never held back. */
export const openGate: Gate = {
  admit: async () => ({ kind: 'free' }),
  observe: () => undefined,
  mayRepeat: async () => true,
  repeated: () => undefined,
  forExperiments: () => ({ take: () => true, settle: () => undefined }),
};

/**
 * The gate of a sweep: what is failing takes its turn within the environment's budget of refusals,
 * and `Retry-After` is honoured.
 *
 * @param isFailing whether a credential was failing before
 * @param now epoch milliseconds
 */
export function budgetGate(
  budgetOf: (environment: string) => RefusalBudget,
  isFailing: (target: Target) => boolean,
  now: () => number,
): Gate {
  const budget = ({ environment }: Target) => budgetOf(environment.name);
  const queued = new Map<string, number>();
  return {
    async admit(target) {
      const pausedUntil = budget(target).pausedUntil(now());
      if (pausedUntil !== null) {
        return isFailing(target)
          ? { kind: 'held', until: pausedUntil }
          : { kind: 'paused', examination: pausedExamination(target, pausedUntil, now()) };
      }
      if (!isFailing(target)) return { kind: 'free' };
      if (await budget(target).takeForRecheck()) return { kind: 'recheck' };
      const place = queued.get(target.environment.name) ?? 0;
      queued.set(target.environment.name, place + 1);
      return { kind: 'held', until: budget(target).nextTurn(place) };
    },
    observe(target, { probed }, admission) {
      const wasRefused = countsAsRefusal(probed);
      if (admission === 'recheck') budget(target).settle(wasRefused, 'recheck');
      else if (wasRefused) budget(target).refused();
      if (probed.kind === 'answered' && probed.retryAfterMs !== null) {
        budget(target).pause(now() + probed.retryAfterMs);
      }
    },
    mayRepeat: (target) => budget(target).takeForRepeat(),
    repeated: (target, wasRefused) => budget(target).settle(wasRefused),
    forExperiments: (target) => ({
      take: () => budget(target).takeForExperiment(),
      settle: (wasRefused) => budget(target).settle(wasRefused),
    }),
  };
}

function pausedExamination(target: Target, until: number, now: number) {
  return (readings: Readings): Examination => ({
    target,
    examinedAt: now,
    reading: readings.get(target.credential.secret.secretId) ?? { kind: 'unavailable' },
    method: target.credential.method,
    credential: null,
    stagingToken: null,
    findings: [],
    probed: { kind: 'not_sent' },
    verdict: confirmed(
      'RATE_LIMITED',
      `Qonto asked to wait until ${new Date(until).toISOString()}; nothing was sent`,
    ),
  });
}
