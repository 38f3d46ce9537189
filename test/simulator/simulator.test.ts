import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { closedPort } from '../../simulator/closed-port.ts';
import { headerOf } from '../../simulator/recorded-request.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { call, callHead, postForm } from './http-call.ts';
import { START, useSimulator } from './use-simulator.ts';

const bench = useSimulator();

describe('startSimulator', () => {
  it('listens on four ports of loopback', () => {
    const { production, sandbox } = bench.qonto;
    const urls = [production.apiUrl, production.oauthUrl, sandbox.apiUrl, sandbox.oauthUrl];

    for (const url of urls) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(new Set(urls).size).toBe(4);
    expect([production.kind, sandbox.kind]).toEqual(['production', 'sandbox']);
  });

  it("goes by the machine's clock when told nothing else", async () => {
    const before = Date.now();
    const qonto = await startSimulator();
    const { accessToken, expiresAt } = qonto.production.createGrant(
      qonto.production.createClient().clientId,
    );
    const reply = await call(`${qonto.production.apiUrl}/v2/bank_accounts`, {
      headers: { Authorization: `Bearer ${accessToken}` },
    });
    await qonto.close();

    expect(reply.status).toBe(200);
    expect(Date.parse(expiresAt)).toBeGreaterThanOrEqual(before + 3_600_000);
  });

  it('refuses connections once closed, and may be closed twice', async () => {
    const { apiUrl } = bench.qonto.production;
    await bench.qonto.close();
    await bench.qonto.close();

    await expect(call(apiUrl)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('survives a client that leaves in the middle of its request', async () => {
    const { apiUrl, requests } = bench.qonto.production;
    const socket = connect(Number(new URL(apiUrl).port), '127.0.0.1');
    await new Promise<void>((resolve) => {
      const head = 'POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf';
      socket.write(head, () => socket.destroy());
      socket.once('close', () => resolve());
    });

    expect((await call(apiUrl)).status).toBe(404);
    expect(requests).toHaveLength(1);
  });
});

describe('the recorded requests', () => {
  it('show host, method, path, headers as spelled, body, time and trace identifier', async () => {
    const { production } = bench.qonto;
    const reply = await call(`${production.apiUrl}/v2/bank_accounts?per_page=1`, {
      headers: { 'X-Qonto-Staging-Token': 'a', 'x-lower': 'b' },
    });
    bench.now += 5_000;
    await postForm(`${production.oauthUrl}/oauth2/token`, { grant_type: 'refresh_token' });

    expect(production.requests).toHaveLength(2);
    expect(production.requests[0]).toMatchObject({
      host: 'api',
      method: 'GET',
      path: '/v2/bank_accounts?per_page=1',
      body: '',
      at: START,
      remoteAddress: '127.0.0.1',
      traceId: reply.headers['x-tyk-trace-id'],
    });
    expect(production.requests[0]?.rawHeaders).toEqual(
      expect.arrayContaining(['X-Qonto-Staging-Token', 'a', 'x-lower', 'b']),
    );
    expect(production.requests[1]).toMatchObject({
      host: 'oauth',
      method: 'POST',
      body: 'grant_type=refresh_token',
      at: START + 5_000,
      traceId: null,
    });
  });

  it('can be asked for a header in any spelling', async () => {
    const { apiUrl, requests } = bench.qonto.production;
    await call(apiUrl, { headers: { 'X-One': '1' } });
    const [request] = requests;
    if (request === undefined) throw new Error('Nothing was recorded.');

    expect(headerOf(request, 'x-ONE')).toBe('1');
    expect(headerOf(request, 'x-two')).toBeUndefined();
  });

  it('show the trace identifier that a fault sent', async () => {
    const { apiUrl, faults, requests } = bench.qonto.production;
    faults.add({ kind: 'answer', status: 500, traceId: 'given' }, { times: 1 });
    faults.add({ kind: 'hang_body' });
    await call(apiUrl);
    const response = await callHead(apiUrl);
    response.destroy();

    expect(requests.map(({ traceId }) => traceId)).toEqual([
      'given',
      response.headers['x-tyk-trace-id'],
    ]);
  });

  it('are kept per environment and can be forgotten', async () => {
    const { production, sandbox } = bench.qonto;
    await call(sandbox.apiUrl);
    expect(production.requests).toHaveLength(0);
    expect(sandbox.requests).toHaveLength(1);

    sandbox.clearRequests();
    expect(sandbox.requests).toHaveLength(0);
  });
});

describe('closedPort', () => {
  it('is a port that refuses connections', async () => {
    const port = await closedPort();

    await expect(call(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
