import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closedPort } from '../../simulator/closed-port.ts';
import { type Addresses, openAddresses } from '../corpus/addresses.ts';
import { serve, serveBytes } from './local-server.ts';
import { answered, get, unanswered } from './open-client.ts';

let addresses: Addresses;
beforeAll(async () => {
  addresses = await openAddresses(`http://127.0.0.1:${await closedPort()}`);
});
afterAll(() => addresses.close());

const SHORT_MS = 250;

describe('what the network does to a call', () => {
  it('names a port on which nobody listens', async () => {
    expect(await get(`http://127.0.0.1:${await closedPort()}/`)).toMatchObject({
      kind: 'unanswered',
      failure: 'CONNECTION_REFUSED',
      systemCode: 'ECONNREFUSED',
    });
  });

  it('names it too where the host has an IPv4 and an IPv6 address', async () => {
    const result = await get(`http://localhost:${await closedPort()}/`);
    expect(unanswered(result).failure).toBe('CONNECTION_REFUSED');
  });

  it('names a host that does not exist', async () => {
    expect(unanswered(await get('https://qonto.invalid/')).failure).toBe('DNS_FAILURE');
  });

  const bytes: readonly (readonly [string, (socket: Socket) => void, string])[] = [
    [
      'a reset before any byte',
      (s) => s.once('data', () => s.resetAndDestroy()),
      'CONNECTION_RESET',
    ],
    ['a close before any byte', (s) => s.once('data', () => s.end()), 'CONNECTION_RESET'],
    ['a close right after the connection', (s) => s.end(), 'CONNECTION_RESET'],
    ['another protocol', (s) => s.end('SSH-2.0-x\r\n'), 'NETWORK_ERROR'],
    ['a status line that is none', (s) => s.end('HTTP/1.1 abc\r\n\r\n'), 'NETWORK_ERROR'],
    ['a header that is none', (s) => s.end('HTTP/1.1 200 OK\r\n: x\r\n\r\n'), 'NETWORK_ERROR'],
    [
      'two lengths',
      (s) => s.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
      'NETWORK_ERROR',
    ],
  ];
  it.each(bytes)('names %s', async (_name, onSocket, failure) => {
    const { url } = await serveBytes(onSocket);
    expect(unanswered(await get(url)).failure).toBe(failure);
  });

  it('names a head of more than 16 KiB', async () => {
    const { url } = await serve((response) => {
      response.writeHead(200, { 'X-Long': 'x'.repeat(20_000) });
      response.end();
    });
    expect(unanswered(await get(url)).failure).toBe('NETWORK_ERROR');
  });

  it('is over for an answer that switches protocols', async () => {
    const { url } = await serveBytes((socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    });
    expect((await get(url, SHORT_MS)).kind).toBe('unanswered');
  });

  it('passes over an interim answer', async () => {
    const { url } = await serveBytes((socket) => {
      socket.end('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n');
    });
    expect(answered(await get(url)).status).toBe(204);
  });
});

describe('a call that takes too long', () => {
  it('is a connection timeout where packets are dropped', async () => {
    const result = unanswered(await get(addresses.urls['black-hole'] ?? '', SHORT_MS));
    expect(result.failure).toBe('CONNECTION_TIMEOUT');
    expect(result.durationMs).toBeGreaterThanOrEqual(SHORT_MS - 50);
    expect(result.durationMs).toBeLessThan(SHORT_MS + 1_000);
  });

  it('is a connection timeout where TLS never comes about', async () => {
    const result = await get(addresses.urls['https-on-silence'] ?? '', SHORT_MS);
    expect(unanswered(result).failure).toBe('CONNECTION_TIMEOUT');
  });

  const silences: readonly (readonly [string, (socket: Socket) => void])[] = [
    ['nothing is said', () => {}],
    ['half a head is said', (s) => s.write('HTTP/1.1 200 OK\r\nContent-')],
    ['the body is held back', (s) => s.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n')],
    ['the body stops', (s) => s.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc')],
    [
      'a refusal’s body is held back',
      (s) => s.write('HTTP/1.1 401 X\r\nContent-Length: 9\r\n\r\n'),
    ],
  ];
  it.each(silences)('is a response timeout where %s', async (_name, speak) => {
    const { url } = await serveBytes((socket) => socket.once('data', () => speak(socket)));
    expect(await get(url, SHORT_MS)).toMatchObject({
      kind: 'unanswered',
      failure: 'RESPONSE_TIMEOUT',
      systemCode: null,
    });
  });

  it('ends after the whole time, however many bytes keep coming', async () => {
    const { url } = await serve((response, _seen, socket) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 20);
      socket.once('close', () => clearInterval(timer));
    });
    const startedAt = Date.now();
    expect(unanswered(await get(url, SHORT_MS)).failure).toBe('RESPONSE_TIMEOUT');
    expect(Date.now() - startedAt).toBeLessThan(SHORT_MS + 1_000);
  });

  it('lets go of the connection', async () => {
    const server = await serve(() => {});
    await get(server.url, SHORT_MS);
    await expect.poll(() => server.openConnections()).toBe(0);
  });
});
