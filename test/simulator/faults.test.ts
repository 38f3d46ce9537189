import { beforeEach, describe, expect, it } from 'vitest';
import { ERROR_SHAPES, type ErrorShape } from '../../simulator/error-bodies.ts';
import { errorFault } from '../../simulator/faults.ts';
import { call, jsonOf, type Reply } from './http-call.ts';
import { useSimulator } from './use-simulator.ts';

const bench = useSimulator();

let apiKey: string;
beforeEach(() => {
  const { login, secret } = bench.qonto.production.createApiKey();
  apiKey = `${login}:${secret}`;
});

function getAccounts(): Promise<Reply> {
  return call(`${bench.qonto.production.apiUrl}/v2/bank_accounts`, {
    headers: { Authorization: apiKey },
  });
}

async function statuses(count: number): Promise<number[]> {
  const all: number[] = [];
  for (let index = 0; index < count; index += 1) all.push((await getAccounts()).status);
  return all;
}

describe('FaultPlan', () => {
  it('lets a fault strike as often as told, and then all is well again', async () => {
    bench.qonto.production.faults.add({ kind: 'answer', status: 500 }, { times: 2 });

    expect(await statuses(3)).toEqual([500, 500, 200]);
  });

  it('lets the first matching fault strike, then the next', async () => {
    const { faults } = bench.qonto.production;
    faults.add({ kind: 'answer', status: 500 }, { times: 1 });
    faults.add({ kind: 'answer', status: 502 }, { times: 1, match: () => false });
    faults.add({ kind: 'answer', status: 503 });

    expect(await statuses(3)).toEqual([500, 503, 503]);
  });

  it('ends all faults when cleared', async () => {
    const { faults } = bench.qonto.production;
    faults.add({ kind: 'answer', status: 500 });
    faults.clear();

    expect(await statuses(1)).toEqual([200]);
  });

  it('strikes only the chosen host', async () => {
    const { faults, oauthUrl } = bench.qonto.production;
    faults.add({ kind: 'answer', status: 500 }, { host: 'oauth' });

    expect(await statuses(1)).toEqual([200]);
    expect((await call(oauthUrl)).status).toBe(500);
  });

  it('strikes only the requests that match', async () => {
    const { apiUrl, faults } = bench.qonto.production;
    faults.add({ kind: 'answer', status: 500 }, { match: ({ path }) => path === '/else' });

    expect(await statuses(1)).toEqual([200]);
    expect((await call(`${apiUrl}/else`)).status).toBe(500);
  });

  it('strikes one environment only, and before the gate', async () => {
    const { sandbox } = bench.qonto;
    sandbox.faults.add({ kind: 'answer', status: 500 });

    expect((await call(sandbox.apiUrl)).status).toBe(500);
    expect(await statuses(1)).toEqual([200]);
  });

  it('refuses a header that cannot be sent', () => {
    const { faults } = bench.qonto.production;

    expect(() => faults.add({ kind: 'answer', status: 200, headers: { 'X-A': 'a\nb' } })).toThrow(
      'Invalid character',
    );
  });

  it('says so when a matcher fails, and not in the manner of Qonto', async () => {
    bench.qonto.production.faults.add(
      { kind: 'answer', status: 401 },
      {
        match: () => {
          throw new Error('broken matcher');
        },
      },
    );

    const reply = await getAccounts();
    expect(reply.status).toBe(500);
    expect(reply.text).toContain('The simulator itself failed: Error: broken matcher');
  });
});

