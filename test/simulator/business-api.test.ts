import { describe, expect, it } from 'vitest';
import { call, jsonOf } from './http-call.ts';
import { useSimulator } from './use-simulator.ts';

const bench = useSimulator();

const HOUR_MS = 3_600_000;
const TRACE_ID = /^[0-9a-f]{32}$/;

function get(path: string, authorization?: string) {
  const headers = authorization === undefined ? {} : { Authorization: authorization };
  return call(`${bench.qonto.production.apiUrl}${path}`, { headers });
}

function liveKey(): string {
  const { login, secret } = bench.qonto.production.createApiKey();
  return `${login}:${secret}`;
}

function accessToken(scopes?: string[]): string {
  const { production } = bench.qonto;
  return production.createGrant(production.createClient().clientId, scopes).accessToken;
}

describe('GET /v2/bank_accounts', () => {
  it('answers a live API key with accounts and the meta block of a list', async () => {
    const reply = await get('/v2/bank_accounts?per_page=1', liveKey());

    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toContain('application/json');
    expect(jsonOf(reply).bank_accounts?.[0]).toMatchObject({
      status: 'active',
      main: true,
      iban: expect.stringContaining('NOTAREALIBAN'),
      balance_cents: 123_456,
    });
    expect(jsonOf(reply).meta).toMatchObject({ current_page: 1, total_count: 2 });
  });

  it('answers a live access token', async () => {
    expect((await get('/v2/bank_accounts', `Bearer ${accessToken()}`)).status).toBe(200);
  });

  it('accepts an access token up to the hour and refuses it from then on', async () => {
    const authorization = `Bearer ${accessToken()}`;

    bench.now += HOUR_MS - 1;
    expect((await get('/v2/bank_accounts', authorization)).status).toBe(200);
    bench.now += 1;
    expect((await get('/v2/bank_accounts', authorization)).status).toBe(401);
  });

  it('refuses an access token without organization.read with 403', async () => {
    const reply = await get('/v2/bank_accounts', `Bearer ${accessToken(['offline_access'])}`);

    expect(reply.status).toBe(403);
    expect(jsonOf(reply).errors?.[0]?.detail).toContain('missing required OAuth scope');
    expect(jsonOf(reply).trace_id).toBe(reply.headers['x-tyk-trace-id']);
  });

  it.each([
    ['halves swapped', (login: string, secret: string) => `${secret}:${login}`],
    ['no colon', (login: string, secret: string) => `${login}${secret}`],
    ['Bearer in front', (login: string, secret: string) => `Bearer ${login}:${secret}`],
    ['Basic in front', (login: string, secret: string) => `Basic ${login}:${secret}`],
    ['Base64', (login: string, secret: string) => btoa(`${login}:${secret}`)],
    ['a blank after the colon', (login: string, secret: string) => `${login}: ${secret}`],
    ['an unknown login', (_: string, secret: string) => `other-corp-1:${secret}`],
    ['half a secret', (login: string, secret: string) => `${login}:${secret.slice(0, 16)}`],
    [
      'another capitalization',
      (login: string, secret: string) => `${login}:${secret}`.toUpperCase(),
    ],
  ])('refuses an API key with %s as unauthorized', async (_, authorizationOf) => {
    const { login, secret } = bench.qonto.production.createApiKey();
    const reply = await get('/v2/bank_accounts', authorizationOf(login, secret));

    expect(reply.status).toBe(401);
    expect(jsonOf(reply).errors?.[0]?.code).toBe('unauthorized');
    expect(jsonOf(reply).trace_id).toBe(reply.headers['x-tyk-trace-id']);
  });

  it.each(['refreshToken', 'accessToken'] as const)('refuses a bare %s', async (kind) => {
    const { production } = bench.qonto;
    const tokens = production.createGrant(production.createClient().clientId);
    const value = kind === 'refreshToken' ? `Bearer ${tokens.refreshToken}` : tokens.accessToken;

    expect((await get('/v2/bank_accounts', value)).status).toBe(401);
  });

  it.each(['bearer', 'Digest', 'Basic'])(
    'refuses an access token with %s in front',
    async (word) => {
      expect((await get('/v2/bank_accounts', `${word} ${accessToken()}`)).status).toBe(401);
    },
  );

  it('refuses a request without Authorization, or with an empty one, with 400', async () => {
    expect((await get('/v2/bank_accounts')).status).toBe(400);
    expect((await get('/v2/bank_accounts', '')).status).toBe(400);
  });

  it('refuses a request without Authorization with 401 when told so', async () => {
    bench.qonto.production.missingAuthorizationStatus = 401;

    expect((await get('/v2/bank_accounts')).status).toBe(401);
  });

  it('shows an OAuth token few fields when the view is restricted, and an API key all', async () => {
    bench.qonto.production.accountView = 'restricted';

    const asMember = jsonOf(await get('/v2/bank_accounts', `Bearer ${accessToken()}`));
    expect(Object.keys(asMember.bank_accounts?.[0] ?? {})).toEqual([
      'id',
      'name',
      'status',
      'main',
      'organization_id',
    ]);
    const withKey = jsonOf(await get('/v2/bank_accounts', liveKey()));
    expect(withKey.bank_accounts?.[0]).toHaveProperty('iban');
  });
});

