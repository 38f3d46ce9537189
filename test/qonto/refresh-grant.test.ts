import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EnvironmentConfig } from '../../lambda/config/monitor-config.ts';
import type { ManagedGrant } from '../../lambda/qonto/managed-grant.ts';
import { type RefreshAnswer, refreshGrant } from '../../lambda/qonto/refresh-grant.ts';
import { Secret } from '../../lambda/secret.ts';
import { closedPort } from '../../simulator/closed-port.ts';
import { type Responder, serve, serveBytes, valuesOf } from './local-server.ts';
import { openClient } from './open-client.ts';

function environmentAt(oauthUrl: string): EnvironmentConfig {
  const apiUrl = 'https://example.com';
  return { name: 'a', kind: 'sandbox', apiUrl, oauthUrl, stagingToken: null, credentials: [] };
}

function grantOf(refreshToken = 'not-real-refresh', clientSecret = 'not-real-secret') {
  return {
    clientId: new Secret('not-real-client'),
    clientSecret: new Secret(clientSecret),
    clientSecretKey: 'clientSecret',
    refreshToken: new Secret(refreshToken),
    accessToken: null,
    expiresAt: null,
    refreshedAt: null,
    stagingToken: null,
  } satisfies ManagedGrant;
}

function refreshAt(url: string, staging: string | null = null): Promise<RefreshAnswer> {
  const token = staging === null ? null : new Secret(staging);
  return refreshGrant(openClient(500), environmentAt(url), grantOf(), token);
}

async function refreshBy(respond: Responder): Promise<RefreshAnswer> {
  const { url } = await serve(respond);
  return refreshAt(url);
}

