import pLimit from 'p-limit';
import type { Clock } from '../clock.ts';
import type { CheckSettings } from '../config/monitor-config.ts';
import { secretIdsOf, type Target } from '../config/target.ts';
import { warning } from '../diagnosis/warnings.ts';
import type { QontoClient } from '../qonto/client.ts';
import { type Check, checkOf } from './check.ts';
import { type Examination, examine, type Readings } from './examination.ts';
import { countsAsRefusal } from './experiments/experiment.ts';
import { MOST_REQUESTS, runExperiments } from './experiments/run.ts';
import type { Gate } from './gate.ts';
import { acceptedElsewhere } from './other-environment.ts';
import type { SecretReader } from './ports.ts';

/** What checks reach out with. */
export interface CheckTools {
  readonly secrets: SecretReader;
  readonly client: QontoClient;
  readonly clock: Clock;
  readonly settings: CheckSettings;
}

/** What a check may assume, and may cost. */
export interface CheckPolicy {
  /** Puts what is remembered in place of what would have to be found out again. */
  recall(check: Check): Check;
  /** Whether a refusal is news: then it is repeated, and experiments may prove its cause. */
  isNews(check: Check): boolean;
  /** Requests that experiments may still cost. */
  experimentRequests(target: Target): number;
  readonly gate: Gate;
}

/** A check, or why there was none. */
export type Checked =
  | {
      readonly kind: 'checked';
      readonly target: Target;
      readonly check: Check;
      /** A refusal that could not be repeated: it opens no incident yet. */
      readonly isUnconfirmed: boolean;
      /** Nothing was asked, since Qonto asked to wait: nothing is concluded from it. */
      readonly isPaused: boolean;
    }
  | { readonly kind: 'held'; readonly target: Target; readonly until: number };

/**
 * Checks some credentials, many at once, their secrets read together.
 *
 * @returns an outcome for every target, in the same order
 */
export async function checkAll(
  targets: readonly Target[],
  policy: CheckPolicy,
  tools: CheckTools,
): Promise<Checked[]> {
  const readings = await tools.secrets.read(secretIdsOf(targets));
  const limit = pLimit(tools.settings.concurrency);
  const looks = await Promise.all(
    targets.map((target) => look(target, readings, policy, { ...tools, limit })),
  );
  const elsewhere = acceptedElsewhere(
    looks.flatMap((done) => (done.kind === 'looked' ? [done] : [])),
  );
  return looks.map((done) => {
    if (done.kind === 'held') return done;
    const { target, isUnconfirmed, isPaused, examination, requests, warnings } = done;
    const found = checkOf(elsewhere(examination), requests);
    const check = policy.recall({ ...found, warnings: [...found.warnings, ...warnings] });
    return { kind: 'checked', target, check, isUnconfirmed, isPaused };
  });
}

type Limited = CheckTools & { readonly limit: ReturnType<typeof pLimit> };

type Look =
  | {
      readonly kind: 'looked';
      readonly target: Target;
      readonly examination: Examination;
      readonly requests: number;
      readonly warnings: Check['warnings'];
      readonly isUnconfirmed: boolean;
      readonly isPaused: boolean;
    }
  | { readonly kind: 'held'; readonly target: Target; readonly until: number };

async function look(
  target: Target,
  readings: Readings,
  policy: CheckPolicy,
  tools: Limited,
): Promise<Look> {
  const looked = (
    examination: Examination,
    rest: Partial<Extract<Look, { kind: 'looked' }>> = {},
  ) =>
    ({
      kind: 'looked',
      target,
      examination,
      requests: 0,
      warnings: [],
      isUnconfirmed: false,
      isPaused: false,
      ...rest,
    }) as const;
  const { gate } = policy;

  // Inside the limit, so that whoever holds a permit also holds a place to use it.
  const first = await tools.limit(async () => {
    const admission = await gate.admit(target);
    if (admission.kind === 'held') return admission;
    if (admission.kind === 'paused') {
      return { kind: 'paused' as const, examination: admission.examination(readings) };
    }
    const examination = await examine(target, readings, tools);
    gate.observe(target, examination, admission.kind);
    return examination;
  });
  if ('kind' in first) {
    return first.kind === 'held'
      ? { kind: 'held', target, until: first.until }
      : looked(first.examination, { isPaused: true });
  }
  const firstCheck = policy.recall(checkOf(first));
  if (firstCheck.outcome !== 'rejected' || !policy.isNews(firstCheck)) return looked(first);

  if (!(await gate.mayRepeat(target))) return looked(first, { isUnconfirmed: true });
  await tools.clock.sleep(tools.settings.confirmAfterMs);
  // Read anew: the secret may have been replaced just while it was checked.
  const again = await tools.secrets.read(secretIdsOf([target])).catch(() => null);
  if (again === null) {
    gate.repeated(target, false);
    return looked(first, { isUnconfirmed: true });
  }
  const second = await tools.limit(() => examine(target, again, tools));
  gate.repeated(target, countsAsRefusal(second.probed));
  const secondCheck = policy.recall(checkOf(second));
  if (secondCheck.outcome === 'authenticated') {
    return looked(second, { warnings: [warning('TRANSIENT_REJECTION', target)] });
  }
  const allowed = Math.min(MOST_REQUESTS, policy.experimentRequests(target));
  if (secondCheck.outcome !== 'rejected' || !tools.settings.experiments || allowed === 0) {
    return looked(second);
  }
  const { examination, requests } = await tools.limit(() =>
    runExperiments(second, allowed, gate.forExperiments(target), tools),
  );
  return looked(examination, { requests });
}
