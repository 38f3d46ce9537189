import { expect, it } from 'vitest';
import { FAKE_IBAN } from '../../simulator/business-bodies.ts';
import type { ApiKey } from '../../simulator/key-store.ts';
import { findLeaks } from './leaks.ts';
import type { Bench } from './use-deployment.ts';

/** What may stand in the secret of an API key, from nearly right to hopeless. */
const CONTENTS: Readonly<Record<string, (key: ApiKey) => unknown>> = {
  'a swapped pair': ({ login, secret }) => `${secret}:${login}`,
  'a Bearer prefix': ({ login, secret }) => `Bearer ${login}:${secret}`,
  'a pair in Base64': ({ login, secret }) => Buffer.from(`${login}:${secret}`).toString('base64'),
  'a Basic header': ({ login, secret }) =>
    `Basic ${Buffer.from(`${login}:${secret}`).toString('base64')}`,
  'a quoted pair': ({ login, secret }) => `"${login}:${secret}"`,
  'a line break': ({ login, secret }) => ({ login, secret: `${secret}\nand more` }),
  'a header line': ({ login, secret }) => `Authorization: ${login}:${secret}`,
  'damaged JSON': ({ login, secret }) => `{"login":"${login}","secret":"${secret}`,
  'another type': ({ secret }) => ({ login: [secret], secret: { nested: secret } }),
  'only the secret key': ({ secret }) => ({ secret }),
  'the secret key as a name': ({ secret }) => ({ [secret]: secret }),
  'an access token': ({ secret }) => ({ authorization: `ory_at_${secret}` }),
  'a JWT': ({ secret }) => ({ login: 'x', secret: `eyJhbGciOi.${secret}.${secret}` }),
  'characters beyond ASCII': ({ login, secret }) => ({ login, secret: `${secret}äöü€` }),
};

/** Nothing secret comes out: the bench searches all output after each test, these too. */
export function secrecy(bench: Bench): void {
  it('keeps what secrets hold to itself, whatever they hold', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    for (const [name, content] of Object.entries(CONTENTS)) {
      const credential = name === 'another type' ? 'shop' : 'accounting';
      await stage.secrets.store(credential, content(stage.secrets.regenerateKey(credential)));
      await stage.run(instance, { action: 'check' });
      const { results } = await stage.run(instance);

      expect(results.find((entry) => entry.credential === credential)?.outcome, name).toBe(
        'rejected',
      );
    }
    await stage.run(instance, { action: 'status' });
    expect(await stage.alerts()).not.toEqual([]);
  });

  it('keeps answers of Qonto to itself that repeat what was sent', async () => {
    const { stage, simulator } = bench;
    const instance = await stage.start();
    const echo = `${stage.secrets.authorizationOf('accounting')} ${FAKE_IBAN}`;
    const shapes = [
      { status: 401, body: JSON.stringify({ errors: [{ code: echo, detail: echo }] }) },
      { status: 403, body: JSON.stringify({ code: echo, message: echo }) },
      { status: 400, body: `<html><title>${echo}</title></html>`, contentType: 'text/html' },
      { status: 500, body: echo, headers: { 'Retry-After': echo } },
      { status: 302, headers: { Location: `https://example.com/?${encodeURIComponent(echo)}` } },
      { status: 200, body: JSON.stringify({ error: echo }), headers: { 'X-Tyk-Trace-Id': echo } },
    ];
    for (const shape of shapes) {
      simulator.production.faults.clear();
      simulator.production.faults.add({ kind: 'answer', ...shape });
      const report = await stage.run(instance);

      expect(report.results[0]?.outcome).not.toBe('authenticated');
    }
  });

  it('searches where a secret would be found', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    await instance.invoke({ action: 'check', environment: 'not-real-but-logged' });
    await instance.kill();

    expect(findLeaks({ logs: instance.logs() }, ['not-real-but-logged'])).toContainEqual({
      output: 'logs',
      form: 'plain',
    });
    expect(await stage.leaks()).toEqual([]);
    expect(stage.secrets.planted.size).toBeGreaterThan(10);
  });
}
