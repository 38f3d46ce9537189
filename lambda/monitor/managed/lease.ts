import { nameOfTarget, type Target } from '../../config/target.ts';
import { nameOf } from '../../errors.ts';
import type { GrantMemory, ManagedTools } from './ports.ts';
import { Hindrance, step } from './renewal.ts';
import { LEASE_POLL_MS, leaseMs } from './timing.ts';

/** What a run that renews tokens is given. */
export interface RenewalTools extends ManagedTools {
  /** When the run has to end: epoch milliseconds. */
  readonly deadline: number;
}

/** What it works with. */
export interface RenewalRun extends RenewalTools {
  /** Tells this run from all others, another attempt at the same invocation included. */
  readonly id: string;
}

/** The lease of a secret, held by whoever has this. */
export interface HeldLease {
  /** Epoch milliseconds. */
  readonly until: number;
  /** What is remembered of the grant when the lease is given back. */
  memory: GrantMemory;
  /** Remembers it at once; false when the lease is held no longer. */
  remember(memory: GrantMemory): Promise<boolean>;
  /** Never throws: a lease that is not given back runs out. */
  giveBack(): Promise<void>;
}

/** Which lease is wanted, and for how long. */
export interface LeaseWish {
  /** The credential whose grant is in the secret. */
  readonly target: Target;
  /** Tells whoever wants it from all others. */
  readonly holder: string;
  readonly lengthMs: number;
  /** When it must have run out: epoch milliseconds. It is waited for only until it no longer can. */
  readonly deadline: number;
}

/**
 * Takes the lease of a credential's secret. While somebody else holds it, it waits: a run is
 * refreshing, or has crashed, and then its lease runs out. Faults are thrown.
 *
 * @param onHeld is called whenever it is found held
 * @returns null when it is not to be had in time
 */
export async function takeLease(
  { target, holder, lengthMs, deadline }: LeaseWish,
  { leases, clock, log }: Pick<ManagedTools, 'leases' | 'clock' | 'log'>,
  onHeld: () => void = () => undefined,
): Promise<HeldLease | null> {
  const { secretId } = target.credential.secret;
  const grant = nameOfTarget(target);
  while (clock.now() + lengthMs <= deadline) {
    const now = clock.now();
    const until = now + lengthMs;
    const attempt = await leases.take(secretId, grant, { holder, now, until });
    if (attempt.kind === 'held') {
      onHeld();
      await clock.sleep(LEASE_POLL_MS);
      continue;
    }
    const lease: HeldLease = {
      until,
      memory: attempt.memory,
      remember: (memory) => leases.remember(secretId, grant, holder, memory),
      // What is not remembered is found out again.
      giveBack: () =>
        leases.release(secretId, grant, holder, lease.memory).catch((error: unknown) => {
          log.error('lease not given back', { secretId, reason: nameOf(error) });
        }),
    };
    return lease;
  }
  return null;
}

/**
 * Does something while it holds the lease of a credential's secret.
 *
 * @throws Hindrance when the lease is not to be had in time
 */
export async function withLease<T>(
  target: Target,
  run: RenewalRun,
  act: (lease: HeldLease) => Promise<T>,
): Promise<T> {
  const wish: LeaseWish = {
    target,
    // A run that could not give a lease back finds its own again.
    holder: `${run.id} ${nameOfTarget(target)}`,
    lengthMs: leaseMs(run.requestTimeoutMs),
    deadline: run.deadline,
  };
  const lease = await step('the lease could not be taken', () => takeLease(wish, run));
  if (lease === null) {
    throw new Hindrance(
      'SECRETS_MANAGER_UNAVAILABLE',
      'another run was at it, or too little time was left',
    );
  }
  try {
    return await act(lease);
  } finally {
    await lease.giveBack();
  }
}
