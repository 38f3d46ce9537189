import { beforeEach, describe, expect, it } from 'vitest';
import type { ClientCredentials } from '../../simulator/client-store.ts';
import { s256 } from '../../simulator/code-store.ts';
import { call, jsonOf, postForm, type Reply } from './http-call.ts';
import { useSimulator } from './use-simulator.ts';

const bench = useSimulator();

const REDIRECT = 'https://app.example.com/callback';
const DAY_MS = 24 * 3_600_000;

let client: ClientCredentials;
beforeEach(() => {
  client = bench.qonto.production.createClient();
});

function post(fields: Record<string, string>, by: ClientCredentials = client): Promise<Reply> {
  return postForm(`${bench.qonto.production.oauthUrl}/oauth2/token`, {
    client_id: by.clientId,
    client_secret: by.clientSecret,
    ...fields,
  });
}

function refresh(refreshToken: string | undefined, by?: ClientCredentials): Promise<Reply> {
  return post({ grant_type: 'refresh_token', refresh_token: refreshToken ?? '' }, by);
}

function exchange(code: string, more: Record<string, string> = {}): Promise<Reply> {
  return post({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, ...more });
}

async function apiStatus(accessToken: string | undefined): Promise<number> {
  const reply = await call(`${bench.qonto.production.apiUrl}/v2/bank_accounts`, {
    headers: { Authorization: `Bearer ${accessToken}` },
  });
  return reply.status;
}

function expectError(reply: Reply, status: number, error: string): void {
  expect(reply.status).toBe(status);
  expect(jsonOf(reply)).toEqual({ error, error_description: expect.any(String) });
  expect(reply.headers).not.toHaveProperty('x-tyk-trace-id');
}

describe('createGrant', () => {
  it('gives tokens that are visibly not real, for one hour', () => {
    const tokens = bench.qonto.production.createGrant(client.clientId);

    expect(tokens.accessToken).toMatch(/^ory_at_not-real-/);
    expect(tokens.refreshToken).toMatch(/^ory_rt_not-real-/);
    expect(tokens.expiresAt).toBe('2026-11-23T09:00:00.000Z');
    expect(tokens.scope).toBe('offline_access organization.read');
  });

  it('gives no refresh token without offline_access', () => {
    const tokens = bench.qonto.production.createGrant(client.clientId, ['organization.read']);

    expect(tokens).not.toHaveProperty('refreshToken');
  });

  it('refuses a client that was never created', () => {
    expect(() => bench.qonto.production.createGrant('nobody')).toThrow('No OAuth client');
  });
});

