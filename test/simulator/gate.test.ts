import { beforeEach, describe, expect, it } from 'vitest';
import { call, type Reply } from './http-call.ts';
import { useSimulator } from './use-simulator.ts';

const bench = useSimulator();

let apiKey: string;
beforeEach(() => {
  const { login, secret } = bench.qonto.sandbox.createApiKey();
  apiKey = `${login}:${secret}`;
});

function getAccounts(headers: Record<string, string>): Promise<Reply> {
  return call(`${bench.qonto.sandbox.apiUrl}/v2/bank_accounts`, {
    headers: { Authorization: apiKey, ...headers },
  });
}

function isOneLogin(reply: Reply): boolean {
  return (
    reply.status === 200 &&
    reply.headers['content-type']?.startsWith('text/html') === true &&
    reply.text.startsWith('<!doctype html>') &&
    reply.text.includes('<title>OneLogin</title>') &&
    reply.text.includes('web-login-v2-cdn.onelogin.com') &&
    reply.text.includes('//cdn.onelogin.com/')
  );
}

describe('the gate of the sandbox', () => {
  it.each([
    ['apiUrl', '/v2/bank_accounts'],
    ['apiUrl', '/no/such/path'],
    ['apiUrl', '/v2/organizations/acme-corp-1234'],
    ['oauthUrl', '/oauth2/token'],
    ['oauthUrl', '/oauth2/auth'],
    ['oauthUrl', '/no/such/path'],
  ] as const)('shows the OneLogin page on %s%s without a staging token', async (host, path) => {
    const reply = await call(`${bench.qonto.sandbox[host]}${path}`, {
      headers: { Authorization: apiKey },
    });

    expect(isOneLogin(reply)).toBe(true);
    expect(reply.headers).not.toHaveProperty('x-tyk-trace-id');
  });

  it('shows the same page for a wrong staging token', async () => {
    const reply = await getAccounts({ 'X-Qonto-Staging-Token': 'wrong' });

    expect(isOneLogin(reply)).toBe(true);
  });

  it('opens for the valid staging token, and the credential counts again', async () => {
    const { stagingToken } = bench.qonto.sandbox;
    const staging = { 'X-Qonto-Staging-Token': stagingToken };

    expect((await getAccounts(staging)).status).toBe(200);
    expect((await getAccounts({ ...staging, Authorization: 'wrong' })).status).toBe(401);
  });

  it('opens on the OAuth host too', async () => {
    const { oauthUrl, stagingToken } = bench.qonto.sandbox;
    const headers = { 'X-Qonto-Staging-Token': stagingToken };

    expect((await call(`${oauthUrl}/no/such/path`, { headers })).status).toBe(404);
  });

  it('closes for the old token when it is replaced', async () => {
    const { sandbox } = bench.qonto;
    const old = sandbox.stagingToken;
    const renewed = sandbox.replaceStagingToken();

    expect(sandbox.stagingToken).toBe(renewed);
    expect(isOneLogin(await getAccounts({ 'X-Qonto-Staging-Token': old }))).toBe(true);
    expect((await getAccounts({ 'X-Qonto-Staging-Token': renewed })).status).toBe(200);
  });

  it('takes any spelling of the header unless told to be strict', async () => {
    const { sandbox } = bench.qonto;
    const lowerCase = { 'x-qonto-staging-token': sandbox.stagingToken };
    expect((await getAccounts(lowerCase)).status).toBe(200);

    sandbox.strictStagingHeaderCase = true;
    expect(isOneLogin(await getAccounts(lowerCase))).toBe(true);
    const exact = { 'X-Qonto-Staging-Token': sandbox.stagingToken };
    expect((await getAccounts(exact)).status).toBe(200);
  });

  it('redirects when told so, to OneLogin or elsewhere', async () => {
    const { sandbox } = bench.qonto;
    sandbox.gateAnswer = 'redirect';
    const toOneLogin = await getAccounts({});
    expect(toOneLogin.status).toBe(302);
    expect(toOneLogin.headers.location).toBe('https://qonto.onelogin.com/login');

    sandbox.gateRedirectUrl = 'https://developers.example.com/';
    expect((await getAccounts({})).headers.location).toBe('https://developers.example.com/');
  });
});

describe('production', () => {
  it('has no gate, no staging token, and ignores the header', async () => {
    const { production, sandbox } = bench.qonto;
    const { login, secret } = production.createApiKey();
    const reply = await call(`${production.apiUrl}/v2/bank_accounts`, {
      headers: {
        Authorization: `${login}:${secret}`,
        'X-Qonto-Staging-Token': sandbox.stagingToken,
      },
    });

    expect(reply.status).toBe(200);
    expect(production.stagingToken).toBe('');
    expect(() => production.replaceStagingToken()).toThrow('no staging token');
  });
});
