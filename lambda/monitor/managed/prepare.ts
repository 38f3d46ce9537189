import { isoTime } from '../../clock.ts';
import type { Target } from '../../config/target.ts';
import { fingerprintOf, type ManagedGrant, readManagedGrant } from '../../qonto/managed-grant.ts';
import { withRotatedTokens } from '../../qonto/rotated-secret.ts';
import { Secret } from '../../secret.ts';
import { environmentStagingToken, stagingTokenFor } from '../examination.ts';
import type { HeldLease, RenewalRun } from './lease.ts';
import type { Reason } from './next-step.ts';
import type { GrantMemory, SecretValue } from './ports.ts';
import { Hindrance, step } from './renewal.ts';
import { HEAL_AFTER_SECONDS, MOST_HEALING_RUNS, MOST_MARKS } from './timing.ts';

/** A grant that is about to be refreshed, and the secret that it was read from. */
export interface Turn {
  readonly target: Target;
  readonly reading: SecretValue;
  readonly grant: ManagedGrant;
  readonly reason: Reason;
}

/** A refresh token that is about to be spent. */
export type Spending = NonNullable<GrantMemory['spending']>;

/**
 * Does everything that can be done before a refresh token is spent: proves that what will come can
 * be stored, has a run that heals on its way, and remembers which token it is.
 *
 * @returns what is to be remembered if the token is sent in vain
 * @throws Hindrance when any of it fails; then nothing was spent
 */
export async function prepare(turn: Turn, lease: HeldLease, run: RenewalRun): Promise<Spending> {
  const { target, reading, grant, reason } = turn;
  const { secretId } = target.credential.secret;
  mustHaveTime(lease, run);
  if (withRotatedTokens(reading.value, target.credential, REHEARSAL) === null) {
    const fact = `new tokens could not be put into ${secretId}: perhaps it has a key twice`;
    throw new Hindrance('SECRET_MALFORMED', fact);
  }
  const proof = await step(`${secretId} could not be written`, () =>
    run.secrets.proveWritable(secretId, reading),
  );
  if (proof === 'denied') {
    const fact = `the monitor may read ${secretId} and may not write it, and so could not keep new tokens`;
    throw new Hindrance('SECRET_ACCESS_DENIED', fact);
  }
  const { spending: interrupted } = lease.memory;
  const before = reason.kind === 'unfinished' ? interrupted : null;
  const spending: Spending = {
    token: fingerprintOf(grant),
    since: interrupted?.since ?? run.clock.now(),
    tries: before?.tries ?? 0,
    marks: (before?.marks ?? 0) + 1,
  };
  if (spending.tries < MOST_HEALING_RUNS && spending.marks <= MOST_MARKS) {
    const key = { environment: target.environment.name, credential: target.credential.name };
    await step('the run that heals an interruption could not be scheduled', () =>
      run.queue.schedule(key, HEAL_AFTER_SECONDS),
    );
  }
  const isHeld = await step('the lease could not be kept', () =>
    lease.remember({ ...lease.memory, spending }),
  );
  if (!isHeld) throw new Hindrance('SECRETS_MANAGER_UNAVAILABLE', 'another run has taken over');
  mustHaveTime(lease, run);
  // Not counted before: a run that is ended or hindered after its mark may never have sent the token,
  // and whoever sends it for the first time must not be the last.
  return { ...spending, tries: spending.tries + 1 };
}

/** Tokens that nobody issued, to see that a secret can take some, and all that may come with them. */
const REHEARSAL = {
  accessToken: new Secret('rehearsal-of-an-access-token'),
  refreshToken: new Secret('rehearsal-of-a-refresh-token'),
  expiresAt: Date.UTC(2001, 0),
  issuedAt: Date.UTC(2001, 0),
  scopes: ['rehearsal.read'],
};

/** There must be time for the request and for asking once more, should its answer be lost. */
function mustHaveTime({ until }: HeldLease, { clock, requestTimeoutMs }: RenewalRun): void {
  if (clock.now() + 2 * requestTimeoutMs <= until) return;
  const fact = `too little time was left before ${isoTime(until)}`;
  throw new Hindrance('SECRETS_MANAGER_UNAVAILABLE', fact);
}

/**
 * Reads a secret as it is now.
 *
 * @throws Hindrance when that fails: a run that heals tries it again at once
 */
export function readAnew(secretId: string, { secrets }: RenewalRun) {
  return step(`${secretId} could not be read`, () => secrets.current(secretId));
}

/**
 * The staging token that the token endpoint of a sandbox wants.
 *
 * @throws Hindrance when it could not be read now
 */
export async function stagingTokenOf({ target, grant }: Turn, run: RenewalRun) {
  const { environment } = target;
  const secretId = environment.stagingToken?.secretId;
  const readings = new Map(
    secretId === undefined || environment.kind !== 'sandbox' || grant.stagingToken !== null
      ? []
      : [[secretId, await readAnew(secretId, run)]],
  );
  const shared = environmentStagingToken(target, readings);
  const staging = stagingTokenFor(target, grant, shared);
  if (staging.kind === 'known') return staging.token;
  throw new Hindrance('SECRETS_MANAGER_UNAVAILABLE', 'the staging token could not be read');
}

/** The secret, if by now it holds anything else than the refresh token that was sent. */
export async function supersedingOf(
  { target, grant }: Turn,
  { secrets }: RenewalRun,
): Promise<SecretValue | null> {
  const { credential } = target;
  const current = await secrets.current(credential.secret.secretId).catch(() => null);
  if (current?.kind !== 'value') return null;
  const read = readManagedGrant(current.value, credential);
  const isOther = read.kind === 'unusable' || fingerprintOf(read.grant) !== fingerprintOf(grant);
  return isOther ? current : null;
}
