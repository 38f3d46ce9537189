import { beforeEach, describe, expect, it } from 'vitest';
import type { EnvironmentConfig } from '../../lambda/config/monitor-config.ts';
import {
  type AuthorizationRequest,
  exchangeCode,
  isConsentPageMissing,
  LEAST_SCOPES,
  readCallback,
  requestAuthorization,
} from '../../lambda/qonto/authorization-code.ts';
import { Secret } from '../../lambda/secret.ts';
import type { ClientCredentials } from '../../simulator/client-store.ts';
import { CODE_LIFETIME_MS } from '../../simulator/code-store.ts';
import type { SimulatedEnvironment } from '../../simulator/environment.ts';
import type { Fault } from '../../simulator/faults.ts';
import { call } from '../simulator/http-call.ts';
import { START, useSimulator } from '../simulator/use-simulator.ts';
import { openClient } from './open-client.ts';

const REDIRECT = 'http://localhost:8947/callback';

const bench = useSimulator();

let sandbox: SimulatedEnvironment;
let environment: EnvironmentConfig;
let registered: ClientCredentials;
beforeEach(() => {
  ({ sandbox } = bench.qonto);
  environment = {
    name: 'sandbox',
    kind: 'sandbox',
    apiUrl: sandbox.apiUrl,
    oauthUrl: sandbox.oauthUrl,
    stagingToken: null,
    credentials: [],
  };
  registered = sandbox.createClient([REDIRECT]);
});

const wish = (changes = {}) => ({
  clientId: new Secret(registered.clientId),
  redirectUri: REDIRECT,
  scopes: LEAST_SCOPES,
  ...changes,
});

/** Goes where a browser would go, as a user who consents. */
async function browse({ url }: AuthorizationRequest): Promise<URL> {
  const headers = { 'X-Qonto-Staging-Token': sandbox.stagingToken };
  const { headers: answered } = await call(url, { headers });
  return new URL(answered.location ?? '');
}

async function consented(): Promise<{
  request: AuthorizationRequest;
  parameters: URLSearchParams;
}> {
  const request = await requestAuthorization(environment, wish());
  const callback = readCallback(request, await browse(request));
  if (callback.kind !== 'code') throw new Error(`The callback is ${callback.kind}.`);
  return { request, parameters: callback.parameters };
}

async function exchange(changes: { clientSecret?: string; stagingToken?: string | null } = {}) {
  const { request, parameters } = await consented();
  const { clientSecret = registered.clientSecret, stagingToken = sandbox.stagingToken } = changes;
  return exchangeCode(
    openClient(),
    request,
    new Secret(clientSecret),
    parameters,
    stagingToken === null ? null : new Secret(stagingToken),
  );
}

describe('requestAuthorization', () => {
  it('asks as the documentation says, with a state and a challenge that are new each time', async () => {
    const [one, two] = await Promise.all([
      requestAuthorization(environment, wish()),
      requestAuthorization(environment, wish()),
    ]);
    const { origin, pathname, searchParams } = new URL(one.url);

    expect(origin + pathname).toBe(`${sandbox.oauthUrl}/oauth2/auth`);
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: registered.clientId,
      redirect_uri: REDIRECT,
      scope: 'offline_access organization.read',
      state: one.state,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect(one.state).toMatch(/^[\w-]{43}$/);
    expect(two.state).not.toBe(one.state);
    expect(new URL(two.url).searchParams.get('code_challenge')).not.toBe(
      searchParams.get('code_challenge'),
    );
    expect(one.url).not.toContain(one.codeVerifier.reveal());
  });
});

describe('isConsentPageMissing', () => {
  it('is true only for a client id or a redirect URI that is not known', async () => {
    sandbox.stagingToken = '';
    const isMissing = (changes = {}) =>
      isConsentPageMissing(openClient(), environment, wish(changes));

    expect(await isMissing()).toBe(false);
    expect(await isMissing({ clientId: new Secret('not-real-client') })).toBe(true);
    expect(await isMissing({ redirectUri: 'http://localhost:1/callback' })).toBe(true);
    sandbox.faults.add({ kind: 'edge_block' });
    expect(await isMissing({ clientId: new Secret('not-real-client') })).toBe(false);
  });
});

describe('readCallback', () => {
  it.each([
    ['a code', '?code=ory_ac_not-real&state=STATE&scope=x', { kind: 'code' }],
    [
      'a code, with an issuer that nobody published',
      '?code=c&state=STATE&iss=https://x.example',
      { kind: 'code' },
    ],
    ['a code without a state', '?code=c', { kind: 'foreign', error: null }],
    ['a code with another state', '?code=c&state=STATE2', { kind: 'foreign', error: null }],
    ['two states', '?code=c&state=STATE&state=x', { kind: 'foreign', error: null }],
    ['two codes', '?code=c&code=d&state=STATE', { kind: 'foreign', error: null }],
    ['an error', '?error=access_denied&state=STATE', { kind: 'refused', error: 'access_denied' }],
    [
      'an error that nobody knows',
      '?error=%1b%5b2J&state=STATE',
      { kind: 'refused', error: 'other' },
    ],
    [
      'an error without a state',
      '?error=invalid_state',
      { kind: 'foreign', error: 'invalid_state' },
    ],
    ['a state alone', '?state=STATE', { kind: 'nothing' }],
    ['nothing', '', { kind: 'nothing' }],
    ['an empty code', '?code=&state=STATE', { kind: 'nothing' }],
  ])('reads %s', async (_, query, expected) => {
    const request = await requestAuthorization(environment, wish());
    const url = new URL(REDIRECT + query.replace('STATE', request.state));

    expect(readCallback(request, url)).toMatchObject(expected);
  });

  it('takes the address of the consent itself for nothing', async () => {
    const request = await requestAuthorization(environment, wish());

    expect(readCallback(request, new URL(request.url))).toEqual({ kind: 'nothing' });
  });
});

