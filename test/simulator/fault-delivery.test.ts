import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../simulator/faults.ts';
import { bytesOf, call, callHead, jsonOf, postForm, type Reply } from './http-call.ts';
import { useSimulator } from './use-simulator.ts';

const bench = useSimulator();

/** Longer than any test: only `close()` ends such a wait. */
const FOREVER_MS = 3_600_000;

let url: string;
let headers: { Authorization: string };
beforeEach(() => {
  const { production } = bench.qonto;
  const { login, secret } = production.createApiKey();
  url = `${production.apiUrl}/v2/bank_accounts`;
  headers = { Authorization: `${login}:${secret}` };
});

/** Plans a fault for the next request; resolves when that request has arrived. */
function plan(fault: Fault): Promise<void> {
  return new Promise((resolve) => {
    const match = () => {
      resolve();
      return true;
    };
    bench.qonto.production.faults.add(fault, { times: 1, match });
  });
}

/** How a call fails; a call that does not fail fails the test. */
async function failureOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
  throw new Error('The call should have failed.');
}

async function expectHealthy(): Promise<void> {
  expect((await call(url, { headers })).status).toBe(200);
}

/** Closes while a connection hangs, and reads how the client sees it. */
async function closeDuring(attempt: Promise<unknown>): Promise<string> {
  const [failure] = await Promise.all([failureOf(attempt), bench.qonto.close()]);
  return failure;
}

describe('faults of the connection', () => {
  it('reset ends the connection before any byte', async () => {
    void plan({ kind: 'reset' });

    expect(await failureOf(call(url, { headers }))).toBe('ECONNRESET');
    await expectHealthy();
  });

  it('hang never answers, until close() ends it', async () => {
    const arrived = plan({ kind: 'hang' });
    const attempt = call(url, { headers });
    attempt.catch(() => {});
    await arrived;

    expect(await closeDuring(attempt)).toBe('ECONNRESET');
  });

  it('hang ends when the client gives up', async () => {
    const arrived = plan({ kind: 'hang' });
    const patience = new AbortController();
    const attempt = call(url, { headers, signal: patience.signal });
    attempt.catch(() => {});
    await arrived;
    patience.abort();

    expect(await failureOf(attempt)).toBe('ABORT_ERR');
    await expectHealthy();
  });

  it.each(['reset', 'hang'] as const)(
    '%s can lose the answer of work that was done',
    async (kind) => {
      const { production } = bench.qonto;
      const { clientId, clientSecret } = production.createClient();
      const { refreshToken = '' } = production.createGrant(clientId);
      const refresh = (signal?: AbortSignal) =>
        callHead(`${production.oauthUrl}/oauth2/token`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({
            grant_type: 'refresh_token',
            client_id: clientId,
            client_secret: clientSecret,
            refresh_token: refreshToken,
          }).toString(),
          ...(signal === undefined ? {} : { signal }),
        });

      for (const [processed, spent] of [
        [false, 0],
        [true, 1],
      ] as const) {
        const arrived = plan({ kind, processed });
        const patience = new AbortController();
        const attempt = refresh(patience.signal);
        attempt.catch(() => {});
        await arrived;
        if (kind === 'hang') patience.abort();
        await failureOf(attempt);
        expect(production.spentRefreshTokens()).toBe(spent);
      }
    },
  );

  it.each([undefined, '\u0000\u0001garbage\r\n\r\n'])(
    'not_http sends bytes that no HTTP client understands',
    async (bytes) => {
      void plan({ kind: 'not_http', ...(bytes === undefined ? {} : { bytes }) });

      expect(await failureOf(call(url, { headers }))).toMatch(/^HPE_/);
      await expectHealthy();
    },
  );
});

