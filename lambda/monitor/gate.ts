import type { Target } from '../config/target.ts';
import { confirmed } from '../diagnosis/verdict.ts';
import type { ProbeResult } from '../qonto/probe.ts';
import type { Budget } from './budget.ts';
import type { Examination, Readings } from './examination.ts';
import { countsAsRefusal } from './experiments/experiment.ts';
import type { ExperimentGate } from './experiments/run.ts';

/** With what a request was let through: freely, or with a permit to re-check or to repeat. */
export type Permit = 'free' | 'recheck' | 'repeat';

/** Whether a credential may be asked about; when not, its last result stands. */
export type Admission =
  | { readonly kind: Exclude<Permit, 'repeat'> }
  | { readonly kind: 'held'; readonly until: number };

/** Lets requests through, so that the monitor does not cause the outage that it watches for. */
export interface Gate {
  /** Whether a credential is admitted freely, without a wait for a permit. */
  isFree(target: Target): boolean;
  admit(target: Target): Promise<Admission>;
  /** What is said of a credential while Qonto asks to wait; null while it does not. */
  pausedExamination(target: Target, readings: Readings): Examination | null;
  /** Gives back an admission that a pause made useless; says until when, for one that is failing. */
  released(target: Target, permit: Permit): Extract<Admission, { kind: 'held' }> | null;
  /** Takes note of an answer (null: nothing was asked), and of the permit that it took. */
  answered(target: Target, result: ProbeResult | null, permit: Permit): void;
  mayRepeat(target: Target): Promise<boolean>;
  forExperiments(target: Target): ExperimentGate;
}

/** Lets everything through: a check on demand is never held back. */
export const openGate: Gate = {
  isFree: () => true,
  admit: async () => ({ kind: 'free' }),
  pausedExamination: () => null,
  released: () => null,
  answered: () => undefined,
  mayRepeat: async () => true,
  forExperiments: () => ({ take: async () => true, settle: () => undefined }),
};

/** So many answers of 429 in a row are about all requests, and more would only prolong it. */
const MOST_LIMITED = 20;

/** How long nothing is sent then, where Qonto does not say how long. */
const UNTOLD_WAIT_MS = 60_000;

/**
 * The gate of a sweep: what is failing takes its turn within the environment's budget of refusals,
 * and `Retry-After` is honoured. Where there is none, it pauses after many answers of 429 in a row.
 *
 * @param isFailing whether a credential was failing before
 * @param now epoch milliseconds
 */
export function budgetGate(
  budgetOf: (environment: string) => Budget,
  isFailing: (target: Target) => boolean,
  now: () => number,
): Gate {
  const budget = ({ environment }: Target) => budgetOf(environment.name);
  const queued = new Map<string, number>();
  const limited = new Map<string, number>();
  const noteLimits = (target: Target, result: ProbeResult | null) => {
    if (result?.kind !== 'answered') return;
    const { name } = target.environment;
    const inARow = result.status === 429 ? (limited.get(name) ?? 0) + 1 : 0;
    limited.set(name, inARow);
    const untoldMs = inARow >= MOST_LIMITED ? UNTOLD_WAIT_MS : null;
    const waitMs = result.retryAfterMs ?? untoldMs;
    if (waitMs !== null) budget(target).pause(now() + waitMs);
  };
  return {
    isFree: (target) => !isFailing(target),
    async admit(target) {
      if (!isFailing(target)) return { kind: 'free' };
      const pausedUntil = budget(target).pausedUntil(now());
      if (pausedUntil !== null) return { kind: 'held', until: pausedUntil };
      if (await budget(target).takeForRecheck()) return { kind: 'recheck' };
      const place = queued.get(target.environment.name) ?? 0;
      queued.set(target.environment.name, place + 1);
      return { kind: 'held', until: budget(target).nextTurn(place) };
    },
    pausedExamination(target, readings) {
      const until = budget(target).pausedUntil(now());
      return until === null ? null : pausedExamination(target, readings, until, now());
    },
    released(target, permit) {
      const until = budget(target).pausedUntil(now());
      if (permit !== 'recheck' || until === null) return null;
      budget(target).settle(false);
      return { kind: 'held', until };
    },
    answered(target, result, permit) {
      const wasRefused = result !== null && countsAsRefusal(result);
      if (permit === 'free') budget(target).refused(wasRefused ? 1 : 0);
      else budget(target).settle(wasRefused);
      noteLimits(target, result);
    },
    mayRepeat: (target) => budget(target).takeForRepeat(),
    forExperiments: (target) => ({
      take: async () =>
        budget(target).pausedUntil(now()) === null && (await budget(target).takeForExperiment()),
      settle: (result, wasRefused) => {
        budget(target).settle(wasRefused);
        noteLimits(target, result);
      },
    }),
  };
}

function pausedExamination(
  target: Target,
  readings: Readings,
  until: number,
  now: number,
): Examination {
  return {
    target,
    examinedAt: now,
    reading: readings.get(target.credential.secret.secretId) ?? { kind: 'unavailable' },
    method: target.credential.method,
    credential: null,
    stagingToken: null,
    environmentStagingToken: null,
    findings: [],
    probed: { kind: 'not_sent' },
    verdict: confirmed(
      'RATE_LIMITED',
      `Qonto limits the rate of requests; nothing is sent until ${new Date(until).toISOString()}`,
    ),
  };
}
