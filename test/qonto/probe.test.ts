import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EnvironmentConfig } from '../../lambda/config/monitor-config.ts';
import { asHeaderValue, type Credential } from '../../lambda/qonto/credential.ts';
import { type ProbeAnswer, probe } from '../../lambda/qonto/probe.ts';
import { Secret } from '../../lambda/secret.ts';
import { healthy, type LocalServer, serve, valuesOf } from './local-server.ts';
import { openClient } from './open-client.ts';

const apiKey = (authorization: string): Credential => ({
  method: 'api_key',
  authorization: new Secret(authorization),
  parts: null,
  stagingToken: null,
});

const accessToken = (token: string): Credential => ({
  method: 'oauth',
  accessToken: new Secret(token),
  clientId: null,
  clientSecret: null,
  expiresAt: null,
  refreshedAt: null,
  scopes: null,
  hasRefreshToken: false,
  stagingToken: null,
});

/** How long an answer is waited for that does not end. */
const SHORT_MS = 200;

const environmentAt = (apiUrl: string): EnvironmentConfig => ({
  name: 'sandbox',
  kind: 'sandbox',
  apiUrl,
  oauthUrl: apiUrl,
  stagingToken: null,
  credentials: [],
});

function probeAt(server: LocalServer, credential: Credential, stagingToken: string | null = null) {
  const staging = stagingToken === null ? null : new Secret(stagingToken);
  return probe(openClient(), environmentAt(server.url), credential, staging);
}

async function answerOf(server: LocalServer): Promise<ProbeAnswer> {
  const result = await probeAt(server, apiKey('acme-1:test-secret-not-real'));
  if (result.kind !== 'answered') throw new Error(`came to ${result.kind}`);
  return result;
}

describe('an answer that does not end', () => {
  const KEY = 'acme-1:test-secret-not-real';
  const begunWith = async (traceId: string) => {
    const server = await serve((response) => {
      response.writeHead(200, { 'X-Tyk-Trace-Id': traceId }).write('{');
    });
    return probe(openClient(SHORT_MS), environmentAt(server.url), apiKey(KEY), null);
  };

  it('is a silence with the status and the trace id that it began with', async () => {
    expect(await begunWith('0123456789abcdef0123456789abcdef')).toMatchObject({
      kind: 'unanswered',
      failure: 'RESPONSE_TIMEOUT',
      begun: { status: 200, traceId: '0123456789abcdef0123456789abcdef' },
    });
  });

  it('has no trace id that repeats what was sent', async () => {
    expect(await begunWith('test-secret-not-real')).toMatchObject({
      begun: { status: 200, traceId: null },
    });
  });
});