describe('exchangeCode', () => {
  it('gets tokens that work, counts their hour from the request, and wraps them', async () => {
    const before = Date.now();
    const answer = await exchange();

    expect(JSON.stringify(answer)).not.toMatch(/ory_/);
    if (answer.kind !== 'issued') throw new Error(answer.kind);
    const { accessToken, refreshToken, expiresAt, scopes } = answer.tokens;
    expect(scopes).toEqual(['offline_access', 'organization.read']);
    expect(refreshToken?.reveal()).toMatch(/^ory_rt_/);
    expect(expiresAt).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 3_600_000);
    const reply = await call(`${sandbox.apiUrl}/v2/bank_accounts`, {
      headers: {
        Authorization: `Bearer ${accessToken.reveal()}`,
        'X-Qonto-Staging-Token': sandbox.stagingToken,
      },
    });
    expect(reply.status).toBe(200);
  });

  it('sends the client in the form alone, and the staging token in its exact spelling', async () => {
    sandbox.strictStagingHeaderCase = true;
    sandbox.clearRequests();
    expect((await exchange()).kind).toBe('issued');

    const [sent] = sandbox.requests.filter(({ path }) => path === '/oauth2/token');
    expect(sent?.rawHeaders.map((name) => name.toLowerCase())).not.toContain('authorization');
    const form = new URLSearchParams(sent?.body);
    expect([...form.keys()].sort()).toEqual([
      'client_id',
      'client_secret',
      'code',
      'code_verifier',
      'grant_type',
      'redirect_uri',
    ]);
  });

  it('drops an ID token, which nobody here needs and nobody can check', async () => {
    const request = await requestAuthorization(environment, wish({ scopes: ['openid'] }));
    const callback = readCallback(request, await browse(request));
    if (callback.kind !== 'code') throw new Error(callback.kind);
    const answer = await exchangeCode(
      openClient(),
      request,
      new Secret(registered.clientSecret),
      callback.parameters,
      new Secret(sandbox.stagingToken),
    );

    expect(answer).toMatchObject({ kind: 'issued', tokens: { refreshToken: null } });
  });

  it('names what the server refuses: a wrong client, an old code', async () => {
    expect(await exchange({ clientSecret: 'not-real' })).toEqual({
      kind: 'refused',
      error: 'invalid_client',
    });
    const { request, parameters } = await consented();
    bench.now = START + CODE_LIFETIME_MS;
    const late = await exchangeCode(
      openClient(),
      request,
      new Secret(registered.clientSecret),
      parameters,
      new Secret(sandbox.stagingToken),
    );
    expect(late).toEqual({ kind: 'refused', error: 'invalid_grant' });
  });

  it("tells the sandbox's gate from Qonto, and whether a token had been sent", async () => {
    const gate = { kind: 'odd', isHtml: true, status: 200 };

    expect(await exchange({ stagingToken: null })).toEqual({ ...gate, hasSentStagingToken: false });
    expect(await exchange({ stagingToken: 'wrong' })).toEqual({
      ...gate,
      hasSentStagingToken: true,
    });
  });

  const body = (text: string): Fault => ({ kind: 'answer', status: 200, body: text });
  it.each<[string, Fault, object]>([
    ['a server in trouble', { kind: 'unavailable', format: 'json' }, { kind: 'odd', status: 503 }],
    ['throttling', { kind: 'throttle' }, { kind: 'odd', status: 429 }],
    ['a reset', { kind: 'reset' }, { kind: 'unanswered', failure: 'CONNECTION_RESET' }],
    ['half an answer', { kind: 'cut_body' }, { kind: 'odd', status: 200 }],
    ['a body without tokens', body('{}'), { kind: 'odd', status: 200 }],
    ['a body of another shape', body('[]'), { kind: 'odd', status: 200 }],
    ['no JSON', body('null and void'), { kind: 'odd', status: 200 }],
    // As for a refresh: what was issued is kept, and the check that follows says what it is worth.
    ['another kind of token', body('{"access_token":"x","token_type":"mac"}'), { kind: 'issued' }],
    ['an answer without a body', { kind: 'answer', status: 204 }, { kind: 'odd', status: 204 }],
    [
      'a redirect',
      { kind: 'answer', status: 302, headers: { Location: '/' } },
      { kind: 'odd', status: 302 },
    ],
    [
      'an error that quotes what was sent',
      { kind: 'answer', status: 400, body: '{"error":"ory_ac_not-real-quoted"}' },
      { kind: 'refused', error: 'other' },
    ],
  ])('throws for nothing that a server does: %s', async (_, fault, expected) => {
    sandbox.faults.add(fault, { match: ({ method }) => method === 'POST' });

    expect(await exchange()).toMatchObject(expected);
  });
});
