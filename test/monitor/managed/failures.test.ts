import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../simulator/faults.ts';
import { HOUR, MINUTE } from '../timeline.ts';
import { isTokenRequest, type ManagedStage, SECRET_ID, useManaged } from './stage.ts';

/** Expired, with a token endpoint that has a fault. */
async function useExpired(fault: Fault | null, times?: number): Promise<ManagedStage> {
  const stage = await useManaged({ check: { timeout: '200ms' } });
  stage.pass(HOUR);
  const host = 'oauth' as const;
  if (fault !== null) stage.qonto.faults.add(fault, { host, ...(times ? { times } : {}) });
  return stage;
}

const UNREACHABLE: readonly (readonly [string, Fault, string])[] = [
  ['503', { kind: 'unavailable', format: 'json' }, 'PROVIDER_ERROR'],
  ['503 as HTML', { kind: 'unavailable', format: 'html' }, 'PROVIDER_ERROR'],
  [
    '500 that says invalid_grant',
    { kind: 'answer', status: 500, body: '{"error":"invalid_grant"}' },
    'PROVIDER_ERROR',
  ],
  ['429', { kind: 'throttle' }, 'RATE_LIMITED'],
  ['a block page', { kind: 'edge_block' }, 'EDGE_BLOCKED'],
  ['a reset', { kind: 'reset' }, 'CONNECTION_RESET'],
  ['silence', { kind: 'hang' }, 'RESPONSE_TIMEOUT'],
  ['no HTTP', { kind: 'not_http' }, 'NETWORK_ERROR'],
  [
    'a page with 200',
    { kind: 'answer', status: 200, body: '<html>Hi</html>' },
    'UNEXPECTED_RESPONSE',
  ],
  ['JSON without tokens', { kind: 'answer', status: 200, body: '{}' }, 'UNEXPECTED_RESPONSE'],
  ['404', { kind: 'answer', status: 404, body: '{"error":"not_found"}' }, 'UNEXPECTED_RESPONSE'],
  [
    'an error that is none of the two',
    { kind: 'answer', status: 400, body: '{"error":"invalid_request"}' },
    'UNEXPECTED_RESPONSE',
  ],
  [
    'a refusal that is cut short',
    { kind: 'answer', status: 400, body: '{"error":"invalid_grant"' },
    'UNEXPECTED_RESPONSE',
  ],
];

describe('a token endpoint that cannot be reached', () => {
  it.each(UNREACHABLE)(
    'with %s leaves a doubt, keeps the token and recovers',
    async (_, fault, code) => {
      const stage = await useExpired(fault);
      const entry = await stage.sweep();

      expect(entry).toMatchObject({ outcome: 'inconclusive', diagnosis: { code } });
      expect(await stage.stored()).toEqual(stage.grant);
      expect(stage.sentTokens().length).toBeLessThanOrEqual(2);
      stage.qonto.faults.clear();
      expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated' });
      expect(stage.topic.published).toEqual([]);
    },
  );

  it.each(UNREACHABLE)('with %s does not touch a token that still works', async (_, fault) => {
    const stage = await useManaged({ check: { timeout: '200ms' } });
    stage.pass(46 * MINUTE);
    stage.qonto.faults.add(fault, { host: 'oauth' });

    expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated', diagnosis: null });
    expect(stage.sentTokens().length).toBeGreaterThan(0);
  });

  it('is asked again at once when its answer was lost, with the same token', async () => {
    const stage = await useExpired({ kind: 'reset', processed: true }, 1);

    expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated' });
    expect(stage.sentTokens()).toEqual([stage.grant.refreshToken, stage.grant.refreshToken]);
    expect(await stage.stored()).not.toMatchObject({ refreshToken: stage.grant.refreshToken });
  });

  it('is asked once in a sweep while it has a fault of its own', async () => {
    const stage = await useExpired({ kind: 'unavailable', format: 'json' });
    await stage.sweep();
    await stage.sweep();

    expect(stage.sentTokens()).toHaveLength(2);
  });

  it('is left alone for as long as it asks', async () => {
    const stage = await useExpired({ kind: 'throttle', retryAfter: 1_200 }, 1);
    const outcomes: (string | null)[] = [];
    for (let sweeps = 0; sweeps < 6; sweeps += 1) outcomes.push((await stage.sweep()).outcome);

    expect(outcomes).toEqual([...Array(4).fill('inconclusive'), 'authenticated', 'authenticated']);
    expect(stage.sentTokens()).toHaveLength(2);
  });
});

