import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerOf } from '../../simulator/recorded-request.ts';
import { MALFORMED } from './malformed.ts';
import { extraRequests, isControl, REFUSAL, useWatched, type Watched } from './watched.ts';

const LOGIN = 'pied-piper-7133';
const DEAD = 'x1'.repeat(16);

/** A stage that counts the requests of experiments, by incident. */
async function useCounted(options: Parameters<typeof useWatched>[0] = {}) {
  const stage = await useWatched(options);
  const perIncident = new Map<string, number>();
  const headers = new Set<string>();
  return {
    ...stage,
    perIncident,
    /** Stores a value; `header` is what the monitor sends of it, null when nothing can be. */
    put: (value: unknown, header: string | null) => {
      if (header !== null) headers.add(header);
      stage.store(value);
      return header;
    },
    /** One sweep; how many requests it sent besides those with `header`. */
    count: async (header: string | null): Promise<number> => {
      await stage.sweep();
      const extra = extraRequests(stage.sent(), header).length;
      const { results } = await stage.monitor({ action: 'status' });
      const id = results.map((entry) => ('incidentId' in entry ? entry.incidentId : null))[0];
      if (typeof id === 'string') perIncident.set(id, (perIncident.get(id) ?? 0) + extra);
      return extra;
    },
  };
}