const answering =
  (status: number, body: unknown, headers: Record<string, string> = {}): Responder =>
  (response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

const TOKENS = { access_token: 'a', refresh_token: 'r', expires_in: 3_600, token_type: 'bearer' };

/** What is issued is kept, however little else of the answer is as documented. */
const ISSUED: readonly (readonly [string, object])[] = [
  ['as documented', TOKENS],
  ['an ID token whose issuer nobody knows', { ...TOKENS, id_token: 'not-real.id.token' }],
  ['no type', { ...TOKENS, token_type: undefined }],
  ['an unknown type', { ...TOKENS, token_type: 'mac' }],
  ['a scope of another type', { ...TOKENS, scope: 7 }],
  ['a lifetime as text', { ...TOKENS, expires_in: '3600' }],
  ['no lifetime', { ...TOKENS, expires_in: undefined }],
  ['a lifetime of nothing', { ...TOKENS, expires_in: 0 }],
  ['a negative lifetime', { ...TOKENS, expires_in: -1 }],
  ['an endless lifetime', { ...TOKENS, expires_in: 1e300 }],
  ['a lifetime that is no number', { ...TOKENS, expires_in: {} }],
];

describe('refreshGrant', () => {
  it('posts a form with the client in it, by no other way of authentication', async () => {
    const server = await serve(answering(200, TOKENS));
    await refreshAt(server.url, 'not-real-staging');
    const [request] = server.requests;
    if (request === undefined) throw new Error('nothing was sent');

    expect([request.method, request.url]).toEqual(['POST', '/oauth2/token']);
    expect(Object.fromEntries(new URLSearchParams(request.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'not-real-refresh',
      client_id: 'not-real-client',
      client_secret: 'not-real-secret',
    });
    expect(request.rawHeaders).toContain('X-Qonto-Staging-Token');
    expect(valuesOf(request, 'X-Qonto-Staging-Token')).toEqual(['not-real-staging']);
    expect(valuesOf(request, 'Authorization')).toEqual([]);
    expect(valuesOf(request, 'Content-Type').join()).toMatch(/^application\/x-www-form-urlencoded/);
    expect(valuesOf(request, 'User-Agent').join()).toMatch(/^qonto-auth-monitor\//);
  });

  it.each(ISSUED)('keeps tokens that come with %s', async (_, body) => {
    const startedAt = Date.now();
    const answer = await refreshBy(answering(200, body));
    if (answer.kind !== 'renewed') throw new Error(answer.kind);
    const { tokens } = answer;

    expect([tokens.accessToken.reveal(), tokens.refreshToken.reveal()]).toEqual(['a', 'r']);
    expect(tokens.expiresAt - startedAt).toBeGreaterThanOrEqual(3_600_000 - 100);
    expect(tokens.expiresAt - startedAt).toBeLessThan(3_610_000);
    expect(JSON.stringify(answer)).not.toMatch(/"[ar]"/);
  });

  it('keeps the refresh token where the answer has no new one', async () => {
    const answer = await refreshBy(answering(200, { access_token: 'a' }));

    expect(answer.kind === 'renewed' && answer.tokens.refreshToken.reveal()).toBe(
      'not-real-refresh',
    );
  });

  it.each([
    [400, 'invalid_grant', 'OAUTH_REFRESH_TOKEN_INVALID'],
    [401, 'invalid_grant', 'OAUTH_REFRESH_TOKEN_INVALID'],
    [401, 'invalid_client', 'OAUTH_CLIENT_INVALID'],
    [400, 'invalid_client', 'OAUTH_CLIENT_INVALID'],
  ])('is refused by %i %s', async (status, error, code) => {
    expect(await refreshBy(answering(status, { error }))).toEqual({ kind: 'refused', code });
  });

  it.each<[string, Responder, string, string]>([
    ['429', answering(429, {}), 'RATE_LIMITED', 'unspent'],
    ['500', answering(500, { error: 'invalid_grant' }), 'PROVIDER_ERROR', 'maybe'],
    ['503', answering(503, '<html>'), 'PROVIDER_ERROR', 'maybe'],
    ['a page', answering(200, '<!doctype html>'), 'UNEXPECTED_RESPONSE', 'unspent'],
    ['a block page', answering(403, '<html>'), 'EDGE_BLOCKED', 'unspent'],
    ['a redirect', answering(302, '', { Location: '/x' }), 'UNEXPECTED_RESPONSE', 'unspent'],
    ['404', answering(404, '404 page not found'), 'UNEXPECTED_RESPONSE', 'unspent'],
    [
      'another error',
      answering(400, { error: 'invalid_request' }),
      'UNEXPECTED_RESPONSE',
      'unspent',
    ],
    ['an error of a list', answering(400, '["invalid_grant"]'), 'UNEXPECTED_RESPONSE', 'unspent'],
    ['no tokens', answering(200, '{"access_token":""}'), 'UNEXPECTED_RESPONSE', 'lost'],
    ['half a body', answering(200, '{"access_token":"a'), 'UNEXPECTED_RESPONSE', 'lost'],
    [
      'a cut body',
      (response) => {
        response.writeHead(200, { 'Content-Length': '999' });
        response.write('{', () => response.destroy());
      },
      'UNEXPECTED_RESPONSE',
      'lost',
    ],
    ['a reset', (response) => response.socket?.resetAndDestroy(), 'CONNECTION_RESET', 'lost'],
    ['silence', () => undefined, 'RESPONSE_TIMEOUT', 'lost'],
  ])('says of %s whether the token may be spent', async (_, respond, code, spent) => {
    expect(await refreshBy(respond)).toMatchObject({
      kind: 'failed',
      code,
      mayBeSpent: spent !== 'unspent',
      isLost: spent === 'lost',
    });
  });

  it('knows that nothing was spent where nobody listens', async () => {
    const port = await closedPort();

    expect(await refreshAt(`http://127.0.0.1:${port}`)).toMatchObject({
      code: 'CONNECTION_REFUSED',
      mayBeSpent: false,
      isLost: false,
    });
  });

  it('may have spent it where no HTTP is spoken', async () => {
    const server = await serveBytes((socket) => socket.end('SSH-2.0-not_a_web_server\r\n'));

    expect(await refreshAt(server.url)).toMatchObject({ kind: 'failed', isLost: true });
  });

  it('says how long Qonto asks to wait', async () => {
    const answer = await refreshBy(answering(429, {}, { 'Retry-After': '120' }));

    expect(answer).toMatchObject({ retryAfterMs: 120_000 });
  });

  it('never throws and repeats nothing, whatever the values and the answer', async () => {
    let body = '';
    let status = 200;
    const server = await serve((response) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(body);
    });
    const client = openClient();
    const text = fc.string({ unit: 'binary', minLength: 1 });
    const json = fc.oneof(
      fc.json(),
      fc
        .record({ access_token: fc.jsonValue(), refresh_token: fc.jsonValue() })
        .map((value) => JSON.stringify(value)),
      fc.record({ error: fc.jsonValue() }).map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(
        text,
        text,
        text,
        json,
        fc.constantFrom(200, 201, 400, 401, 403, 500),
        async (token, secret, staging, answer, code) => {
          [body, status] = [answer, code];
          const grant = grantOf(token, secret);
          const refreshed = await refreshGrant(
            client,
            environmentAt(server.url),
            grant,
            new Secret(staging),
          );
          expect(['renewed', 'refused', 'failed']).toContain(refreshed.kind);
        },
      ),
      { numRuns: 150 },
    );
  });
});