describe('a refresh token that Qonto refuses', () => {
  it('is final: asked about twice, then never again while the secret stays', async () => {
    const stage = await useExpired(null);
    stage.qonto.revokeGrant(stage.grant.refreshToken);
    const first = await stage.sweep();
    for (let sweeps = 0; sweeps < 10; sweeps += 1) await stage.sweep();

    expect(first).toMatchObject({
      outcome: 'rejected',
      diagnosis: { code: 'OAUTH_REFRESH_TOKEN_INVALID', confidence: 'confirmed' },
    });
    expect(first.diagnosis?.remedy).toContain(
      'npx qonto-auth-monitor authorize -e production -c mobile-app',
    );
    expect(stage.sentTokens()).toHaveLength(2);
    expect(stage.topic.published.map(({ attributes }) => attributes.event)).toEqual(['regression']);
  });

  it('is forgotten when the user has authorized again', async () => {
    const stage = await useExpired(null);
    stage.qonto.revokeGrant(stage.grant.refreshToken);
    await stage.sweep();
    stage.store(stage.qonto.createGrant(stage.grant.clientId) as never);

    expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated', status: 'healthy' });
    stage.pass(HOUR);
    expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated' });
  });

  it('says nothing while the access token still works', async () => {
    const stage = await useManaged();
    stage.pass(46 * MINUTE);
    stage.qonto.faults.add(
      { kind: 'answer', status: 400, body: '{"error":"invalid_grant"}' },
      { host: 'oauth' },
    );

    expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated', diagnosis: null });
  });

  it('is not believed at once: a refusal that does not come again is none', async () => {
    const stage = await useExpired(
      { kind: 'answer', status: 400, body: '{"error":"invalid_grant"}' },
      1,
    );

    expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated' });
  });

  it('is not blamed when another writer has just rotated it', async () => {
    const stage = await useExpired(null);
    stage.qonto.faults.add(
      { kind: 'answer', status: 400, body: '{"error":"invalid_grant"}' },
      {
        host: 'oauth',
        match: () => {
          stage.store(stage.qonto.createGrant(stage.grant.clientId) as never);
          return true;
        },
      },
    );

    expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated' });
    expect(stage.sentTokens()).toHaveLength(1);
  });

  it('says where the client secret is when it is the client that is refused', async () => {
    const stage = await useExpired(null);
    stage.qonto.rotateClientSecret(stage.grant.clientId);
    const first = await stage.sweep();
    for (let sweeps = 0; sweeps < 5; sweeps += 1) await stage.sweep();

    expect(first).toMatchObject({ diagnosis: { code: 'OAUTH_CLIENT_INVALID' } });
    expect(first.diagnosis?.evidence.join()).toContain(`in ${SECRET_ID}, under clientSecret`);
    expect(first.diagnosis?.remedy.slice(-2)).toEqual([
      expect.stringContaining('leave the tokens that the monitor has put there as they are'),
      expect.stringContaining('npx qonto-auth-monitor store -e '),
    ]);
    expect(stage.qonto.requests.filter(isTokenRequest)).toHaveLength(2);
  });

  it('is tried again when the client secret was mended, and was not spent', async () => {
    const stage = await useExpired(null);
    const clientSecret = stage.qonto.rotateClientSecret(stage.grant.clientId);
    await stage.sweep();
    stage.store({ clientSecret });

    expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated', status: 'healthy' });
  });
});

describe('a grant that cannot be refreshed', () => {
  it.each([
    ['refreshToken', 'OAUTH_REFRESH_TOKEN_MISSING'],
    ['clientId', 'SECRET_INCOMPLETE'],
    ['clientSecret', 'SECRET_INCOMPLETE'],
  ])('for want of %s is told once its access token has expired', async (field, code) => {
    const stage = await useManaged();
    stage.store({ [field]: '' });
    expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated' });
    stage.pass(HOUR);

    expect(await stage.sweep()).toMatchObject({ outcome: 'rejected', diagnosis: { code } });
    expect(stage.sentTokens()).toEqual([]);
  });

  it.each(['refreshToken', 'scope'])('is not begun where it has a %s twice', async (key) => {
    const stage = await useManaged();
    const text = JSON.stringify(stage.grant);
    stage.secrets.put(SECRET_ID, text.replace('{', `{"${key}":"x","${key}":"x",`));
    stage.pass(HOUR);

    expect(await stage.sweep()).toMatchObject({ diagnosis: { code: 'SECRET_MALFORMED' } });
    expect(stage.sentTokens()).toEqual([]);
  });
});
