import { fingerprintOf, type ManagedGrant } from '../../qonto/managed-grant.ts';
import { ACCESS_TOKEN_LIFETIME_MS } from '../../qonto/token-lifetimes.ts';
import type { GrantMemory, SecretValue } from './ports.ts';
import { LEAST_AHEAD_MS, MOST_AHEAD_MS } from './timing.ts';

/** Why a refresh is thought of. */
export type Reason =
  /** The access token may expire within this time. */
  | { readonly kind: 'ahead'; readonly aheadMs: number }
  /** Qonto refused the access token of this version, which should be valid. */
  | { readonly kind: 'refused'; readonly secretVersion: string | null }
  /** An earlier run may have been interrupted. */
  | { readonly kind: 'unfinished' };

/** What is to be done about a grant. */
export type NextStep =
  | 'refresh'
  /** The tokens are good as they are, or nothing more can be done. */
  | 'leave'
  /** Qonto has refused for good. */
  | 'refused'
  /** The token endpoint asked to wait. */
  | 'paused';

/** What the step is chosen by. */
export interface Situation {
  readonly grant: ManagedGrant;
  readonly reading: Pick<SecretValue, 'versionId' | 'versionCreatedAt'>;
  readonly memory: GrantMemory;
  readonly reason: Reason;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Chooses what is to be done, once the lease is held and the secret was read anew. */
export function nextStep(situation: Situation): NextStep {
  const { grant, reading, memory, now } = situation;
  const token = fingerprintOf(grant);
  const isUnfinished = memory.spending?.token === token;
  if (!isUnfinished && !isWanted(situation)) return 'leave';
  const { refused } = memory;
  if (refused?.token === token && refused.secretVersion === reading.versionId) return 'refused';
  if (memory.pausedUntil !== null && memory.pausedUntil > now) return 'paused';
  return 'refresh';
}

function isWanted({ grant, reading, memory, reason, now }: Situation): boolean {
  switch (reason.kind) {
    case 'ahead':
      return isDue(grant, reading.versionCreatedAt, reason.aheadMs, now);
    case 'refused':
      return (
        reason.secretVersion === reading.versionId &&
        memory.renewedAfterRefusal !== fingerprintOf(grant)
      );
    case 'unfinished':
      return false;
  }
}

/**
 * Whether an access token expires soon. Where the secret does not say when, it is an hour after it
 * was refreshed, or stored.
 *
 * @param versionCreatedAt when the secret's version was stored, epoch milliseconds
 */
export function isDue(
  grant: ManagedGrant,
  versionCreatedAt: number | null,
  aheadMs: number,
  now: number,
): boolean {
  if (grant.accessToken === null) return true;
  const issuedAt = grant.refreshedAt ?? versionCreatedAt;
  const hourIsOver = issuedAt === null ? null : issuedAt + ACCESS_TOKEN_LIFETIME_MS;
  const expiresAt = grant.expiresAt ?? hourIsOver;
  return expiresAt !== null && expiresAt - now <= aheadMs;
}

/**
 * How long before its expiry a token is refreshed: two sweeps, so that one may fail.
 *
 * @param intervalMs between sweeps
 */
export function aheadOf(intervalMs: number): number {
  return Math.min(Math.max(2 * intervalMs, LEAST_AHEAD_MS), MOST_AHEAD_MS);
}

/** What is remembered, without what the secret has outlived. */
export function stillTrue(memory: GrantMemory, grant: ManagedGrant): GrantMemory {
  const token = fingerprintOf(grant);
  return {
    ...memory,
    spending: memory.spending?.token === token ? memory.spending : null,
    refused: memory.refused?.token === token ? memory.refused : null,
  };
}
