import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EnvironmentConfig } from '../../lambda/config/monitor-config.ts';
import { askAboutClient } from '../../lambda/qonto/token-endpoint.ts';
import { Secret } from '../../lambda/secret.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { namesOf, serve, valuesOf } from './local-server.ts';
import { openClient } from './open-client.ts';

const environmentAt = (oauthUrl: string): EnvironmentConfig => ({
  name: 'sandbox',
  kind: 'sandbox',
  apiUrl: 'http://127.0.0.1:1',
  oauthUrl,
  stagingToken: null,
  credentials: [],
});

function ask(url: string, clientId: string, clientSecret: string, stagingToken?: string) {
  return askAboutClient(
    openClient(),
    environmentAt(url),
    { clientId: new Secret(clientId), clientSecret: new Secret(clientSecret) },
    stagingToken === undefined ? null : new Secret(stagingToken),
  );
}

describe('askAboutClient', () => {
  const answers: readonly (readonly [number, string, string])[] = [
    [400, '{"error":"invalid_grant","error_description":"x"}', 'client_accepted'],
    [401, '{"error":"invalid_client","error_description":"x"}', 'client_refused'],
    [400, '{"error":"invalid_client"}', 'client_refused'],
    [400, '{"error":"invalid_request"}', 'unclear'],
    [400, '{"error":"unauthorized_client"}', 'unclear'],
    [400, '{"error":{"code":"invalid_client"}}', 'unclear'],
    [400, '{"error":"toString"}', 'unclear'],
    [400, '{"error":"__proto__"}', 'unclear'],
    [400, '["invalid_client"]', 'unclear'],
    [400, 'null', 'unclear'],
    [400, '', 'unclear'],
    [401, '<html>invalid_client</html>', 'unclear'],
    [401, '{"message":"Unauthorized"}', 'unclear'],
    [200, '{"error":"invalid_client"}', 'unclear'],
    [200, '{"access_token":"x"}', 'unclear'],
    [302, '{"error":"invalid_client"}', 'unclear'],
    [429, '{"error":"too_many"}', 'unclear'],
    [429, '{"error":"invalid_client"}', 'unclear'],
    [500, '{"error":"invalid_client"}', 'unclear'],
    [503, '{"error":"invalid_grant"}', 'unclear'],
  ];
  it.each(answers)('takes %i %s for %s', async (status, body, expected) => {
    const { url } = await serve((response) => {
      response.writeHead(status);
      response.end(body);
    });
    expect(await ask(url, 'id', 'test-secret-not-real')).toBe(expected);
  });

  it('is unclear without an answer, and of one that was cut', async () => {
    expect(await ask('http://127.0.0.1:1', 'id', 'x')).toBe('unclear');
    const { url } = await serve((response, _seen, socket) => {
      response.writeHead(401, { 'Content-Length': '999' });
      response.write('{"error":"invalid_client"}', () => socket.destroy());
    });
    expect(await ask(url, 'id', 'x')).toBe('unclear');
  });

  it('sends the client in the form, as Qonto wants it, and no Authorization', async () => {
    const server = await serve((response) => response.end());
    await ask(server.url, 'id &=+é', 'test secret/not+real', 'not-real');
    const [seen] = server.requests;
    if (seen === undefined) throw new Error('nothing was sent');
    expect(seen).toMatchObject({ method: 'POST', url: '/oauth2/token' });
    expect(Object.fromEntries(new URLSearchParams(seen.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: expect.not.stringMatching(/^ory_/),
      client_id: 'id &=+é',
      client_secret: 'test secret/not+real',
    });
    expect(valuesOf(seen, 'content-type')[0]).toMatch(/^application\/x-www-form-urlencoded/);
    expect(valuesOf(seen, 'authorization')).toEqual([]);
    expect(namesOf(seen)).toContain('X-Qonto-Staging-Token');
  });

  it('tells a good client from a rotated one, and spends nothing', async () => {
    const simulator = await startSimulator();
    try {
      const { production } = simulator;
      const { clientId, clientSecret } = production.createClient();
      production.createGrant(clientId);
      expect(await ask(production.oauthUrl, clientId, clientSecret)).toBe('client_accepted');
      production.rotateClientSecret(clientId);
      expect(await ask(production.oauthUrl, clientId, clientSecret)).toBe('client_refused');
      expect(production.spentRefreshTokens()).toBe(0);
    } finally {
      await simulator.close();
    }
  });

  it('never throws, whatever the values', async () => {
    const server = await serve((response) => response.end());
    const text = fc.string({ unit: 'binary' });
    await fc.assert(
      fc.asyncProperty(text, text, text, async (id, secret, staging) => {
        expect(await ask(server.url, id, secret, staging)).toBe('unclear');
      }),
      { numRuns: 50 },
    );
  });
});
