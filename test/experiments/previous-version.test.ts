import { describe, expect, it } from 'vitest';
import { isoTime } from '../../lambda/clock.ts';
import type { ReportEntry } from '../../lambda/report.ts';
import { errorFault } from '../../simulator/faults.ts';
import { HOUR, MINUTE, SECRET_ID, useWatched, type Watched } from './watched.ts';

const LOGIN = 'pied-piper-7133';
const DEAD = 'x1'.repeat(16);

const rollback = (secret: string, from: string, to: string) =>
  `aws secretsmanager update-secret-version-stage --secret-id ${secret} --version-stage AWSCURRENT --move-to-version-id ${to} --remove-from-version-id ${from}`;

const remedyOf = ({ diagnosis }: ReportEntry) => diagnosis?.remedy ?? [];
const evidenceOf = ({ diagnosis }: ReportEntry) => diagnosis?.evidence.join('\n') ?? '';
const hasRollback = (entry: ReportEntry) =>
  remedyOf(entry).some((step) => step.includes('update-secret-version-stage'));

/** Contents that break a credential; each comes after a good pair. */
const BROKEN: readonly (readonly [string, unknown])[] = [
  ['a dead key', { login: LOGIN, secret: DEAD }],
  ['a login that nobody has', { login: 'nobody-1', secret: DEAD }],
  ['a key without its login', DEAD],
  ['a placeholder', { login: LOGIN, secret: 'changeme' }],
  ['damaged JSON', `{"login":"${LOGIN}","secret":"`],
  ['a list', '["a","b"]'],
  ['nothing but a login', { login: LOGIN }],
  ['an empty object', {}],
  ['an empty secret', { login: LOGIN, secret: '' }],
  ['an empty text', ''],
  ['a field of another type', { login: LOGIN, secret: 7 }],
];

/** A stage on which a good pair was stored, and checked, an hour before. */
async function useGoodBefore(environment: 'production' | 'sandbox' = 'production') {
  const stage = await useWatched({ environment });
  const good = stage.store(stage.qonto.createApiKey(LOGIN));
  await stage.sweep();
  stage.pass(HOUR);
  return { ...stage, good };
}

describe('the previous version, which still authenticates', () => {
  it.each(BROKEN)('gives the command that takes the change back: %s', async (_, content) => {
    const stage = await useGoodBefore();
    const bad = stage.store(content);
    const changedAt = isoTime(stage.now());

    const entry = await stage.sweep();

    expect(entry.outcome).toBe('rejected');
    expect(remedyOf(entry)).toContain(rollback(SECRET_ID, bad, stage.good));
    expect(evidenceOf(entry)).toContain('previous version of the secret still authenticates');
    expect(evidenceOf(entry)).toContain(changedAt);
    expect(entry.diagnosis?.confidence).toBe('confirmed');
  });

  it.each(BROKEN)('gives it in the sandbox too, behind the gate: %s', async (_, content) => {
    const stage = await useGoodBefore('sandbox');
    const bad = stage.store(content);

    expect(remedyOf(await stage.sweep())).toContain(rollback(SECRET_ID, bad, stage.good));
  });

  it('gives it when the change brought a wrong staging token of its own', async () => {
    const stage = await useGoodBefore('sandbox');
    const { login, secret } = stage.qonto.createApiKey(LOGIN);
    const good = stage.store({ login, secret });
    const bad = stage.store({ login, secret, stagingToken: 'not-real-old-token' });

    const entry = await stage.sweep();

    expect(entry.diagnosis?.code).toBe('STAGING_TOKEN_REJECTED');
    expect(remedyOf(entry)).toContain(rollback(SECRET_ID, bad, good));
  });

  it('gives it for a token, of an application that stored a revoked one', async () => {
    const stage = await useWatched({ method: 'oauth' });
    const { clientId } = stage.qonto.createClient();
    const [first, second] = [1, 2].map(() => stage.qonto.createGrant(clientId));
    const good = stage.store(first);
    const bad = stage.store(second);
    stage.qonto.revokeGrant(second?.accessToken ?? '');

    expect(remedyOf(await stage.check())).toContain(rollback(SECRET_ID, bad, good));
  });

  it('tells it in the alert: when the secret changed, and the command', async () => {
    const stage = await useGoodBefore();
    const bad = stage.store({ login: LOGIN, secret: DEAD });
    const changedAt = isoTime(stage.now());
    await stage.sweep();

    const [alert] = stage.topic.published;
    const [check] = alert?.document.checks ?? [];
    expect(check?.diagnosis?.evidence.join('\n')).toContain(changedAt);
    expect(alert?.email).toContain(changedAt);
    expect(alert?.email).toContain(rollback(SECRET_ID, bad, stage.good));
  });
});

