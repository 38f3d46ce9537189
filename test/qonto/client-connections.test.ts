import { describe, expect, it } from 'vitest';
import type { QontoClient } from '../../lambda/qonto/client.ts';
import { VERSION } from '../../lambda/version.ts';
import { healthy, namesOf, serve, valuesOf } from './local-server.ts';
import { answered, openClient, unanswered } from './open-client.ts';

const ask = (client: QontoClient, url: string, headers: Record<string, string> = {}) =>
  client.send({ method: 'GET', url, headers });

describe('connections', () => {
  it('are used again', async () => {
    const server = await serve(healthy);
    const client = openClient();
    for (let call = 0; call < 5; call += 1) await ask(client, server.url);
    expect({ calls: server.requests.length, connections: server.connections() }).toEqual({
      calls: 5,
      connections: 1,
    });
  });

  it('are used again after an error with a body', async () => {
    const server = await serve((response) => {
      response.writeHead(401, { 'Content-Type': 'application/json' });
      response.end('{"errors":[]}');
    });
    const client = openClient();
    for (let call = 0; call < 3; call += 1) await ask(client, server.url);
    expect(server.connections()).toBe(1);
  });

  it('are as many as calls go out at once', async () => {
    const server = await serve((response, seen, socket) => {
      setTimeout(() => healthy(response, seen, socket), 30);
    });
    const client = openClient();
    const results = await Promise.all(Array.from({ length: 20 }, () => ask(client, server.url)));
    expect(results.map(({ kind }) => kind)).toEqual(results.map(() => 'answered'));
    expect(server.connections()).toBe(20);
  });

  it('are closed with the client', async () => {
    const server = await serve(healthy);
    const client = openClient();
    await ask(client, server.url);
    client.close();
    await expect.poll(() => server.openConnections()).toBe(0);
  });

  it('are opened anew where the other side closed a kept one and said so', async () => {
    const server = await serve((response, seen, socket) => {
      healthy(response, seen, socket);
      response.once('finish', () => socket.end());
    });
    const client = openClient();
    await ask(client, server.url);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answered(await ask(client, server.url)).status).toBe(200);
    expect(server.requests.length).toBe(2);
  });
});

