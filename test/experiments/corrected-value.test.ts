import { describe, expect, it } from 'vitest';
import { MALFORMED } from './malformed.ts';
import { extraRequests, HOUR, useWatched } from './watched.ts';

const LOGIN = 'pied-piper-7133';
const ALIKE = [
  ['a login without digits', 'acme'],
  ['a login with an underscore', 'acme_corp'],
  ['a login as long as a secret key', 'acmecorporationinternational'],
] as const;

describe('the experiment with the mended value, accepted', () => {
  it.each(MALFORMED)('confirms $code: $name', async ({ code, of }) => {
    const stage = await useWatched();
    stage.store(of(stage.qonto.createApiKey(LOGIN)));

    const { outcome, diagnosis } = await stage.sweep();

    expect({ outcome, code: diagnosis?.code, confidence: diagnosis?.confidence }).toEqual({
      outcome: 'rejected',
      code,
      confidence: 'confirmed',
    });
    expect(diagnosis?.evidence.join('\n')).toMatch(/Qonto accepts/);
    expect(stage.told()).toEqual(['regression']);
  });

  it.each(MALFORMED)('confirms $code in the sandbox and on demand: $name', async ({ code, of }) => {
    const stage = await useWatched({ environment: 'sandbox' });
    stage.store(of(stage.qonto.createApiKey(LOGIN)));

    const { diagnosis } = await stage.check();

    expect(diagnosis).toMatchObject({ code, confidence: 'confirmed' });
  });

  it.each(ALIKE)('proves that the halves are swapped, of %s', async (_, login) => {
    const stage = await useWatched();
    const { secret } = stage.qonto.createApiKey(login);
    stage.store(`${secret}:${login}`);

    const { diagnosis } = await stage.sweep();

    expect(diagnosis).toMatchObject({ code: 'API_KEY_SWAPPED', confidence: 'confirmed' });
  });

  it('confirms that a token has Bearer before it, or white space in it', async () => {
    const stage = await useWatched({ method: 'oauth' });
    const { clientId } = stage.qonto.createClient();
    const { accessToken } = stage.qonto.createGrant(clientId);

    stage.store({ accessToken: `Bearer ${accessToken}` });
    expect((await stage.check()).diagnosis).toMatchObject({
      code: 'API_KEY_BEARER_PREFIX',
      confidence: 'confirmed',
    });
    stage.store({ accessToken: `${accessToken}\r\n` });
    expect((await stage.check()).diagnosis).toMatchObject({
      code: 'API_KEY_WHITESPACE',
      confidence: 'confirmed',
    });
    stage.store({ accessToken: `"${accessToken}"` });
    expect((await stage.check()).diagnosis).toMatchObject({
      code: 'API_KEY_QUOTED',
      confidence: 'confirmed',
    });
  });
});

describe('the experiment with the mended value, refused as well', () => {
  it.each(MALFORMED)('says that the key is dead besides: $code, $name', async ({ code, of }) => {
    const stage = await useWatched();
    const key = stage.qonto.createApiKey(LOGIN);
    stage.qonto.createApiKey(LOGIN);
    stage.store(of(key));

    const { outcome, diagnosis } = await stage.sweep();

    expect(outcome).toBe('rejected');
    expect([code, 'API_KEY_REJECTED']).toContain(diagnosis?.code);
    expect(diagnosis?.evidence.join('\n')).toMatch(/refuses (?:it|the value)/);
    expect(diagnosis?.evidence.join('\n')).not.toMatch(/Qonto accepts/);
    // Neither mistake may be kept from people: the form in what to do, the key in what to expect.
    expect(diagnosis?.remedy.join('\n')).toMatch(/key/i);
    expect(diagnosis?.confidence).not.toBe('confirmed');
  });

  it('gives up a guess that the halves are swapped', async () => {
    const stage = await useWatched();
    const { secret } = stage.qonto.createApiKey('acme');
    stage.qonto.revokeApiKey('acme');
    stage.store(`${secret}:acme`);

    const { diagnosis } = await stage.sweep();

    expect(diagnosis?.code).toBe('API_KEY_REJECTED');
    expect(diagnosis?.evidence.join('\n')).toMatch(/other way round/);
  });

  it('is not misled by a login without digits: the key is dead', async () => {
    const stage = await useWatched();
    const { login, secret } = stage.qonto.createApiKey('acme');
    stage.qonto.createApiKey('acme');
    stage.store({ login, secret });

    const { diagnosis } = await stage.sweep();

    expect(diagnosis).toMatchObject({ code: 'API_KEY_REJECTED', confidence: 'confirmed' });
  });
});

describe('the experiment with the mended value, answered by nobody', () => {
  it.each(MALFORMED)('proves nothing: $code, $name', async ({ code, of }) => {
    const stage = await useWatched();
    const key = stage.qonto.createApiKey(LOGIN);
    stage.store(of(key));
    const own = `${key.login}:${key.secret}`;
    stage.qonto.faults.add(
      { kind: 'unavailable', format: 'json' },
      { match: (request) => extraRequests([request], own).length === 0 },
    );

    const { outcome, diagnosis } = await stage.sweep();

    expect(outcome).toBe('rejected');
    expect(diagnosis?.code).toBe(code);
    expect(diagnosis?.confidence).not.toBe('confirmed');
  });

  it('is not made for a token that expired: that is known without it', async () => {
    const stage = await useWatched({ method: 'oauth' });
    const { clientId } = stage.qonto.createClient();
    const { accessToken, expiresAt } = stage.qonto.createGrant(clientId);
    stage.store({ accessToken, expiresAt });
    stage.pass(2 * HOUR);

    const { diagnosis } = await stage.sweep();

    expect(diagnosis?.code).toBe('OAUTH_ACCESS_TOKEN_EXPIRED');
    expect(extraRequests(stage.sent(), `Bearer ${accessToken}`)).toEqual([]);
  });
});