describe('a refresh', () => {
  it('answers with working tokens for an hour and a new refresh token', async () => {
    const first = bench.qonto.production.createGrant(client.clientId);
    const reply = await refresh(first.refreshToken);
    const tokens = jsonOf(reply);

    expect(reply.status).toBe(200);
    expect(tokens).toMatchObject({
      expires_in: 3_600,
      scope: 'offline_access organization.read',
      token_type: 'bearer',
    });
    expect(tokens.refresh_token).not.toBe(first.refreshToken);
    expect(tokens).not.toHaveProperty('id_token');
    expect(await apiStatus(tokens.access_token)).toBe(200);
  });

  it('gives an ID token with the scope openid', async () => {
    const { production } = bench.qonto;
    const { refreshToken } = production.createGrant(client.clientId, ['openid', 'offline_access']);

    expect(jsonOf(await refresh(refreshToken)).id_token).toBe('not-real.id.token');
  });

  it('may be repeated with the old token for 60 seconds after its first use, then never', async () => {
    const { refreshToken } = bench.qonto.production.createGrant(client.clientId);
    bench.now += DAY_MS;
    const second = jsonOf(await refresh(refreshToken));

    bench.now += 59_999;
    const repeated = await refresh(refreshToken);
    expect(repeated.status).toBe(200);
    expect(jsonOf(repeated).refresh_token).not.toBe(second.refresh_token);

    bench.now += 1;
    expectError(await refresh(refreshToken), 400, 'invalid_grant');
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  it('does not lengthen the grace by another use', async () => {
    const { refreshToken } = bench.qonto.production.createGrant(client.clientId);
    await refresh(refreshToken);
    bench.now += 30_000;
    await refresh(refreshToken);

    bench.now += 30_000;
    expectError(await refresh(refreshToken), 400, 'invalid_grant');
  });

  it('is refused once the refresh token is 90 days old, counted from its own issue', async () => {
    const { refreshToken } = bench.qonto.production.createGrant(client.clientId);
    bench.now += 90 * DAY_MS - 1;
    const second = jsonOf(await refresh(refreshToken));

    bench.now += 1;
    expectError(await refresh(refreshToken), 400, 'invalid_grant');
    bench.now += 89 * DAY_MS;
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  it('is refused for a token that never was, and for an access token', async () => {
    const { accessToken } = bench.qonto.production.createGrant(client.clientId);

    expectError(await refresh('ory_rt_not-real-never-issued'), 400, 'invalid_grant');
    expectError(await refresh(accessToken), 400, 'invalid_grant');
  });

  it("is refused for another client's token, which stays unspent", async () => {
    const { production } = bench.qonto;
    const { refreshToken } = production.createGrant(client.clientId);

    expectError(await refresh(refreshToken, production.createClient()), 400, 'invalid_grant');
    expect(production.spentRefreshTokens()).toBe(0);
  });

  it('is counted only when a live refresh token was exchanged', async () => {
    const { production } = bench.qonto;
    const { refreshToken } = production.createGrant(client.clientId);
    await refresh('ory_rt_not-real-never-issued');
    await refresh(refreshToken, { ...client, clientSecret: 'wrong' });
    expect(production.spentRefreshTokens()).toBe(0);

    await refresh(refreshToken);
    await refresh(refreshToken);
    expect(production.spentRefreshTokens()).toBe(2);
    expect(bench.qonto.sandbox.spentRefreshTokens()).toBe(0);
  });
});

describe('revokeGrant', () => {
  it.each(['accessToken', 'refreshToken'] as const)(
    'kills every token of the consent, found by its %s',
    async (kind) => {
      const { production } = bench.qonto;
      const tokens = production.createGrant(client.clientId);
      const other = production.createGrant(client.clientId);
      production.revokeGrant(tokens[kind] ?? '');

      expect(await apiStatus(tokens.accessToken)).toBe(401);
      expectError(await refresh(tokens.refreshToken), 400, 'invalid_grant');
      expect(await apiStatus(other.accessToken)).toBe(200);
    },
  );

  it('refuses a token that was never issued', () => {
    expect(() => bench.qonto.production.revokeGrant('nothing')).toThrow('No grant');
  });
});

describe('client authentication', () => {
  it.each([
    ['an unknown client', () => ({ clientId: 'nobody', clientSecret: 'x' })],
    ['a wrong secret', () => ({ ...client, clientSecret: 'wrong' })],
    ["the sandbox's client", () => bench.qonto.sandbox.createClient()],
  ])('refuses %s with 401 invalid_client', async (_, credentials) => {
    const reply = await refresh('anything', credentials());

    expectError(reply, 401, 'invalid_client');
    expect(jsonOf(reply).error_description).toMatch(/^Client authentication failed/);
  });

  it('refuses the old secret from the moment of its rotation', async () => {
    const clientSecret = bench.qonto.production.rotateClientSecret(client.clientId);

    expectError(await refresh('anything'), 401, 'invalid_client');
    expectError(await refresh('anything', { ...client, clientSecret }), 400, 'invalid_grant');
  });

  it.each([
    ['alone', () => ({})],
    ['beside the form', () => ({ client_id: client.clientId, client_secret: client.clientSecret })],
  ])('refuses HTTP Basic %s as an unsupported method', async (_, fields) => {
    const { clientId, clientSecret } = client;
    const reply = await postForm(
      `${bench.qonto.production.oauthUrl}/oauth2/token`,
      { grant_type: 'refresh_token', refresh_token: 'anything', ...fields() },
      { Authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    );

    expectError(reply, 401, 'invalid_client');
    expect(jsonOf(reply).error_description).toContain('unsupported authentication method');
  });

  it('refuses a JSON body with 400 invalid_request', async () => {
    const reply = await call(`${bench.qonto.production.oauthUrl}/oauth2/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ client_id: client.clientId, client_secret: client.clientSecret }),
    });

    expectError(reply, 400, 'invalid_request');
  });
});

describe('the grant type', () => {
  it.each([
    [{ grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    [{ grant_type: 'refresh_token' }, 'invalid_request'],
    [{ grant_type: 'authorization_code' }, 'invalid_request'],
    [{}, 'invalid_request'],
  ])('%o is refused with 400 %s', async (fields, error) => {
    expectError(await post(fields as Record<string, string>), 400, error);
  });
});

describe('the exchange of an authorization code', () => {
  it('gives tokens with the scopes of the consent, once', async () => {
    const code = bench.qonto.production.authorizationCode(client.clientId, REDIRECT);
    const tokens = jsonOf(await exchange(code));

    expect(code).toMatch(/^ory_ac_not-real-/);
    expect(tokens.scope).toBe('offline_access organization.read');
    expect(await apiStatus(tokens.access_token)).toBe(200);
    expectError(await exchange(code), 400, 'invalid_grant');
  });

  it('gives no refresh token without offline_access', async () => {
    const { production } = bench.qonto;
    const code = production.authorizationCode(client.clientId, REDIRECT, ['organization.read']);

    expect(jsonOf(await exchange(code))).not.toHaveProperty('refresh_token');
  });

  it('is possible for less than ten minutes', async () => {
    const { production } = bench.qonto;
    const early = production.authorizationCode(client.clientId, REDIRECT);
    const late = production.authorizationCode(client.clientId, REDIRECT);

    bench.now += 599_999;
    expect((await exchange(early)).status).toBe(200);
    bench.now += 1;
    expectError(await exchange(late), 400, 'invalid_grant');
  });

  it('needs the same redirect URI', async () => {
    const code = bench.qonto.production.authorizationCode(client.clientId, REDIRECT);

    const reply = await exchange(code, { redirect_uri: `${REDIRECT}/` });
    expectError(reply, 400, 'invalid_grant');
  });

  it('needs the same client', async () => {
    const { production } = bench.qonto;
    const code = production.authorizationCode(production.createClient().clientId, REDIRECT);

    expectError(await exchange(code), 400, 'invalid_grant');
  });

  it('needs the verifier when the code was asked for with a challenge', async () => {
    const { production } = bench.qonto;
    const verifier = 'not-real-verifier-not-real-verifier-not-real';
    const newCode = () =>
      production.authorizationCode(client.clientId, REDIRECT, undefined, s256(verifier));

    expect((await exchange(newCode(), { code_verifier: verifier })).status).toBe(200);
    expectError(await exchange(newCode(), { code_verifier: 'other' }), 400, 'invalid_grant');
    expectError(await exchange(newCode()), 400, 'invalid_grant');
  });
});