describe('a kept connection that dies under a call', () => {
  it('is replaced once, unseen', async () => {
    const server = await serve((response, seen, socket) => {
      if (server.requests.length === 2) socket.resetAndDestroy();
      else healthy(response, seen, socket);
    });
    const client = openClient();
    await ask(client, server.url);
    expect(answered(await ask(client, server.url)).status).toBe(200);
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1, 2]);
  });

  it('is replaced once and not twice', async () => {
    const server = await serve((response, seen, socket) => {
      if (server.requests.length >= 2) socket.resetAndDestroy();
      else healthy(response, seen, socket);
    });
    const client = openClient();
    await ask(client, server.url);
    expect(unanswered(await ask(client, server.url)).failure).toBe('CONNECTION_RESET');
    expect(server.requests.length).toBe(3);
  });

  it('is replaced by a fresh one where every kept connection has died', async () => {
    const server = await serve((response, seen, socket) => {
      const isKept = server.requests.length > 3;
      if (isKept && seen.connection <= 3) socket.resetAndDestroy();
      else setTimeout(() => healthy(response, seen, socket), 30);
    });
    const client = openClient();
    await Promise.all([1, 2, 3].map(() => ask(client, server.url)));
    expect(server.connections()).toBe(3);
    expect((await ask(client, server.url)).kind).toBe('answered');
  });

  it('is not retried where the connection was fresh', async () => {
    const server = await serve((_response, _seen, socket) => socket.resetAndDestroy());
    expect(unanswered(await ask(openClient(), server.url)).failure).toBe('CONNECTION_RESET');
    expect(server.requests.length).toBe(1);
  });

  it('is not retried where an answer had begun', async () => {
    const server = await serve((response, seen, socket) => {
      if (server.requests.length === 1) return healthy(response, seen, socket);
      response.writeHead(401, { 'Content-Length': '100' });
      response.write('{"errors"', () => socket.resetAndDestroy());
    });
    const client = openClient();
    await ask(client, server.url);
    const result = await ask(client, server.url);
    expect(result.kind === 'answered' ? result.bodyEnd : result.failure).toMatch(/cut|RESET/);
    expect(server.requests.length).toBe(2);
  });

  it('is not retried after silence: the time is up', async () => {
    const server = await serve((response, seen, socket) => {
      if (server.requests.length === 1) healthy(response, seen, socket);
    });
    const client = openClient(250);
    await ask(client, server.url);
    expect(unanswered(await ask(client, server.url)).failure).toBe('RESPONSE_TIMEOUT');
    expect(server.requests.length).toBe(2);
  });

  it('shares one time limit with the call that replaces it', async () => {
    const server = await serve((response, seen, socket) => {
      if (server.requests.length === 1) return healthy(response, seen, socket);
      if (server.requests.length === 2) setTimeout(() => socket.resetAndDestroy(), 400);
    });
    const client = openClient(500);
    await ask(client, server.url);
    const startedAt = Date.now();
    expect(unanswered(await ask(client, server.url)).failure).toBe('RESPONSE_TIMEOUT');
    expect(Date.now() - startedAt).toBeLessThan(850);
  });
});

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])(
    'of %i are not followed, and nothing travels on',
    async (status) => {
      const target = await serve(healthy);
      const server = await serve((response) => {
        response.writeHead(status, { Location: `${target.url}/stolen` });
        response.end();
      });
      const headers = { Authorization: 'acme-1:test-secret-not-real' };
      const result = answered(await ask(openClient(), server.url, headers));
      expect(result.status).toBe(status);
      expect(result.header('location')).toBe(`${target.url}/stolen`);
      expect(target.requests).toEqual([]);
      expect(target.connections()).toBe(0);
      expect(server.requests.length).toBe(1);
    },
  );

  it.each(['', '/', 'http://[::', '::::', 'ftp://x', `http://${'x'.repeat(3_000)}`])(
    'to %j do no harm',
    async (location) => {
      const server = await serve((response) => {
        response.writeHead(302, { Location: location });
        response.end();
      });
      expect(answered(await ask(openClient(), server.url)).status).toBe(302);
    },
  );
});

describe('headers on the wire', () => {
  it('spell the staging token as the documentation does, also on a kept connection', async () => {
    const server = await serve(healthy);
    const client = openClient();
    const headers = { 'X-Qonto-Staging-Token': 'not-real', Authorization: 'a:b' };
    await ask(client, server.url, headers);
    await ask(client, server.url, headers);
    for (const seen of server.requests) {
      expect(namesOf(seen).filter((name) => /staging/i.test(name))).toEqual([
        'X-Qonto-Staging-Token',
      ]);
      expect(valuesOf(seen, 'x-qonto-staging-token')).toEqual(['not-real']);
    }
  });

  it('name the monitor and its version, once', async () => {
    const server = await serve(healthy);
    await ask(openClient(), server.url);
    const [seen] = server.requests;
    expect(seen && valuesOf(seen, 'user-agent')).toEqual([`qonto-auth-monitor/${VERSION}`]);
  });

  it('post a form with its type and length', async () => {
    const server = await serve(healthy);
    await openClient().send({
      method: 'POST',
      url: server.url,
      headers: {},
      body: new URLSearchParams({ a: 'ö&=+ ', b: '' }),
    });
    const [seen] = server.requests;
    expect(seen?.method).toBe('POST');
    expect(seen?.body).toBe('a=%C3%B6%26%3D%2B+&b=');
    expect(seen && valuesOf(seen, 'content-type')[0]).toMatch(
      /^application\/x-www-form-urlencoded/,
    );
  });
});