describe('probe: what goes out', () => {
  it('asks for the accounts once, with the raw key and nothing more', async () => {
    const server = await serve(healthy);
    await probeAt(server, apiKey('acme-1:test-secret-not-real'));
    const [seen, ...more] = server.requests;
    expect(more).toEqual([]);
    expect(seen).toMatchObject({ method: 'GET', url: '/v2/bank_accounts', body: '' });
    expect(seen && valuesOf(seen, 'authorization')).toEqual(['acme-1:test-secret-not-real']);
    expect(seen && valuesOf(seen, 'x-qonto-staging-token')).toEqual([]);
    expect(seen && valuesOf(seen, 'accept')).toEqual(['application/json']);
  });

  it('puts Bearer before an access token', async () => {
    const server = await serve(healthy);
    await probeAt(server, accessToken('ory_at_not-real'));
    const [seen] = server.requests;
    expect(seen && valuesOf(seen, 'authorization')).toEqual(['Bearer ory_at_not-real']);
  });

  it('keeps the path of the address', async () => {
    const server = await serve(healthy);
    const environment = environmentAt(`${server.url}/base`);
    await probe(openClient(), environment, apiKey('a:b'), null);
    expect(server.requests[0]?.url).toBe('/base/v2/bank_accounts');
  });

  const encodings: readonly (readonly [string, string, Buffer])[] = [
    ['Latin-1 as it is', 'acme:nötreal', Buffer.from('acme:nötreal', 'latin1')],
    ['other characters in UTF-8', 'acme:•', Buffer.from('acme:•', 'utf8')],
    ['a mixture in UTF-8', 'acme:ö•🔑', Buffer.from('acme:ö•🔑', 'utf8')],
    ['a tab inside', 'acme:\tx', Buffer.from('acme:\tx')],
    ['a no-break space', 'acme:x\u00a0', Buffer.from('acme:x\u00a0', 'latin1')],
  ];
  it.each(encodings)('sends %s', async (_name, value, bytes) => {
    const server = await serve(healthy);
    expect((await probeAt(server, apiKey(value))).kind).toBe('answered');
    const [seen] = server.requests;
    const sent = Buffer.from(seen ? (valuesOf(seen, 'authorization')[0] ?? '') : '', 'latin1');
    expect(sent.equals(bytes)).toBe(true);
  });

  it.each(['a:b\n', '\r\na:b', 'a:\u0000b', 'a:\u007fb', 'a:\u000bb', 'a:b\r\nX-Evil: 1'])(
    'sends nothing for %j',
    async (value) => {
      const server = await serve(healthy);
      expect(await probeAt(server, apiKey(value))).toEqual({ kind: 'not_sent' });
      expect(await probeAt(server, accessToken(value))).toEqual({ kind: 'not_sent' });
      expect(server.connections()).toBe(0);
    },
  );

  it('does without a staging token that no header can carry', async () => {
    const server = await serve(healthy);
    expect(await probeAt(server, apiKey('a:b'), 'not\nreal')).toMatchObject({
      kind: 'answered',
      hasSentStagingToken: false,
    });
    expect(await probeAt(server, apiKey('a:b'), 'not-real')).toMatchObject({
      kind: 'answered',
      hasSentStagingToken: true,
    });
  });

  it('never throws, whatever the values', async () => {
    const server = await serve(healthy);
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
    );
    const client = openClient();
    await fc.assert(
      fc.asyncProperty(text, text, async (value, staging) => {
        const result = await probe(
          client,
          environmentAt(server.url),
          apiKey(value),
          new Secret(staging),
        );
        expect(['answered', 'not_sent']).toContain(result.kind);
      }),
      { numRuns: 200 },
    );
  });
});

describe('asHeaderValue', () => {
  it('gives for any text null or what a header can carry, the bytes of the text itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const value = asHeaderValue(text);
        if (value === null) {
          expect(text).toMatch(/\p{Cc}/u);
          return;
        }
        expect(value).toMatch(/^[\t\u0020-\u007e\u0080-\u00ff]*$/);
        const bytes = Buffer.from(value, 'latin1');
        expect([bytes.toString('latin1'), bytes.toString('utf8')]).toContain(text);
      }),
    );
  });
});

describe('probe: what is read', () => {
  it.each([
    ['text/html; charset=utf-8', 'text/html'],
    ['Application/JSON', 'application/json'],
    ['application/problem+json;x=y', 'application/problem+json'],
    ['nonsense', null],
    ['', null],
    ['a/b/c', null],
    [`text/${'x'.repeat(200)}`, null],
    ['text/<b>', null],
  ])('takes the type of content %j for %j', async (header, contentType) => {
    const server = await serve((response) => {
      response.setHeader('Content-Type', header);
      response.end('{}');
    });
    expect((await answerOf(server)).contentType).toBe(contentType);
  });

  it.each([
    ['https://qonto.onelogin.com/login', 'sign_in'],
    ['https://developers.qonto.com/', 'sign_in'],
    ['https://cdn.example.net/v2', 'elsewhere'],
    ['', 'elsewhere'],
  ] as const)('takes a redirect to %j for %s', async (location, redirect) => {
    const server = await serve((response) => {
      response.writeHead(302, { Location: location });
      response.end();
    });
    expect((await answerOf(server)).redirect).toBe(redirect);
  });

  it('takes the type of content and the trace id only where they repeat nothing sent', async () => {
    const server = await serve((response, seen) => {
      const [, secret = ''] = (valuesOf(seen, 'authorization')[0] ?? '').split(':');
      response.writeHead(401, { 'X-Tyk-Trace-Id': secret, 'Content-Type': `text/${secret}` });
      response.end(`{"trace_id":"${secret}"}`);
    });
    expect(await answerOf(server)).toMatchObject({ traceId: null, contentType: null });
  });

  it('keeps nothing of the body but its form', async () => {
    const server = await serve((response) => {
      response.end('{"bank_accounts":[{"iban":"FR00NOTAREALIBAN","balance":4711}]}');
    });
    const kept = JSON.stringify(await answerOf(server));
    expect(kept).toContain('"form":"accounts"');
    expect(kept).not.toMatch(/FR00|4711/);
  });
});
