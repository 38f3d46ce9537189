import type { EnvironmentConfig } from '../../config/monitor-config.ts';
import type { ManagedGrant } from '../../qonto/managed-grant.ts';
import {
  type RefreshAnswer,
  type RefreshFailure,
  refreshGrant,
} from '../../qonto/refresh-grant.ts';
import type { Secret } from '../../secret.ts';
import type { ManagedTools, SecretValue } from './ports.ts';
import { CONFIRM_AFTER_MS } from './timing.ts';

/** What is exchanged, and until when. */
export interface Exchange {
  readonly environment: EnvironmentConfig;
  readonly grant: ManagedGrant;
  readonly stagingToken: Secret | null;
  /** No request may last longer: epoch milliseconds. */
  readonly until: number;
  /** The secret, if another refresh token stands in it by now. */
  superseding(): Promise<SecretValue | null>;
}

/** What came of an exchange. */
export type Exchanged =
  | RefreshAnswer
  | { readonly kind: 'superseded'; readonly reading: SecretValue };

/**
 * Sends a refresh token. An answer that was lost is asked for again at once, while the token still
 * works for its 60 seconds. A refusal is believed when it comes twice, and nobody else has rotated
 * the token meanwhile.
 */
export async function exchange(
  { environment, grant, stagingToken, until, superseding }: Exchange,
  { client, clock, requestTimeoutMs }: ManagedTools,
): Promise<Exchanged> {
  const isTimeAfter = (ms: number) => clock.now() + ms + requestTimeoutMs <= until;
  const ask = () => refreshGrant(client, environment, grant, stagingToken);

  let answer = await ask();
  const wasLost = answer.kind === 'failed' && answer.isLost;
  if (wasLost && isTimeAfter(0)) answer = await ask();
  // Whatever came of asking again: the lost answer may have brought tokens.
  if (answer.kind === 'failed') return { ...answer, mayBeSpent: answer.mayBeSpent || wasLost };
  if (answer.kind === 'renewed') return answer;

  const reading = await superseding();
  if (reading !== null) return { kind: 'superseded', reading };
  if (!isTimeAfter(CONFIRM_AFTER_MS)) return unconfirmed(wasLost);
  await clock.sleep(CONFIRM_AFTER_MS);
  const again = await ask();
  if (again.kind === 'failed') return { ...again, mayBeSpent: again.mayBeSpent || wasLost };
  if (again.kind === 'renewed' || again.code === answer.code) return again;
  return unconfirmed(wasLost);
}

function unconfirmed(mayBeSpent: boolean): RefreshFailure {
  return {
    kind: 'failed',
    code: 'UNEXPECTED_RESPONSE',
    fact: 'the token endpoint refused the exchange, and could not be asked for a confirmation',
    mayBeSpent,
    isLost: false,
    retryAfterMs: null,
  };
}
