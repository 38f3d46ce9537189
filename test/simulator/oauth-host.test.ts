import { beforeEach, describe, expect, it } from 'vitest';
import type { ClientCredentials } from '../../simulator/client-store.ts';
import { s256 } from '../../simulator/code-store.ts';
import { call, jsonOf, postForm, type Reply } from './http-call.ts';
import { useSimulator } from './use-simulator.ts';

const bench = useSimulator();

const REDIRECT = 'https://app.example.com/callback?tenant=1';

let client: ClientCredentials;
beforeEach(() => {
  client = bench.qonto.production.createClient([REDIRECT]);
});

function authorize(changes: Record<string, string> = {}): Promise<Reply> {
  const query = new URLSearchParams({
    client_id: client.clientId,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope: 'offline_access organization.read',
    state: 'not-real-state',
    ...changes,
  });
  return call(`${bench.qonto.production.oauthUrl}/oauth2/auth?${query}`);
}

function locationOf(reply: Reply): URLSearchParams {
  expect(reply.status).toBe(302);
  return new URL(reply.headers.location ?? '').searchParams;
}

function tokenForm(code: string | null): Record<string, string> {
  return {
    grant_type: 'authorization_code',
    client_id: client.clientId,
    client_secret: client.clientSecret,
    redirect_uri: REDIRECT,
    code: code ?? '',
  };
}

async function apiStatus(accessToken: string): Promise<number> {
  const reply = await call(`${bench.qonto.production.apiUrl}/v2/bank_accounts`, {
    headers: { Authorization: `Bearer ${accessToken}` },
  });
  return reply.status;
}

describe('GET /oauth2/auth', () => {
  it('sends the browser straight back with the state and a code that works', async () => {
    const back = locationOf(await authorize());

    expect(back.get('tenant')).toBe('1');
    expect(back.get('state')).toBe('not-real-state');
    const url = `${bench.qonto.production.oauthUrl}/oauth2/token`;
    const reply = await postForm(url, tokenForm(back.get('code')));
    expect(jsonOf(reply).scope).toBe('offline_access organization.read');
  });

  it('keeps the challenge of PKCE for the exchange', async () => {
    const back = locationOf(
      await authorize({ code_challenge: s256('verifier'), code_challenge_method: 'S256' }),
    );
    const url = `${bench.qonto.production.oauthUrl}/oauth2/token`;
    const form = { ...tokenForm(back.get('code')), code_verifier: 'verifier' };

    expect((await postForm(url, form)).status).toBe(200);
  });

  it.each([
    ['an unknown client', { client_id: 'nobody' }],
    ['a redirect URI that is not registered', { redirect_uri: 'https://evil.example.com/' }],
  ])('answers %s with 404', async (_, changes) => {
    expect((await authorize(changes as Record<string, string>)).status).toBe(404);
  });

  it('takes any http(s) redirect URI for a client without registered ones', async () => {
    const { clientId } = bench.qonto.production.createClient();

    const wanted = { client_id: clientId, redirect_uri: 'http://localhost:3000/' };
    expect(locationOf(await authorize(wanted)).has('code')).toBe(true);
    const odd = { client_id: clientId, redirect_uri: 'not a URL' };
    expect((await authorize(odd)).status).toBe(404);
  });

  it.each([
    ['no state', { state: '' }, 'invalid_state'],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['a plain challenge', { code_challenge: 'x' }, 'invalid_request'],
  ])('sends the browser back with an error for %s', async (_, changes, error) => {
    const back = locationOf(await authorize(changes as Record<string, string>));

    expect(back.get('error')).toBe(error);
    expect(back.has('code')).toBe(false);
  });
});

describe('what the user does', () => {
  it.each([
    ['denied', 'access_denied'],
    ['no_csrf_cookie', 'request_forbidden'],
  ] as const)(
    'sends the browser back with an error for a consent that is %s',
    async (consent, error) => {
      bench.qonto.production.consent = consent;
      const back = locationOf(await authorize());

      expect([back.get('error'), back.get('state')]).toEqual([error, 'not-real-state']);
      expect(back.has('code')).toBe(false);
    },
  );

  it('withholds scopes', async () => {
    bench.qonto.production.withheldScopes = ['offline_access'];
    const back = locationOf(await authorize());
    const url = `${bench.qonto.production.oauthUrl}/oauth2/token`;
    const tokens = jsonOf(await postForm(url, tokenForm(back.get('code'))));

    expect(tokens.scope).toBe('organization.read');
    expect(tokens.refresh_token).toBeUndefined();
  });

  it('gets 404 for whoever is not signed in to the sandbox', async () => {
    bench.qonto.production.isSignedIn = false;

    expect((await authorize()).status).toBe(404);
  });
});

describe('POST /oauth2/revoke', () => {
  function revoke(token: string, by: ClientCredentials = client): Promise<Reply> {
    return postForm(`${bench.qonto.production.oauthUrl}/oauth2/revoke`, {
      client_id: by.clientId,
      client_secret: by.clientSecret,
      token,
    });
  }

  it('kills an access token alone', async () => {
    const { production } = bench.qonto;
    const tokens = production.createGrant(client.clientId);

    expect((await revoke(tokens.accessToken)).status).toBe(200);
    expect(await apiStatus(tokens.accessToken)).toBe(401);
    const reply = await postForm(`${production.oauthUrl}/oauth2/token`, {
      client_id: client.clientId,
      client_secret: client.clientSecret,
      grant_type: 'refresh_token',
      refresh_token: tokens.refreshToken ?? '',
    });
    expect(reply.status).toBe(200);
  });

  it('kills the access token along with its refresh token', async () => {
    const tokens = bench.qonto.production.createGrant(client.clientId);

    expect((await revoke(tokens.refreshToken ?? '')).status).toBe(200);
    expect(await apiStatus(tokens.accessToken)).toBe(401);
  });

  it('accepts a token that it does not know', async () => {
    expect((await revoke('unknown')).status).toBe(200);
  });

  it("refuses a wrong client, and another client's token", async () => {
    const { production } = bench.qonto;
    const { accessToken } = production.createGrant(client.clientId);

    expect((await revoke(accessToken, { ...client, clientSecret: 'wrong' })).status).toBe(401);
    const foreign = await revoke(accessToken, production.createClient());
    expect(jsonOf(foreign).error).toBe('unauthorized_client');
    expect(await apiStatus(accessToken)).toBe(200);
  });

  it('refuses a form without a token', async () => {
    const reply = await postForm(`${bench.qonto.production.oauthUrl}/oauth2/revoke`, {
      client_id: client.clientId,
      client_secret: client.clientSecret,
    });

    expect(jsonOf(reply).error).toBe('invalid_request');
  });
});

describe('other paths of the OAuth host', () => {
  it.each([
    ['POST', '/v2/oauth2/token'],
    ['GET', '/oauth2/token'],
    ['GET', '/v2/bank_accounts'],
    ['GET', '/.well-known/openid-configuration'],
  ])('answers %s %s with 404', async (method, path) => {
    const reply = await call(`${bench.qonto.production.oauthUrl}${path}`, { method });

    expect(reply.status).toBe(404);
    expect(jsonOf(reply).error).toBe('not_found');
  });
});
