import { Agent } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RateLimiter } from '../../simulator/rate-limiter.ts';
import { call, jsonOf } from './http-call.ts';
import { START, useSimulator } from './use-simulator.ts';

const bench = useSimulator();

const HOUR_MS = 3_600_000;

let agent: Agent;
let apiKey: string;
beforeEach(() => {
  agent = new Agent({ keepAlive: true });
  const { login, secret } = bench.qonto.production.createApiKey();
  apiKey = `${login}:${secret}`;
});
afterEach(() => agent.destroy());

async function statusOf(authorization: string): Promise<number> {
  const url = `${bench.qonto.production.apiUrl}/v2/bank_accounts`;
  return (await call(url, { agent, headers: { Authorization: authorization } })).status;
}

async function statusesOf(authorization: string, times: number): Promise<Set<number>> {
  const statuses = new Set<number>();
  for (let count = 0; count < times; count += 1) statuses.add(await statusOf(authorization));
  return statuses;
}

describe('the rate limits', () => {
  it('throttle even a good credential after more than 200 answers of 401 in an hour', async () => {
    expect(await statusesOf('wrong', 200)).toEqual(new Set([401]));
    expect(await statusOf(apiKey)).toBe(200);
    expect(await statusOf('wrong')).toBe(401);

    expect(await statusOf('wrong')).toBe(429);
    expect(await statusOf(apiKey)).toBe(429);
    bench.now += HOUR_MS - 1;
    expect(await statusOf(apiKey)).toBe(429);
    bench.now += 1;
    expect(await statusOf(apiKey)).toBe(200);
  });

  it('throttle more than 1,000 requests in ten seconds', async () => {
    expect(await statusesOf(apiKey, 1_000)).toEqual(new Set([200]));

    const reply = await call(`${bench.qonto.production.apiUrl}/v2/bank_accounts`);
    expect(reply.status).toBe(429);
    expect(jsonOf(reply).errors?.[0]?.code).toBe('too_many_requests');
    expect(jsonOf(reply).trace_id).toBe(reply.headers['x-tyk-trace-id']);
    bench.now += 10_000;
    expect(await statusOf(apiKey)).toBe(200);
  });

  it('can be switched off', async () => {
    bench.qonto.production.rateLimits = false;

    expect(await statusesOf('wrong', 202)).toEqual(new Set([401]));
  });

  it('do not count what the gate of the sandbox answers', async () => {
    const { sandbox } = bench.qonto;
    const url = `${sandbox.apiUrl}/v2/bank_accounts`;
    for (let count = 0; count < 1_001; count += 1) await call(url, { agent });

    const headers = { Authorization: 'wrong', 'X-Qonto-Staging-Token': sandbox.stagingToken };
    expect((await call(url, { agent, headers })).status).toBe(401);
  });
});

describe('RateLimiter', () => {
  it('refuses more than 10,000 requests in ten minutes', () => {
    const limiter = new RateLimiter();
    for (let count = 0; count < 10_000; count += 1) {
      expect(limiter.admits('127.0.0.1', START + count * 50)).toBe(true);
    }

    expect(limiter.admits('127.0.0.1', START + 599_999)).toBe(false);
    expect(limiter.admits('127.0.0.1', START + 600_000)).toBe(true);
  });

  it('counts each address by itself', () => {
    const limiter = new RateLimiter();
    for (let count = 0; count < 201; count += 1) limiter.addUnauthorized('127.0.0.1', START);

    expect(limiter.admits('127.0.0.1', START)).toBe(false);
    expect(limiter.admits('127.0.0.2', START)).toBe(true);
  });
});
