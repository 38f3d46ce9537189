import { describe, expect, it } from 'vitest';
import { errorFault } from '../../simulator/faults.ts';
import { HOUR, useWatched } from './watched.ts';

async function useGrant() {
  const watched = await useWatched();
  const client = watched.qonto.createClient();
  const grant = { ...client, ...watched.qonto.createGrant(client.clientId) };
  return { ...watched, grant };
}

describe('the diagnosis of observed tokens', () => {
  it('says since when nobody has renewed an expired token, by what the secret knows', async () => {
    const { grant, store, pass, sweep, now } = await useGrant();
    const startedAt = now();
    const { expiresAt: _, ...withoutExpiry } = grant;
    const contents = [
      [grant, startedAt],
      [{ ...grant, refreshedAt: startedAt - 5_000 }, startedAt - 5_000],
      [{ ...grant, refreshedAt: new Date(startedAt - HOUR).toISOString() }, startedAt - HOUR],
    ] as const;
    pass(2 * HOUR);
    for (const [content, since] of contents) {
      store(content);
      const { diagnosis } = await sweep();
      expect(diagnosis?.code).toBe('OAUTH_ACCESS_TOKEN_EXPIRED');
      const fact = `it was last renewed at ${new Date(since).toISOString()}, and not since`;
      expect(diagnosis?.evidence).toContain(fact);
    }
    store(withoutExpiry);
    const storedAt = now();
    pass(2 * HOUR);

    expect((await sweep()).diagnosis?.evidence).toContain(
      `it was last renewed at ${new Date(storedAt).toISOString()}, and not since`,
    );
  });

  it('says what a token may do that lacks the scope of the check', async () => {
    const { grant, store, sweep, qonto } = await useGrant();
    const missing = errorFault('list', 403, 'forbidden', 'missing required OAuth scope');
    qonto.faults.add(missing, { host: 'api' });
    store({ ...grant, scope: 'offline_access card.read not-real-word other' });
    const { diagnosis } = await sweep();

    expect(diagnosis).toMatchObject({ code: 'OAUTH_SCOPE_MISSING' });
    expect(diagnosis?.evidence).toContain(
      'the scopes stored with the token are: offline_access, card.read, 2 that Qonto does not document',
    );
  });

  it('repeats no word of a secret that is no scope', async () => {
    const { grant, store, sweep, qonto } = await useGrant();
    qonto.faults.add(errorFault('list', 403, 'forbidden', 'no'), { host: 'api' });
    store({ ...grant, scope: grant.refreshToken });
    const entry = await sweep();

    expect(entry.diagnosis?.code).toBe('OAUTH_SCOPE_MISSING');
    expect(JSON.stringify(entry)).not.toContain(grant.refreshToken);
  });

  it.each([-1e300, '1e300', 9e15, '-8.64e12', '-8.6399999e12', Number.MAX_VALUE])(
    'copes with %s where a time belongs',
    async (time) => {
      const { grant, store, sweep, pass } = await useGrant();
      store({ ...grant, expiresAt: time, refreshedAt: time });
      pass(2 * HOUR);

      expect(await sweep()).toMatchObject({
        outcome: 'rejected',
        diagnosis: { code: 'OAUTH_ACCESS_TOKEN_EXPIRED' },
      });
    },
  );
});