describe('the requests that experiments cost', () => {
  it('are three at most, of the incident that needs the most, and none in later sweeps', async () => {
    const stage = await useCounted({ method: 'oauth' });
    const client = stage.qonto.createClient();
    const [first, second] = [1, 2].map(() => stage.qonto.createGrant(client.clientId));
    for (const grant of [first, second]) {
      stage.qonto.revokeGrant(grant?.accessToken ?? '');
      stage.store({ ...client, ...grant });
    }
    const header = `Bearer ${second?.accessToken}`;

    const counts = [];
    for (let sweep = 0; sweep < 6; sweep += 1) counts.push(await stage.count(header));

    expect(counts).toEqual([3, 0, 0, 0, 0, 0]);
    expect(stage.told()).toEqual(['regression']);
  });

  it('are three at most although the secret changes from one mistake to the next', async () => {
    const stage = await useCounted();
    const key = stage.qonto.createApiKey(LOGIN);
    stage.qonto.createApiKey(LOGIN);
    for (const { of } of MALFORMED) {
      const value = of(key);
      stage.store(value);
      await stage.sweep();
    }

    // All that is dead is refused, however it is mended: each experiment would cost a request.
    const own = new Set(MALFORMED.map(({ of }) => headerValue(of(key))));
    const extra = stage.qonto.requests.filter(
      (request) => !own.has(headerOf(request, 'Authorization') ?? ''),
    );
    expect(extra.length).toBeLessThanOrEqual(3);
    expect(stage.told()[0]).toBe('regression');
    expect(stage.told()).not.toContain('recovery');
  });

  it('are three at most when the control is answered oddly, sweep after sweep', async () => {
    const stage = await useCounted();
    const { login, secret } = stage.qonto.createApiKey(LOGIN);
    stage.put(`Bearer ${login}:${secret}`, `Bearer ${login}:${secret}`);
    await stage.count(`Bearer ${login}:${secret}`);
    stage.qonto.faults.add({ kind: 'unavailable', format: 'json' }, { match: isControl });
    const header = stage.put({ login, secret: DEAD }, `${login}:${DEAD}`);
    for (let sweep = 0; sweep < 6; sweep += 1) await stage.count(header);

    expect([...stage.perIncident.values()]).toEqual([expect.any(Number)]);
    expect([...stage.perIncident.values()][0]).toBeLessThanOrEqual(3);
  });

  it('are three at most of an incident that one good check does not end', async () => {
    const stage = await useCounted({ alerts: { recoverAfter: 2 } });
    for (let round = 0; round < 4; round += 1) {
      const key = stage.qonto.createApiKey(LOGIN);
      stage.store(key);
      await stage.count(headerValue(key));
      stage.qonto.revokeApiKey(LOGIN);
      const value = MALFORMED[(2 * round) % MALFORMED.length]?.of(key);
      stage.store(value);
      await stage.count(headerValue(value));
    }

    expect(stage.told()).not.toContain('recovery');
    expect([...stage.perIncident.values()]).toEqual([expect.any(Number)]);
    expect([...stage.perIncident.values()][0]).toBeLessThanOrEqual(3);
  });

  it('are counted anew for the next incident', async () => {
    const stage = await useCounted();
    for (let incident = 0; incident < 3; incident += 1) {
      const key = stage.qonto.createApiKey(LOGIN);
      stage.store(key);
      await stage.sweep();
      stage.qonto.revokeApiKey(LOGIN);
      expect(await stage.count(`${key.login}:${key.secret}`)).toBeGreaterThan(0);
    }
    expect(stage.perIncident.size).toBe(3);
  });

  it('are three at most of any incident, whatever is stored and answered', async () => {
    const step = fc.record({
      stores: fc.constantFrom('good', 'dead', 'malformed', 'same', 'same', 'same'),
      form: fc.constantFrom(...MALFORMED.filter(({ code }) => code !== 'API_KEY_WHITESPACE')),
      control: fc.constantFrom('usual', 'usual', 'odd'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
        const stage = await useCounted();
        let header: string | null = null;
        for (const { stores, form, control } of steps) {
          stage.qonto.faults.clear();
          if (control === 'odd') stage.qonto.faults.add({ kind: 'throttle' }, { match: isControl });
          if (stores !== 'same' || header === null) {
            const key = stage.qonto.createApiKey(LOGIN);
            if (stores === 'dead') stage.qonto.revokeApiKey(LOGIN);
            const value = stores === 'malformed' ? form.of(key) : key;
            header = stage.put(value, headerValue(value));
          }
          await stage.count(header);
        }
        for (const requests of stage.perIncident.values()) expect(requests).toBeLessThanOrEqual(3);
        await stage.close();
      }),
      { numRuns: 40 },
    );
  });

  it('are none with experiments switched off', async () => {
    const stage = await useWatched({ check: { experiments: false } });
    const key = stage.qonto.createApiKey(LOGIN);
    stage.store(key);
    await stage.sweep();
    for (const { of } of MALFORMED) {
      const value = of(key);
      stage.store(value);
      const { diagnosis } = await stage.sweep();
      expect(diagnosis?.confidence).not.toBe('confirmed');
      expect(extraRequests(stage.sent(), headerValue(value))).toEqual([]);
      await stage.check();
      expect(extraRequests(stage.sent(), headerValue(value))).toEqual([]);
    }
  });

  it('are three at most on demand, each time, and are not taken from the incident', async () => {
    const stage = await useWatched();
    const key = stage.qonto.createApiKey(LOGIN);
    stage.store({ login: LOGIN, secret: DEAD });
    stage.store(key);
    stage.qonto.revokeApiKey(LOGIN);
    const header = `${key.login}:${key.secret}`;
    for (let count = 0; count < 3; count += 1) {
      const { diagnosis } = await stage.check();
      const extra = extraRequests(stage.sent(), header).length;
      expect(extra).toBeGreaterThan(0);
      expect(extra).toBeLessThanOrEqual(3);
      expect(diagnosis).toMatchObject({ code: 'API_KEY_REJECTED', confidence: 'confirmed' });
    }
    expect((await stage.sweep()).diagnosis?.confidence).toBe('confirmed');
  });

  it('are not spent on a refusal that is gone at the repeat', async () => {
    const stage = await useWatched();
    const key = stage.qonto.createApiKey(LOGIN);
    stage.store(key);
    stage.qonto.faults.add(REFUSAL, { times: 1 });
    await stage.sweep();

    expect(extraRequests(stage.sent(), `${key.login}:${key.secret}`)).toEqual([]);
  });

  it('go to the own environment, and to no address that an answer names', async () => {
    const counts = [];
    for (const environment of ['production', 'sandbox'] as const) {
      const stage: Watched = await useWatched({ environment });
      const key = stage.qonto.createApiKey(LOGIN);
      stage.store({ login: LOGIN, secret: DEAD });
      stage.store(MALFORMED[0]?.of(key));
      const Location = `${stage.foreign.apiUrl}/v2/bank_accounts`;
      stage.qonto.faults.add(REFUSAL, { times: 2 });
      stage.qonto.faults.add({ kind: 'answer', status: 307, headers: { Location } });
      await stage.sweep();
      await stage.check();
      counts.push(stage.qonto.requests.length);

      expect(stage.foreign.requests).toEqual([]);
    }
    for (const count of counts) expect(count).toBeGreaterThan(3);
  });
});

/** What the monitor puts into the Authorization header; null for what no header can carry. */
function headerValue(value: unknown): string | null {
  if (typeof value === 'string') return /[\r\n]/.test(value) ? null : asWire(value);
  const { login, secret } = value as { login: string; secret: string };
  return asWire(`${login}:${secret}`);
}

/** Characters beyond Latin-1 travel as their UTF-8 bytes, which Node reads as Latin-1. */
function asWire(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