describe('API keys', () => {
  it('die at once when the organization generates another', async () => {
    const old = liveKey();
    const renewed = liveKey();

    expect((await get('/v2/bank_accounts', old)).status).toBe(401);
    expect((await get('/v2/bank_accounts', renewed)).status).toBe(200);
  });

  it('of two organizations live side by side', async () => {
    const first = liveKey();
    const { login, secret } = bench.qonto.production.createApiKey('other-corp-5678');

    expect((await get('/v2/bank_accounts', first)).status).toBe(200);
    expect((await get('/v2/bank_accounts', `${login}:${secret}`)).status).toBe(200);
  });

  it('die when revoked', async () => {
    const key = liveKey();
    bench.qonto.production.revokeApiKey('acme-corp-1234');

    expect((await get('/v2/bank_accounts', key)).status).toBe(401);
    expect(() => bench.qonto.production.revokeApiKey('acme-corp-1234')).toThrow('No API key');
  });

  it('of the sandbox are unknown in production', async () => {
    const { login, secret } = bench.qonto.sandbox.createApiKey();

    expect((await get('/v2/bank_accounts', `${login}:${secret}`)).status).toBe(401);
  });

  it('are visibly not real and have the form of the documented sample', () => {
    const { login, secret } = bench.qonto.production.createApiKey();

    expect(login).toBe('acme-corp-1234');
    expect(secret).toMatch(/^notarealsecret[a-z0-9]{18}$/);
  });
});

describe('other paths of the Business API', () => {
  it('answers /v2/organization with the organization and its accounts', async () => {
    const reply = await get('/v2/organization', liveKey());

    expect(reply.status).toBe(200);
    expect(jsonOf(reply).organization?.bank_accounts).toHaveLength(2);
  });

  it.each(['/v2/terminals', '/v2/payment_links'])(
    'refuses a live API key on %s, which takes OAuth only',
    async (path) => {
      const reply = await get(path, liveKey());

      expect(reply.status).toBe(401);
      expect(jsonOf(reply).errors?.[0]?.detail).toBe('OAuth2 authentication is required here');
    },
  );

  it('answers an access token with the scope on an OAuth-only path', async () => {
    const token = accessToken(['terminal.read']);

    expect((await get('/v2/terminals', `Bearer ${token}`)).status).toBe(200);
    expect((await get('/v2/payment_links', `Bearer ${token}`)).status).toBe(403);
    const other = accessToken(['payment_link.read']);
    expect((await get('/v2/payment_links', `Bearer ${other}`)).status).toBe(200);
  });

  it.each(['/', '//', '/v2', '/v2/organizations', '/v2/bank_accounts/', '/constructor'])(
    'answers the unknown path %s with 404 in JSON',
    async (path) => {
      const reply = await get(path, liveKey());

      expect(reply.status).toBe(404);
      expect(jsonOf(reply).errors?.[0]?.code).toBe('not_found');
      expect(jsonOf(reply).trace_id).toBe(reply.headers['x-tyk-trace-id']);
    },
  );

  it('answers a method that a path does not have with 404', async () => {
    const url = `${bench.qonto.production.apiUrl}/v2/bank_accounts`;

    expect((await call(url, { method: 'POST', body: '{}' })).status).toBe(404);
  });

  it.each(['/v1/organizations/acme-corp-1234', '/v2/organizations/acme-corp-1234'])(
    'answers %s with 410 since its sunset',
    async (path) => {
      const reply = await get(path, liveKey());

      expect(reply.status).toBe(410);
      expect(reply.headers).toHaveProperty('sunset');
      expect(reply.headers).toHaveProperty('deprecation');
      expect(reply.headers).toHaveProperty('link');
    },
  );
});

describe('the trace identifier', () => {
  it('is on every answer, fresh each time', async () => {
    const key = liveKey();
    const replies = [
      await get('/v2/bank_accounts', key),
      await get('/v2/bank_accounts', key),
      await get('/v2/bank_accounts', 'wrong'),
      await get('/nowhere'),
    ];

    const traceIds = replies.map(({ headers }) => headers['x-tyk-trace-id']);
    for (const traceId of traceIds) expect(traceId).toMatch(TRACE_ID);
    expect(new Set(traceIds).size).toBe(replies.length);
  });

  it('comes with the name of Cloudflare in production only', async () => {
    const production = await get('/v2/bank_accounts', liveKey());
    const { apiUrl, stagingToken } = bench.qonto.sandbox;
    const sandbox = await call(apiUrl, { headers: { 'X-Qonto-Staging-Token': stagingToken } });

    expect(production.headers.server).toBe('cloudflare');
    expect(sandbox.headers).not.toHaveProperty('server');
    expect(sandbox.headers['x-tyk-trace-id']).toMatch(TRACE_ID);
  });
});
