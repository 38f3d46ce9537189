import { managesTokens, nameOfTarget, type Target } from '../../config/target.ts';
import { readManagedGrant } from '../../qonto/managed-grant.ts';
import type { Examination, Readings } from '../examination.ts';
import { type RenewalRun, type RenewalTools, withLease } from './lease.ts';
import { isDue, type Reason } from './next-step.ts';
import { explainedBy, Hindrance, hindered, type Renewal, wantsTokens } from './renewal.ts';

/** Refreshes the tokens that the monitor manages, as the checks of a run need them. */
export interface Renewer {
  /** Refreshes a token that expires soon, before it is looked at. */
  ahead(target: Target, readings: Readings): Promise<Renewal>;
  /** Refreshes a token that Qonto refused, unless this run has tried already. */
  afterRefusal(examination: Examination): Promise<Renewal>;
  /** Tells, with a refusal, why the token could not be refreshed in this run. */
  explain(examination: Examination): Examination;
}

const NONE: Renewal = { kind: 'none' };

/** Refreshes nothing: whoever only looks, and credentials whose tokens are observed. */
export const observeOnly: Renewer = {
  ahead: async () => NONE,
  afterRefusal: async () => NONE,
  explain: (examination) => examination,
};

/**
 * The renewer of a sweep: one attempt for each credential whose tokens are managed.
 *
 * @param aheadMs how long before its expiry a token is refreshed
 */
export function openRenewer(tools: RenewalTools, aheadMs: number): Renewer {
  const run: RenewalRun = { ...tools, id: tools.newId() };
  const attempted = new Map<string, Renewal>();
  const attempt = async (target: Target, reason: Reason) => {
    const renewal = await renew(target, reason, run);
    attempted.set(nameOfTarget(target), renewal);
    return renewal;
  };
  return {
    async ahead(target, readings) {
      const reading = readings.get(target.credential.secret.secretId);
      if (!managesTokens(target) || reading?.kind !== 'value') return NONE;
      const stored = readManagedGrant(reading.value, target.credential);
      if (stored.kind === 'unusable') {
        const renewal = hindered(stored.code, stored.evidence);
        attempted.set(nameOfTarget(target), renewal);
        return renewal;
      }
      const { versionCreatedAt } = reading;
      return isDue(stored.grant, versionCreatedAt, aheadMs, run.clock.now())
        ? attempt(target, { kind: 'ahead', aheadMs })
        : NONE;
    },
    async afterRefusal(examination) {
      const { target, reading } = examination;
      const isTried = attempted.has(nameOfTarget(target));
      if (!managesTokens(target) || isTried || !wantsTokens(examination)) return NONE;
      const secretVersion = reading.kind === 'value' ? reading.versionId : null;
      return attempt(target, { kind: 'refused', secretVersion });
    },
    explain: (examination) =>
      explainedBy(attempted.get(nameOfTarget(examination.target)) ?? NONE, examination),
  };
}

/** Refreshes a grant under the lease of its secret, if that is called for. */
export async function renew(target: Target, reason: Reason, run: RenewalRun): Promise<Renewal> {
  try {
    // Loaded when it is needed: most runs refresh nothing, and most functions never do.
    const { rotate } = await import('./rotate.ts');
    return await withLease(target, run, (lease) => rotate(target, reason, lease, run));
  } catch (error) {
    if (!(error instanceof Hindrance)) throw error;
    const { environment, credential } = target;
    const about = { environment: environment.name, credential: credential.name };
    run.log.error('tokens not refreshed', { ...about, reason: error.message });
    return error.renewal;
  }
}
