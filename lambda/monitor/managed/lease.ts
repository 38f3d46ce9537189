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

/** The lease of a secret, held by this run. */
export interface HeldLease {
  /** Epoch milliseconds. */
  readonly until: number;
  /** What is remembered of the grant when the lease is given back. */
  memory: GrantMemory;
  /** Remembers it at once; false when the lease is held no longer. */
  remember(memory: GrantMemory): Promise<boolean>;
}

/**
 * Does something while it holds the lease of a credential's secret. While another run holds it, it
 * waits: that run is refreshing, or has crashed, and then its lease runs out.
 *
 * @throws Hindrance when the lease is not to be had in time
 */
export async function withLease<T>(
  target: Target,
  run: RenewalRun,
  act: (lease: HeldLease) => Promise<T>,
): Promise<T> {
  const { leases, clock, log } = run;
  const { secretId } = target.credential.secret;
  const grant = nameOfTarget(target);
  // A run that could not give a lease back finds its own again.
  const holder = `${run.id} ${grant}`;
  const length = leaseMs(run.requestTimeoutMs);
  while (clock.now() + length <= run.deadline) {
    const now = clock.now();
    const until = now + length;
    const attempt = await step('the lease could not be taken', () =>
      leases.take(secretId, grant, { holder, now, until }),
    );
    if (attempt.kind === 'held') {
      await clock.sleep(LEASE_POLL_MS);
      continue;
    }
    const lease: HeldLease = {
      until,
      memory: attempt.memory,
      remember: (memory) => leases.remember(secretId, grant, holder, memory),
    };
    try {
      return await act(lease);
    } finally {
      // One that is not given back runs out; what is not remembered is found out again.
      await leases.release(secretId, grant, holder, lease.memory).catch((error: unknown) => {
        log.error('lease not given back', { secretId, reason: nameOf(error) });
      });
    }
  }
  throw new Hindrance(
    'SECRETS_MANAGER_UNAVAILABLE',
    'another run was at it, or too little time was left',
  );
}
