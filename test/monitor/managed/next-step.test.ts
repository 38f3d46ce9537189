import { describe, expect, it } from 'vitest';
import {
  aheadOf,
  isDue,
  nextStep,
  type Situation,
  stillTrue,
} from '../../../lambda/monitor/managed/next-step.ts';
import { type GrantMemory, NOTHING_REMEMBERED } from '../../../lambda/monitor/managed/ports.ts';
import { leaseMs, tokenRequestTimeoutMs } from '../../../lambda/monitor/managed/timing.ts';
import { fingerprintOf, type ManagedGrant } from '../../../lambda/qonto/managed-grant.ts';
import { Secret } from '../../../lambda/secret.ts';
import { START } from '../../support/check-results.ts';
import { HOUR, MINUTE } from '../timeline.ts';

const GRANT: ManagedGrant = {
  clientId: new Secret('c'),
  clientSecret: new Secret('s'),
  clientSecretKey: 'clientSecret',
  refreshToken: new Secret('r'),
  accessToken: new Secret('a'),
  expiresAt: START + HOUR,
  refreshedAt: START,
  stagingToken: null,
};

const TOKEN = fingerprintOf(GRANT);
const SPENDING = { token: TOKEN, since: START, tries: 1, marks: 1 };
const REFUSED = {
  token: TOKEN,
  secretVersion: 'v1',
  code: 'OAUTH_REFRESH_TOKEN_INVALID',
  at: START,
} as const;

function stepOf(change: Partial<Situation> = {}, memory: Partial<GrantMemory> = {}) {
  return nextStep({
    grant: GRANT,
    reading: { versionId: 'v1', versionCreatedAt: START },
    reason: { kind: 'ahead', aheadMs: 10 * MINUTE },
    now: START,
    ...change,
    memory: { ...NOTHING_REMEMBERED, ...memory },
  });
}

describe('nextStep', () => {
  const refused = { reason: { kind: 'refused', secretVersion: 'v1' } } as const;
  const unfinished = { reason: { kind: 'unfinished' } } as const;

  it.each<[string, Partial<Situation>, Partial<GrantMemory>, string]>([
    ['good for a while', {}, {}, 'leave'],
    ['expiring', { now: START + 50 * MINUTE }, {}, 'refresh'],
    ['refused though young', refused, {}, 'refresh'],
    [
      'refused, and replaced meanwhile',
      { reason: { kind: 'refused', secretVersion: 'v0' } },
      {},
      'leave',
    ],
    [
      'refused, and itself the fruit of a refusal',
      refused,
      { renewedAfterRefusal: TOKEN },
      'leave',
    ],
    [
      'refused, after the fruit of another refusal',
      refused,
      { renewedAfterRefusal: 'x' },
      'refresh',
    ],
    ['looked after, and never spent', unfinished, {}, 'leave'],
    ['looked after, and maybe spent', unfinished, { spending: SPENDING }, 'refresh'],
    ['looked after, and stored', unfinished, { spending: { ...SPENDING, token: 'x' } }, 'leave'],
    ['young, and maybe spent', {}, { spending: SPENDING }, 'refresh'],
    ['refused for good', { now: START + HOUR }, { refused: REFUSED }, 'refused'],
    [
      'refused for good in another version',
      { now: START + HOUR },
      { refused: { ...REFUSED, secretVersion: 'v0' } },
      'refresh',
    ],
    [
      'of an endpoint that asked to wait',
      { now: START + HOUR },
      { pausedUntil: START + 2 * HOUR },
      'paused',
    ],
    [
      'of one that asked to wait once',
      { now: START + HOUR },
      { pausedUntil: START + HOUR },
      'refresh',
    ],
  ])('for a token that is %s', (_, change, memory, step) => {
    expect(stepOf(change, memory)).toBe(step);
  });
});

describe('isDue', () => {
  const none = { expiresAt: null, refreshedAt: null };

  it.each<[string, Partial<ManagedGrant>, number | null, number, boolean]>([
    ['an expiry far off', {}, START, 49, false],
    ['an expiry that is near', {}, START, 50, true],
    ['no expiry, by when it was refreshed', { expiresAt: null }, START - HOUR, 49, false],
    ['no expiry, refreshed long ago', { expiresAt: null }, START + HOUR, 50, true],
    ['no times, by when it was stored', none, START, 49, false],
    ['no times, stored long ago', none, START, 50, true],
    ['nothing that says when', none, null, 10_000, false],
    ['no access token', { accessToken: null }, START, 0, true],
  ])('goes by %s', (_, change, storedAt, minutes, due) => {
    const now = START + minutes * MINUTE;
    expect(isDue({ ...GRANT, ...change }, storedAt, 10 * MINUTE, now)).toBe(due);
  });
});

describe('the timing', () => {
  it.each([
    [1, 10],
    [5, 10],
    [10, 20],
    [15, 30],
    [60, 30],
  ])('refreshes two sweeps ahead: every %i minutes, %i minutes', (interval, ahead) => {
    expect(aheadOf(interval * MINUTE)).toBe(ahead * MINUTE);
  });

  it.each([
    [2_000, 14_000],
    [10_000, 30_000],
    [60_000, 30_000],
  ])(
    'takes a lease that leaves half of the grace: a timeout of %i ms, %i ms',
    (timeoutMs, lease) => {
      expect(leaseMs(tokenRequestTimeoutMs({ timeoutMs }))).toBe(lease);
    },
  );
});

describe('stillTrue', () => {
  it('forgets what belongs to a token that is gone', () => {
    const memory = { ...NOTHING_REMEMBERED, spending: SPENDING, refused: REFUSED };

    expect(stillTrue(memory, GRANT)).toEqual(memory);
    expect(stillTrue(memory, { ...GRANT, refreshToken: new Secret('other') })).toEqual(
      NOTHING_REMEMBERED,
    );
  });
});
