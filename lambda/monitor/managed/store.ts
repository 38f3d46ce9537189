import type { CredentialConfig } from '../../config/monitor-config.ts';
import { nameOf } from '../../errors.ts';
import { fingerprintOf, type ManagedGrant, readManagedGrant } from '../../qonto/managed-grant.ts';
import { type RotatedTokens, withRotatedTokens } from '../../qonto/rotated-secret.ts';
import type { ManagedTools, SecretValue } from './ports.ts';
import { STORE_PAUSES_MS } from './timing.ts';

/** What came of storing new tokens. */
export type Stored =
  | { readonly kind: 'stored'; readonly reading: SecretValue }
  /** Another writer has put another grant in place of the spent one. */
  | { readonly kind: 'superseded'; readonly reading: SecretValue }
  | { readonly kind: 'not_stored'; readonly reason: string };

/** What is to be stored, and in the place of what. */
export interface Storing {
  readonly credential: CredentialConfig;
  /** The secret as it was when its token was spent. */
  readonly spent: { readonly reading: SecretValue; readonly grant: ManagedGrant };
  readonly tokens: RotatedTokens;
  /** Epoch milliseconds; until then it is tried again and again. */
  readonly deadline: number;
}

/**
 * Stores new tokens as a new version of the secret, whatever it takes. They go into what the secret
 * holds at that moment, since it may hold other things, which change as well; and in the place of
 * the spent token only, never of a grant that somebody else has stored meanwhile.
 */
export async function storeTokens(
  { credential, spent, tokens, deadline }: Storing,
  { secrets, clock, newId, log }: ManagedTools,
): Promise<Stored> {
  const { secretId } = credential.secret;
  let base = spent.reading;
  let writeToken = newId();
  for (let tries = 0; ; tries += 1) {
    const current = await secrets.current(secretId).catch(() => null);
    if (current?.kind === 'value') {
      const state = stateOf(current, credential, spent.grant, tokens);
      if (state !== 'spent') return { kind: state, reading: current };
      // Another content under the same token would be refused.
      if (current.versionId !== base.versionId) writeToken = newId();
      base = current;
    }
    const value = withRotatedTokens(base.value, credential, tokens);
    if (value === null) return { kind: 'not_stored', reason: 'the secret cannot take them' };
    try {
      const versionId = await secrets.store(secretId, value, writeToken);
      const versionCreatedAt = clock.now();
      return { kind: 'stored', reading: { kind: 'value', value, versionId, versionCreatedAt } };
    } catch (error) {
      const reason = nameOf(error);
      const pause = STORE_PAUSES_MS[Math.min(tries, STORE_PAUSES_MS.length - 1)] ?? 0;
      if (clock.now() + pause >= deadline) return { kind: 'not_stored', reason };
      log.error('new tokens not stored yet; trying again', { secretId, reason });
      await clock.sleep(pause);
    }
  }
}

/** What the secret holds by now: the spent token still, the new tokens, or another grant. */
function stateOf(
  current: SecretValue,
  credential: CredentialConfig,
  spent: ManagedGrant,
  tokens: RotatedTokens,
): 'spent' | 'stored' | 'superseded' {
  const read = readManagedGrant(current.value, credential);
  // Somebody has put something else there, and it is not the monitor's to undo.
  if (read.kind === 'unusable') return 'superseded';
  if (read.grant.accessToken?.reveal() === tokens.accessToken.reveal()) return 'stored';
  return fingerprintOf(read.grant) === fingerprintOf(spent) ? 'spent' : 'superseded';
}