describe('faults of the delivery', () => {
  it('amend changes, adds and removes headers of the normal answer', async () => {
    void plan({
      kind: 'amend',
      headers: {
        Sunset: 'Sun, 01 Aug 2027 00:00:00 GMT',
        'content-type': 'text/plain',
        'x-tyk-trace-id': null,
      },
    });
    const reply = await call(url, { headers });

    expect(jsonOf(reply).bank_accounts).toHaveLength(2);
    expect(reply.headers).toHaveProperty('sunset');
    expect(reply.headers['content-type']).toBe('text/plain');
    expect(reply.headers).not.toHaveProperty('x-tyk-trace-id');
  });

  it('delay reads the state only when the answer is due', async () => {
    const arrived = plan({ kind: 'delay', ms: 50 });
    const attempt = call(url, { headers });
    await arrived;
    bench.qonto.production.revokeApiKey('acme-corp-1234');

    expect((await attempt).status).toBe(401);
  });

  it('delay ends with close()', async () => {
    const arrived = plan({ kind: 'delay', ms: FOREVER_MS });
    const attempt = call(url, { headers });
    attempt.catch(() => {});
    await arrived;

    expect(await closeDuring(attempt)).toBe('ECONNRESET');
  });

  it('hang_body sends the head and then nothing, until close() ends it', async () => {
    void plan({ kind: 'hang_body' });
    const response = await callHead(url, { headers });

    expect(response.statusCode).toBe(200);
    expect(response.headers).toHaveProperty('x-tyk-trace-id');
    expect(await closeDuring(bytesOf(response))).toBe('ECONNRESET');
  });

  it.each([undefined, 0, 10, 100_000])(
    'cut_body ends within the body (%s bytes sent)',
    async (sentBytes) => {
      void plan({ kind: 'cut_body', ...(sentBytes === undefined ? {} : { sentBytes }) });
      const response = await callHead(url, { headers });
      let received = 0;
      response.on('data', (chunk: Buffer) => {
        received += chunk.length;
      });

      expect(response.statusCode).toBe(200);
      expect(await failureOf(bytesOf(response))).toBe('ECONNRESET');
      expect(received).toBeLessThan(Number(response.headers['content-length']));
      if (sentBytes === 10) expect(received).toBe(10);
      await expectHealthy();
    },
  );

  it('slow_drip sends the whole body, byte by byte', async () => {
    void plan({ kind: 'slow_drip', everyMs: 1 });
    const reply = await call(`${bench.qonto.production.apiUrl}/nowhere`);

    expect(reply.status).toBe(404);
    expect(jsonOf(reply).errors?.[0]?.code).toBe('not_found');
  });

  it('slow_drip ends with close()', async () => {
    void plan({ kind: 'slow_drip', everyMs: FOREVER_MS });
    const response = await callHead(url, { headers });

    expect(await closeDuring(bytesOf(response))).toBe('ECONNRESET');
  });

  it('endless_body goes on until the client has had enough', async () => {
    void plan({ kind: 'endless_body' });
    const response = await callHead(url, { headers });
    let received = 0;
    for await (const chunk of response) {
      received += chunk.length;
      if (received > 1_000_000) break;
    }

    expect(received).toBeGreaterThan(1_000_000);
    await expectHealthy();
  });

  it('endless_body ends with close() when nobody reads', async () => {
    void plan({ kind: 'endless_body' });
    const response = await callHead(url, { headers });

    await bench.qonto.close();
    await expect(bytesOf(response)).rejects.toThrow();
  });

  it('gzip_bomb is small on the wire, large when unpacked, and still JSON', async () => {
    void plan({ kind: 'gzip_bomb', unpackedBytes: 8_000_000 });
    const response = await callHead(url, { headers });
    const packed = await bytesOf(response);
    const unpacked = gunzipSync(packed);

    expect(response.headers['content-encoding']).toBe('gzip');
    expect(packed.length).toBeLessThan(50_000);
    expect(unpacked.length).toBe(8_000_000);
    expect(JSON.parse(unpacked.toString('utf8')).bank_accounts).toHaveLength(2);
  });

  it('many_headers overflows the head that a client accepts', async () => {
    void plan({ kind: 'many_headers' });

    expect(await failureOf(call(url, { headers }))).toBe('HPE_HEADER_OVERFLOW');
    await expectHealthy();
  });

  it('many_headers sends as many as told', async () => {
    void plan({ kind: 'many_headers', count: 50, valueBytes: 3 });
    const reply: Reply = await call(url, { headers });

    expect(
      Object.keys(reply.headers).filter((name) => name.startsWith('x-simulated-')),
    ).toHaveLength(50);
    expect(reply.headers['x-simulated-49']).toBe('xxx');
  });

  it('keeps what the normal answer changed, although the client never reads it', async () => {
    const { production } = bench.qonto;
    const { clientId, clientSecret } = production.createClient();
    const { refreshToken = '' } = production.createGrant(clientId);
    void plan({ kind: 'cut_body' });
    const attempt = postForm(`${production.oauthUrl}/oauth2/token`, {
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token: refreshToken,
    });

    expect(await failureOf(attempt)).toBe('ECONNRESET');
    expect(production.spentRefreshTokens()).toBe(1);
  });
});
