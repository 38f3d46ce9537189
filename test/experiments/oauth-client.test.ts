import { describe, expect, it } from 'vitest';
import type { Fault } from '../../simulator/faults.ts';
import { HOUR, isTokenRequest, useWatched, type WatchedOptions } from './watched.ts';

const error = (status: number, code: string): Fault => {
  return { kind: 'answer', status, body: JSON.stringify({ error: code, error_description: 'x' }) };
};

const page = (status: number, title: string): Fault => {
  const body = `<!doctype html><html><title>${title}</title></html>`;
  return { kind: 'answer', status, contentType: 'text/html', body };
};

/** Answers of the OAuth host that say nothing about the client. */
const UNCLEAR: readonly (readonly [string, Fault])[] = [
  ['503', { kind: 'unavailable', format: 'json' }],
  ['503 as HTML', { kind: 'unavailable', format: 'html' }],
  ['503 that says invalid_client', error(503, 'invalid_client')],
  ['200 that says invalid_client', error(200, 'invalid_client')],
  ['429', { kind: 'throttle', retryAfter: 5 }],
  ['a page with 200', page(200, 'Welcome')],
  ['the page of OneLogin', page(200, 'OneLogin')],
  ['a page with 401', page(401, 'Unauthorized')],
  ['a block page', { kind: 'edge_block', status: 401 }],
  ['a redirect', { kind: 'answer', status: 302, headers: { Location: 'https://example.com/' } }],
  ['a reset', { kind: 'reset' }],
  ['silence', { kind: 'hang' }],
  ['silence after the head', { kind: 'hang_body' }],
  ['a slow drip', { kind: 'slow_drip', everyMs: 40 }],
  ['no HTTP', { kind: 'not_http' }],
  ['a body that is cut', { kind: 'cut_body' }],
  ['a list', { kind: 'answer', status: 401, body: '["invalid_client"]' }],
  ['null', { kind: 'answer', status: 401, body: 'null' }],
  ['an error that is no text', { kind: 'answer', status: 401, body: '{"error":{"a":1}}' }],
  ...['invalid_request', 'unsupported_grant_type', 'invalid_scope', 'server_error', 'INVALID'].map(
    (code) => [`400 ${code}`, error(400, code)] as const,
  ),
  // Names that every JavaScript object has.
  ...['constructor', 'toString', '__proto__', 'hasOwnProperty'].map(
    (code) => [`400 ${code}`, error(400, code)] as const,
  ),
];

type Stale = 'good client' | 'rotated secret' | 'unknown client';

/** A grant of two hours ago, and what is known of its client. */
async function useExpired(client: Stale, options: WatchedOptions = {}) {
  const stage = await useWatched({ method: 'oauth', check: { timeout: '1s' }, ...options });
  const credentials = stage.qonto.createClient();
  const grant = stage.qonto.createGrant(credentials.clientId);
  if (client === 'rotated secret') stage.qonto.rotateClientSecret(credentials.clientId);
  const stored = client === 'unknown client' ? { clientId: 'not-real-client' } : {};
  stage.store({ ...credentials, ...grant, ...stored });
  stage.pass(2 * HOUR);
  return { ...stage, ...credentials, ...grant };
}

describe('the OAuth client probe', () => {
  it.each(['rotated secret', 'unknown client'] as const)(
    'confirms OAUTH_CLIENT_INVALID: %s',
    async (client) => {
      const stage = await useExpired(client);

      const { outcome, diagnosis } = await stage.sweep();

      expect(outcome).toBe('rejected');
      expect(diagnosis).toMatchObject({ code: 'OAUTH_CLIENT_INVALID', confidence: 'confirmed' });
      expect(diagnosis?.evidence.join('\n')).toMatch(/invalid_client/);
      expect(stage.qonto.spentRefreshTokens()).toBe(0);
    },
  );

  it('confirms it in the sandbox, through the gate, and on demand', async () => {
    const stage = await useExpired('rotated secret', { environment: 'sandbox' });

    const { diagnosis } = await stage.check();

    expect(diagnosis).toMatchObject({ code: 'OAUTH_CLIENT_INVALID', confidence: 'confirmed' });
  });

  it('tells of a good client as evidence, and keeps the cause', async () => {
    const stage = await useExpired('good client');

    const { diagnosis } = await stage.sweep();

    expect(diagnosis?.code).toBe('OAUTH_ACCESS_TOKEN_EXPIRED');
    expect(diagnosis?.evidence.join('\n')).toMatch(/accepts the client/);
    expect(stage.sent().filter(isTokenRequest)).toHaveLength(1);
  });

  it('asks with a refresh token that cannot exist, the client in the form body', async () => {
    const stage = await useExpired('good client');
    await stage.sweep();

    const [request] = stage.sent().filter(isTokenRequest);
    const form = new URLSearchParams(request?.body);
    expect({ method: request?.method, path: request?.path }).toEqual({
      method: 'POST',
      path: '/oauth2/token',
    });
    expect(form.get('grant_type')).toBe('refresh_token');
    expect(form.get('client_id')).toBe(stage.clientId);
    expect(form.get('refresh_token')).not.toMatch(/^ory_/);
    expect(request?.rawHeaders.map((text) => text.toLowerCase())).not.toContain('authorization');
    expect(stage.qonto.spentRefreshTokens()).toBe(0);
  });

  it.each(UNCLEAR)('changes nothing when the OAuth host answers %s', async (_, fault) => {
    const stage = await useExpired('good client');
    stage.qonto.faults.add(fault, { host: 'oauth' });

    const { outcome, diagnosis } = await stage.sweep();

    expect(outcome).toBe('rejected');
    expect(diagnosis?.code).toBe('OAUTH_ACCESS_TOKEN_EXPIRED');
    expect(diagnosis?.evidence.join('\n')).not.toMatch(/invalid_client|accepts the client/);
  });

  it.each([
    ['no client id', { clientId: undefined }],
    ['no client secret', { clientSecret: undefined }],
  ])('is not made with %s', async (_, without) => {
    const stage = await useExpired('good client');
    const { clientId, clientSecret, accessToken, expiresAt } = stage;
    stage.store({ clientId, clientSecret, accessToken, expiresAt, ...without });

    const { diagnosis } = await stage.sweep();

    expect(diagnosis?.code).toBe('OAUTH_ACCESS_TOKEN_EXPIRED');
    expect(stage.sent().filter(isTokenRequest)).toEqual([]);
  });

  it('is not made for a token that Qonto accepts', async () => {
    const stage = await useWatched({ method: 'oauth' });
    const client = stage.qonto.createClient();
    stage.store({ ...client, ...stage.qonto.createGrant(client.clientId) });
    stage.qonto.rotateClientSecret(client.clientId);

    expect(await stage.check()).toMatchObject({ outcome: 'authenticated' });
    expect(stage.sent().filter(isTokenRequest)).toEqual([]);
  });

  it('is made for a young token that is refused as well', async () => {
    const stage = await useWatched({ method: 'oauth' });
    const client = stage.qonto.createClient();
    const grant = stage.qonto.createGrant(client.clientId);
    stage.store({ ...client, ...grant });
    stage.qonto.revokeGrant(grant.accessToken);

    const { diagnosis } = await stage.sweep();

    expect(diagnosis?.code).toBe('OAUTH_ACCESS_TOKEN_REJECTED');
    expect(diagnosis?.evidence.join('\n')).toMatch(/accepts the client/);
  });
});