describe('the fault answer', () => {
  it('sends status, headers and body as told, with a fresh trace identifier', async () => {
    bench.qonto.production.faults.add({
      kind: 'answer',
      status: 418,
      headers: { 'X-Odd': 'yes' },
      body: '<p>tea</p>',
      contentType: 'text/html',
    });
    const reply = await getAccounts();

    expect(reply).toMatchObject({ status: 418, text: '<p>tea</p>' });
    expect(reply.headers).toMatchObject({ 'x-odd': 'yes', 'content-type': 'text/html' });
    expect(reply.headers['x-tyk-trace-id']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('has no trace identifier on the OAuth host unless one is given', async () => {
    const { faults, oauthUrl } = bench.qonto.production;
    faults.add({ kind: 'answer', status: 500 }, { times: 1 });
    faults.add({ kind: 'answer', status: 500, traceId: 'given' });

    expect((await call(oauthUrl)).headers).not.toHaveProperty('x-tyk-trace-id');
    expect((await call(oauthUrl)).headers['x-tyk-trace-id']).toBe('given');
  });

  it('has no trace identifier at all with null', async () => {
    const body = (traceId: string | null) => String(traceId);
    bench.qonto.production.faults.add({ kind: 'answer', status: 401, body, traceId: null });
    const reply = await getAccounts();

    expect(reply.text).toBe('null');
    expect(reply.headers).not.toHaveProperty('x-tyk-trace-id');
  });

  it('keeps the trace identifier in the body when only the header is left out', async () => {
    bench.qonto.production.faults.add({
      ...errorFault('list', 401, 'unauthorized', 'No.'),
      omitTraceId: true,
    });
    const reply = await getAccounts();

    expect(jsonOf(reply).trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(reply.headers).not.toHaveProperty('x-tyk-trace-id');
  });
});

describe('errorFault', () => {
  const trace_id = expect.stringMatching(/^[0-9a-f]{32}$/);
  const bodies: Record<ErrorShape, object> = {
    list: { errors: [{ code: 'odd', detail: 'Odd.' }], trace_id },
    flat_message: { code: 'odd', message: 'Odd.', trace_id },
    object: { errors: { message: 'Odd.' }, trace_id },
    flat_detail: { code: 'odd', detail: 'Odd.' },
    oauth: { error: 'odd', error_description: 'Odd.' },
  };

  it.each(ERROR_SHAPES)(
    'answers in the shape %s, its trace identifier as in the header',
    async (shape) => {
      bench.qonto.production.faults.add(errorFault(shape, 428, 'odd', 'Odd.'));
      const reply = await getAccounts();

      expect(reply.status).toBe(428);
      expect(jsonOf(reply)).toEqual(bodies[shape]);
      const { trace_id: inBody = reply.headers['x-tyk-trace-id'] } = jsonOf(reply);
      expect(inBody).toBe(reply.headers['x-tyk-trace-id']);
    },
  );
});

describe('the fault edge_block', () => {
  it.each([undefined, 521])(
    'answers HTML of Cloudflare without trace identifier (%s)',
    async (status) => {
      bench.qonto.production.faults.add({
        kind: 'edge_block',
        ...(status === undefined ? {} : { status }),
      });
      const reply = await getAccounts();

      expect(reply.status).toBe(status ?? 403);
      expect(reply.headers.server).toBe('cloudflare');
      expect(reply.headers['content-type']).toContain('text/html');
      expect(reply.text).toContain('Cloudflare');
      expect(reply.headers).not.toHaveProperty('x-tyk-trace-id');
    },
  );
});

describe('the fault throttle', () => {
  it.each([
    [30, '30'],
    [new Date(Date.UTC(2026, 10, 23, 9)), 'Mon, 23 Nov 2026 09:00:00 GMT'],
    ['soon', 'soon'],
  ])('answers 429 with Retry-After %s', async (retryAfter, expected) => {
    bench.qonto.production.faults.add({ kind: 'throttle', retryAfter });
    const reply = await getAccounts();

    expect(reply.status).toBe(429);
    expect(reply.headers['retry-after']).toBe(expected);
    expect(jsonOf(reply).trace_id).toBe(reply.headers['x-tyk-trace-id']);
  });

  it('answers without Retry-After, and on the OAuth host in its shape', async () => {
    const { faults, oauthUrl } = bench.qonto.production;
    faults.add({ kind: 'throttle' });
    const reply = await call(oauthUrl);

    expect(reply.headers).not.toHaveProperty('retry-after');
    expect(jsonOf(reply).error).toBe('too_many_requests');
  });
});

describe('the fault unavailable', () => {
  it('answers 503 with a page of a load balancer', async () => {
    bench.qonto.production.faults.add({ kind: 'unavailable', format: 'html', retryAfter: 5 });
    const reply = await getAccounts();

    expect(reply.status).toBe(503);
    expect(reply.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'retry-after': '5',
    });
    expect(reply.headers).not.toHaveProperty('x-tyk-trace-id');
  });

  it('answers an error of the API itself in JSON', async () => {
    bench.qonto.production.faults.add({ kind: 'unavailable', format: 'json', status: 500 });
    const reply = await getAccounts();

    expect(reply.status).toBe(500);
    expect(jsonOf(reply).trace_id).toBe(reply.headers['x-tyk-trace-id']);
  });
});
