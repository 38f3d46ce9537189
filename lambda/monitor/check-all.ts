import pLimit from 'p-limit';
import type { Clock } from '../clock.ts';
import type { CheckSettings, EnvironmentConfig } from '../config/monitor-config.ts';
import { managesTokens, secretIdsOf, type Target } from '../config/target.ts';
import { warning } from '../diagnosis/warnings.ts';
import type { QontoClient } from '../qonto/client.ts';
import { type Check, checkOf } from './check.ts';
import { type Examination, examine, type Readings } from './examination.ts';
import { MOST_REQUESTS, runExperiments } from './experiments/run.ts';
import type { Gate, Permit } from './gate.ts';
import { examineRenewed } from './managed/examine-renewed.ts';
import { observeOnly, type Renewer } from './managed/renewer.ts';
import { type Accepted, acceptedElsewhere, mayBeOfOther } from './other-environment.ts';
import type { SecretReader } from './ports.ts';

/** What checks reach out with. */
export interface CheckTools {
  readonly secrets: SecretReader;
  readonly client: QontoClient;
  readonly clock: Clock;
  readonly settings: CheckSettings;
  /** Refreshes managed tokens. @default nothing is refreshed */
  readonly renewer?: Renewer;
}

/** What a check may assume, and may cost. */
export interface CheckPolicy {
  /** Puts what is remembered in place of what would have to be found out again. */
  recall(check: Check): Check;
  /** Whether a refusal is news: then it is repeated, and experiments may prove its cause. */
  isNews(check: Check): boolean;
  /** Requests that experiments may still cost. */
  experimentRequests(target: Target): number;
  /** What environments that this run does not check are known to accept. */
  acceptedElsewhere(): Promise<readonly Accepted[]>;
  readonly gate: Gate;
}

/** Whether a refusal was repeated; `missing` where it should be, and was not, or not yet. */
export type Repeat = 'not_needed' | 'missing' | 'done';

/** A check, or why there was none. */
export type Checked =
  | {
      readonly kind: 'checked';
      readonly target: Target;
      readonly check: Check;
      /** A refusal that is news is repeated; one that could not be opens no incident yet. */
      readonly repeat: Repeat;
    }
  | { readonly kind: 'held'; readonly target: Target; readonly until: number };

/** One credential on its way through the phases of a run. */
export interface Look {
  readonly target: Target;
  readonly examination: Examination;
  /** Requests that experiments sent. */
  readonly requests: number;
  readonly warnings: Check['warnings'];
  readonly repeat: Repeat;
}

type Held = Extract<Checked, { kind: 'held' }>;

/**
 * Checks some credentials, many at once, their secrets read together. Environments do not wait for
 * one another: each has as many checks under way as `concurrency` says, or shares them with others
 * at the same address.
 *
 * @returns an outcome for every target, in the same order
 */
export async function checkAll(
  targets: readonly Target[],
  policy: CheckPolicy,
  tools: CheckTools,
): Promise<Checked[]> {
  const readings = await tools.secrets.read(secretIdsOf(targets));
  const limits = new Map<string, Run['limit']>();
  const limitOf = ({ apiUrl }: EnvironmentConfig) => {
    const limit = limits.get(apiUrl) ?? pLimit(tools.settings.concurrency);
    limits.set(apiUrl, limit);
    return limit;
  };
  const environments = new Map(targets.map(({ environment }) => [environment.name, environment]));
  const found = await Promise.all(
    [...environments.values()].map((environment) => {
      const own = targets.filter((target) => target.environment.name === environment.name);
      const limit = limitOf(environment);
      return lookAtAll(own, readings, { renewer: observeOnly, ...tools, policy, limit });
    }),
  );
  const byTarget = new Map(found.flat().map((look) => [look.target, look]));
  const looks = targets.flatMap((target) => byTarget.get(target) ?? []);

  const examinations = looks.flatMap((look) => ('kind' in look ? [] : [look.examination]));
  const remembered = examinations.some(mayBeOfOther) ? await policy.acceptedElsewhere() : [];
  const elsewhere = acceptedElsewhere(examinations, remembered);
  return looks.map((look): Checked => {
    if ('kind' in look) return look;
    const made = checkOf(elsewhere(look.examination), look.requests);
    const check = policy.recall({ ...made, warnings: [...made.warnings, ...look.warnings] });
    return { kind: 'checked', target: look.target, check, repeat: look.repeat };
  });
}

/**
 * Looks at an environment's credentials: first at all of them, then again at those whose refusal is
 * news, then by experiments. Phase by phase, so that what the first round costs is known before a
 * refusal is provoked again.
 */