describe('the previous version, which does not help', () => {
  const expectNoRollback = async (stage: Watched) => {
    const entry = await stage.sweep();
    expect(entry.outcome).toBe('rejected');
    expect(hasRollback(entry)).toBe(false);
    expect(evidenceOf(entry)).not.toMatch(/previous version.*authenticates/);
    return entry;
  };

  it('is told of when it is refused as well', async () => {
    const stage = await useGoodBefore();
    stage.qonto.revokeApiKey(LOGIN);
    stage.store({ login: LOGIN, secret: DEAD });

    expect(evidenceOf(await expectNoRollback(stage))).toMatch(/previous version.*refused as well/);
  });

  it.each([
    ['Qonto is down', { kind: 'unavailable', format: 'json' }],
    ['Qonto throttles', { kind: 'throttle' }],
    ['nobody answers', { kind: 'reset' }],
  ] as const)('is not spoken of when %s just then', async (_, fault) => {
    const stage = await useGoodBefore();
    stage.store({ login: LOGIN, secret: '' });
    stage.qonto.faults.add(fault);

    expect(evidenceOf(await expectNoRollback(stage))).not.toMatch(/previous version/);
  });

  it('is not asked about when there is none, or one that cannot be used, or the same', async () => {
    const stage = await useWatched();
    stage.store({ login: LOGIN, secret: '' });
    await expectNoRollback(stage);
    stage.store({ login: '', secret: DEAD });
    await expectNoRollback(stage);
    stage.store({ login: '', secret: DEAD });
    await expectNoRollback(stage);

    expect(stage.qonto.requests).toEqual([]);
  });

  it('is not asked about for a token that has merely expired', async () => {
    const stage = await useWatched({ method: 'oauth' });
    const { clientId } = stage.qonto.createClient();
    const grants = [1, 2].map(() => stage.qonto.createGrant(clientId));
    for (const { accessToken, expiresAt } of grants) stage.store({ accessToken, expiresAt });
    stage.pass(2 * HOUR);
    await expectNoRollback(stage);

    expect(stage.sent()).toHaveLength(2);
  });

  it.each([
    ['OAUTH_SCOPE_MISSING', 403, 'missing required OAuth scope organization.read'],
    ['ACCESS_FORBIDDEN', 403, 'Not allowed.'],
    ['OAUTH_REQUIRED', 401, 'OAuth2 authentication is required here'],
  ] as const)('is not asked about for %s, which it cannot mend', async (code, status, detail) => {
    const stage = await useWatched();
    const { clientId } = stage.qonto.createClient();
    const values = [1, 2].map(() =>
      code === 'OAUTH_SCOPE_MISSING'
        ? { accessToken: stage.qonto.createGrant(clientId).accessToken }
        : stage.qonto.createApiKey(LOGIN),
    );
    for (const value of values) stage.store(value);
    stage.qonto.faults.add(errorFault('list', status, 'forbidden', detail));
    const entry = await expectNoRollback(stage);

    expect(entry.diagnosis?.code).toBe(code);
    expect(stage.sent()).toHaveLength(2);
  });
});

describe('the age of the secret', () => {
  it('is told in the evidence of a refusal, whether or not there is a version before', async () => {
    const stage = await useWatched();
    stage.store({ login: LOGIN, secret: DEAD });
    const storedAt = isoTime(stage.now());
    // A sweep begins five minutes after the one before.
    stage.pass(-MINUTE);

    const evidence = evidenceOf(await stage.sweep());

    expect(evidence).toMatch(/the secret changed 4 min.* before this check/);
    expect(evidence).toContain(storedAt);
  });
});
