import type { Alert, OwedAlert } from '../alerts/alert.ts';
import type { Clock } from '../clock.ts';
import { nameOf } from '../errors.ts';
import type { ClaimResult, Log, StatusStore } from './ports.ts';

/**
 * For so long an alert belongs to the run that raised or claimed it. A publish takes less, with all
 * its retries; what is older was left behind by a run that died.
 */
const CLAIM_MS = 10_000;

/** How often a run looks whether another has delivered an alert, or has died. */
const PATIENCE_MS = 1_000;

/** A run that comes to its own alert later than this makes sure that no other has claimed it. */
const UNDISPUTED_MS = 3_000;

/** What claiming needs. */
export interface ClaimTools {
  readonly statuses: Pick<StatusStore, 'claimDelivery'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whose an alert is to deliver. */
export interface Claimed {
  readonly kind: ClaimResult['kind'];
  /** The id under which it is to be told. */
  readonly id: string;
  /** Credentials of which people were told under other ids. */
  readonly told: readonly string[];
}

/** Claims what another run owes: once that run gave it back, or must have died. */
export function claimOnce(alert: Alert, tools: ClaimTools): Promise<Claimed> {
  return claimRest(alert, (id) => claim(id, isAbandoned(alert, tools.clock), tools));
}

/** The same, waiting while the other run may still be at it, but no longer than `until`. */
export function claimPatiently(alert: Alert, until: number, tools: ClaimTools): Promise<Claimed> {
  return claimRest(alert, async (id) => {
    for (;;) {
      const result = await claim(id, isAbandoned(alert, tools.clock), tools);
      if (result.kind !== 'taken' || tools.clock.now() >= until) return result;
      await tools.clock.sleep(PATIENCE_MS);
    }
  });
}

/** How long a run waits for others in all, epoch milliseconds: what they have claimed is free then. */
export function patientUntil(clock: Pick<Clock, 'now'>): number {
  return clock.now() + CLAIM_MS + PATIENCE_MS;
}

/** Claims what this run raised itself, so long ago that another may think it dead. */
export function claimOwn(alert: Alert, tools: ClaimTools): Promise<Claimed> {
  return claimRest(alert, (id) => claim(id, true, tools));
}

/** Whether what this run raised is its own without a claim: all parts of it are so new. */
export function isUndisputed(
  parts: readonly Pick<OwedAlert, 'owedAt'>[],
  clock: Pick<Clock, 'now'>,
): boolean {
  return parts.every(({ owedAt }) => clock.now() - Date.parse(owedAt) < UNDISPUTED_MS);
}

function isAbandoned({ owedAt }: Alert, clock: Pick<Clock, 'now'>): boolean {
  return !(clock.now() - Date.parse(owedAt) < CLAIM_MS);
}

/**
 * Claims an alert, or what is left of it. It may have been delivered without some of its credentials:
 * a write of the run that raised it arrived when its group was taken for complete. They are told under
 * an id of their own, the same whichever run comes across them.
 */
async function claimRest(
  alert: Alert,
  claimId: (id: string) => Promise<ClaimResult>,
): Promise<Claimed> {
  const told: string[] = [];
  for (let { id } = alert; ; id = `${id}-late`) {
    const result = await claimId(id);
    if (result.kind !== 'delivered') return { kind: result.kind, id, told };
    told.push(...result.credentials);
    const isAll = alert.checks.every(({ credential }) => told.includes(credential));
    if (isAll) return { kind: 'delivered', id, told };
  }
}

/** A table that takes no claim holds nobody back: an alert twice is better than none. */
async function claim(
  alertId: string,
  mayBeFirst: boolean,
  { statuses, clock, log }: ClaimTools,
): Promise<ClaimResult> {
  const now = clock.now();
  try {
    return await statuses.claimDelivery({ alertId, now, expired: now - CLAIM_MS, mayBeFirst });
  } catch (error) {
    log.error('alert not claimed', { alertId, reason: nameOf(error) });
    return { kind: mayBeFirst ? 'ours' : 'taken' };
  }
}
