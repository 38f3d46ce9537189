import { isoTime } from '../../clock.ts';
import type { Target } from '../../config/target.ts';
import { fingerprintOf, readManagedGrant } from '../../qonto/managed-grant.ts';
import type { RefreshFailure, RefusalCode } from '../../qonto/refresh-grant.ts';
import type { RotatedTokens } from '../../qonto/rotated-secret.ts';
import { UNREADABLE } from '../examination.ts';
import { exchange } from './exchange.ts';
import type { HeldLease, RenewalRun } from './lease.ts';
import { nextStep, type Reason, stillTrue } from './next-step.ts';
import { NOTHING_REMEMBERED } from './ports.ts';
import {
  prepare,
  readAnew,
  type Spending,
  stagingTokenOf,
  supersedingOf,
  type Turn,
} from './prepare.ts';
import { Hindrance, hindered, type Renewal } from './renewal.ts';
import { storeTokens } from './store.ts';
import { KEPT_FOR_CHECK_MS, LONGEST_STORING_MS } from './timing.ts';

/**
 * Refreshes a grant while its lease is held, if that is still called for.
 *
 * @throws Hindrance when it could not begin
 */
export async function rotate(
  target: Target,
  reason: Reason,
  lease: HeldLease,
  run: RenewalRun,
): Promise<Renewal> {
  const { secretId } = target.credential.secret;
  // Anew, now that nobody else writes it: the token that was read before may be spent.
  const reading = await readAnew(secretId, run);
  if (reading.kind !== 'value') {
    throw new Hindrance(UNREADABLE[reading.kind], `${secretId} could not be read`);
  }
  const stored = readManagedGrant(reading.value, target.credential);
  if (stored.kind === 'unusable') return hindered(stored.code, stored.evidence);
  const { grant } = stored;
  lease.memory = stillTrue(lease.memory, grant);
  const { memory } = lease;
  switch (nextStep({ grant, reading, memory, reason, now: run.clock.now() })) {
    case 'leave':
      return { kind: 'fresh', reading, isOwn: false };
    case 'paused':
      return hindered('RATE_LIMITED', 'the token endpoint asked to wait, and is left alone');
    case 'refused':
      return hindered(memory.refused?.code ?? 'UNEXPECTED_RESPONSE', ...refusedBefore(memory));
    case 'refresh':
      return refresh({ target, reading, grant, reason }, lease, run);
  }
}

async function refresh(turn: Turn, lease: HeldLease, run: RenewalRun): Promise<Renewal> {
  const { environment, credential } = turn.target;
  const stagingToken = await stagingTokenOf(turn, run);
  const interrupted = lease.memory.spending;
  const spending = await prepare(turn, lease, run);
  lease.memory = { ...lease.memory, spending };

  const exchanged = await exchange(
    {
      environment,
      grant: turn.grant,
      stagingToken,
      until: lease.until,
      superseding: () => supersedingOf(turn, run),
    },
    run,
  );
  const about = { environment: environment.name, credential: credential.name };
  switch (exchanged.kind) {
    case 'renewed':
      return keep(turn, exchanged.tokens, lease, run);
    case 'superseded':
      lease.memory = NOTHING_REMEMBERED;
      return { kind: 'fresh', reading: exchanged.reading, isOwn: false };
    case 'refused':
      if (exchanged.code === 'OAUTH_REFRESH_TOKEN_INVALID' && mayBeStoring(interrupted, run)) {
        lease.memory = { ...lease.memory, spending: interrupted };
        const fact =
          'the token endpoint refuses the refresh token, which another run has just spent and whose successor it may still be storing';
        return hindered('SECRETS_MANAGER_UNAVAILABLE', fact);
      }
      run.log.error('refresh refused', { ...about, code: exchanged.code });
      lease.memory = { ...NOTHING_REMEMBERED, refused: refusalOf(turn, exchanged.code, run) };
      return hindered(exchanged.code, ...refusedNow(turn, exchanged.code, interrupted));
    case 'failed':
      run.log.error('tokens not refreshed', { ...about, code: exchanged.code });
      lease.memory = { ...lease.memory, ...afterFailure(exchanged, spending, interrupted, run) };
      return hindered(exchanged.code, `the tokens could not be refreshed: ${exchanged.fact}`);
  }
}

/** Stores new tokens, before anything else. */
async function keep(
  { target, reading, grant, reason }: Turn,
  tokens: RotatedTokens,
  lease: HeldLease,
  run: RenewalRun,
): Promise<Renewal> {
  const { environment, credential } = target;
  const deadline = run.deadline - KEPT_FOR_CHECK_MS;
  const stored = await storeTokens(
    { credential, spent: { reading, grant }, tokens, deadline },
    run,
  );
  const about = { environment: environment.name, credential: credential.name };
  if (stored.kind === 'not_stored') {
    run.log.error('new tokens not stored', { ...about, reason: stored.reason });
    const { secretId } = credential.secret;
    const fact = `new tokens came and could not be stored in ${secretId} (${stored.reason})`;
    return hindered('SECRETS_MANAGER_UNAVAILABLE', fact);
  }
  const isOwn = stored.kind === 'stored';
  const renewedAfterRefusal = isOwn && reason.kind === 'refused' ? fingerprintOf(tokens) : null;
  lease.memory = { ...NOTHING_REMEMBERED, renewedAfterRefusal };
  run.log.info('tokens refreshed', { ...about, secretVersion: stored.reading.versionId });
  return { kind: 'fresh', reading: stored.reading, isOwn };
}

function afterFailure(
  { mayBeSpent, retryAfterMs }: RefreshFailure,
  spending: Spending,
  interrupted: Spending | null,
  { clock }: RenewalRun,
) {
  return {
    spending: mayBeSpent ? spending : interrupted,
    pausedUntil: retryAfterMs === null ? null : clock.now() + retryAfterMs,
  };
}

/** A token that another run spent a moment ago is refused, and its successor not lost. */
function mayBeStoring(interrupted: Spending | null, { clock }: RenewalRun): boolean {
  return interrupted !== null && clock.now() - interrupted.since < LONGEST_STORING_MS;
}

function refusalOf({ grant, reading }: Turn, code: RefusalCode, { clock }: RenewalRun) {
  return { token: fingerprintOf(grant), secretVersion: reading.versionId, code, at: clock.now() };
}

const REFUSAL_WORDS: Readonly<Record<RefusalCode, string>> = {
  OAUTH_REFRESH_TOKEN_INVALID: 'invalid_grant',
  OAUTH_CLIENT_INVALID: 'invalid_client',
};

function refusedNow(
  { target, grant }: Turn,
  code: RefusalCode,
  interrupted: Spending | null,
): readonly string[] {
  const { secret } = target.credential;
  const place = [secret.key, grant.clientSecretKey].filter((key) => key !== null).join(' > ');
  return [
    `the token endpoint answered ${REFUSAL_WORDS[code]}, and again when it was asked once more`,
    ...(code === 'OAUTH_CLIENT_INVALID'
      ? [`the client secret that it refuses is in ${secret.secretId}, under ${place}`]
      : []),
    ...(interrupted === null
      ? []
      : [
          `a refresh was interrupted at ${isoTime(interrupted.since)}, and its tokens may have been lost`,
        ]),
  ];
}

function refusedBefore({ refused }: HeldLease['memory']): readonly string[] {
  if (refused === null) return [];
  return [
    `the token endpoint answered ${REFUSAL_WORDS[refused.code]} at ${isoTime(refused.at)}, and the secret has not changed since`,
  ];
}