async function lookAtAll(
  targets: readonly Target[],
  readings: Readings,
  run: Run,
): Promise<(Look | Held)[]> {
  const first = await firstLooks(targets, readings, run);
  const repeated = await eachLook(first, (look) => repeat(look, run));
  return eachLook(repeated, (look) => experimentOn(look, run));
}

/**
 * Looks once at each. What may have to wait for something else is begun at once, the rest only when
 * there is a place for it: a check that waits in a queue grows old, and then whatever it makes lives
 * until the next full collection (measured: two thirds of all collecting).
 */
async function firstLooks(
  targets: readonly Target[],
  readings: Readings,
  run: Run,
): Promise<(Look | Held)[]> {
  const found = new Map<Target, Look | Held>();
  const look = async (target: Target) => {
    found.set(target, await lookAt(target, readings, run));
  };
  const mayWait = (target: Target) => managesTokens(target) || !run.policy.gate.isFree(target);
  const rest = targets.filter((target) => !mayWait(target)).values();
  const one = async () => {
    for (const target of rest) await look(target);
  };
  const places = Array.from({ length: run.settings.concurrency }, one);
  await Promise.all([...targets.filter(mayWait).map(look), ...places]);
  return targets.flatMap((target) => found.get(target) ?? []);
}

interface Run extends Required<CheckTools> {
  readonly policy: CheckPolicy;
  readonly limit: ReturnType<typeof pLimit>;
}

/** A further phase for those of which a refusal is news. */
function eachLook(
  looks: readonly (Look | Held)[],
  phase: (look: Look) => Promise<Look>,
): Promise<(Look | Held)[]> {
  return Promise.all(
    looks.map((look) => ('kind' in look || look.repeat === 'not_needed' ? look : phase(look))),
  );
}

async function lookAt(target: Target, readings: Readings, run: Run): Promise<Look | Held> {
  const { gate } = run.policy;
  // Outside the limit: whoever waits for a permit must not keep the place of whoever has one.
  const admission = await gate.admit(target);
  if (admission.kind === 'held') return { ...admission, target };
  let permit: Permit = admission.kind;
  let held: Held | null = null;
  const look = (current: Readings) =>
    run.limit(async () => {
      const paused = gate.pausedExamination(target, current);
      if (paused !== null) {
        const released = gate.released(target, permit);
        if (released !== null) held = { ...released, target };
        return paused;
      }
      const examination = await examine(target, current, run);
      gate.answered(target, examination.probed, permit);
      permit = 'free';
      return examination;
    });
  const isPaused = gate.pausedExamination(target, readings) !== null;
  const examination = isPaused
    ? await look(readings)
    : await examineRenewed(target, readings, run.renewer, look);
  if (held !== null) return held;
  const check = run.policy.recall(checkOf(examination));
  const isDue = check.outcome === 'rejected' && run.policy.isNews(check);
  return { ...lookWith(target, examination), repeat: isDue ? 'missing' : 'not_needed' };
}

function lookWith(target: Target, examination: Examination): Look {
  return { target, examination, requests: 0, warnings: [], repeat: 'not_needed' };
}

/** Asks again, after a while, whether a refusal that is news was one. */
async function repeat(look: Look, run: Run): Promise<Look> {
  const { target } = look;
  const { gate } = run.policy;
  if (look.repeat !== 'missing') return look;
  if (!(await gate.mayRepeat(target))) return look;
  await run.clock.sleep(run.settings.confirmAfterMs);
  // Read anew: the secret may have been replaced just while it was checked.
  const readings = await run.secrets.read(secretIdsOf([target])).catch(() => null);
  return run.limit(async () => {
    if (readings === null || gate.pausedExamination(target, readings) !== null) {
      gate.answered(target, null, 'repeat');
      return look;
    }
    const examination = run.renewer.explain(await examine(target, readings, run));
    gate.answered(target, examination.probed, 'repeat');
    const isTransient = examination.verdict.code === null;
    const warnings = isTransient ? [warning('TRANSIENT_REJECTION', target)] : [];
    return { ...look, examination, warnings, repeat: 'done' };
  });
}

/** Proves the cause of a refusal that is news, as far as the requests go. */
async function experimentOn(look: Look, run: Run): Promise<Look> {
  const { target, examination } = look;
  const allowed = Math.min(MOST_REQUESTS, run.policy.experimentRequests(target));
  const check = run.policy.recall(checkOf(examination));
  const isWanted = look.repeat === 'done' && check.outcome === 'rejected' && allowed > 0;
  if (!run.settings.experiments || !isWanted) return look;
  const gate = run.policy.gate.forExperiments(target);
  const proven = await run.limit(() => runExperiments(examination, allowed, gate, run));
  return { ...look, ...proven };
}
