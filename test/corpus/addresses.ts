import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { closedPort } from '../../simulator/closed-port.ts';
import { selfSignedCertificate } from '../qonto/certificates.ts';

/** Places that are no Qonto at all. */
export type AddressName =
  /** Nobody listens. */
  | 'refused'
  /** A name that no resolver knows (RFC 6761). */
  | 'unresolvable'
  /** https, where plain HTTP is spoken. */
  | 'https-on-plain-http'
  /** https, where the connection opens and nothing is ever said. */
  | 'https-on-silence'
  /** https, where the connection ends at the first byte. */
  | 'https-hung-up'
  /** https with a certificate that nobody vouches for; null without openssl. */
  | 'self-signed'
  /** A full listen queue: packets are dropped, the connection never opens. */
  | 'black-hole';

/** The places, open until {@link Addresses.close}. */
export interface Addresses {
  readonly urls: Readonly<Record<AddressName, string | null>>;
  close(): Promise<void>;
}

/** Opens all places. `plainUrl` is any plain HTTP server's address. */
export async function openAddresses(plainUrl: string): Promise<Addresses> {
  const silent = await listen(createServer(() => {}));
  const hangingUp = await listen(
    createServer((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    }),
  );
  const certificate = selfSignedCertificate();
  const selfSigned =
    certificate === null ? null : await listen(createHttpsServer(certificate, (_, r) => r.end()));
  const hole = await openBlackHole();
  return {
    urls: {
      refused: `http://127.0.0.1:${await closedPort()}`,
      unresolvable: 'https://qonto.invalid',
      'https-on-plain-http': plainUrl.replace('http:', 'https:'),
      'https-on-silence': `https://127.0.0.1:${silent.port}`,
      'https-hung-up': `https://127.0.0.1:${hangingUp.port}`,
      'self-signed': selfSigned === null ? null : `https://127.0.0.1:${selfSigned.port}`,
      'black-hole': `http://127.0.0.1:${hole.port}`,
    },
    close: async () => {
      await Promise.all([silent.close(), hangingUp.close(), selfSigned?.close(), hole.close()]);
    },
  };
}

interface Place {
  readonly port: number;
  close(): Promise<void>;
}

async function listen(server: Server): Promise<Place> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/**
 * A listener whose thread is stopped, so that nobody takes connections off its queue, and
 * connections that fill the queue: the system then drops whoever comes later.
 */
async function openBlackHole(): Promise<Place> {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer();
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
     });`,
    { eval: true },
  );
  const [port] = (await once(worker, 'message')) as [number];
  await sleep(50);
  const fillers = Array.from({ length: 6 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await sleep(50);
  return {
    port,
    close: async () => {
      for (const socket of fillers) socket.destroy();
      await worker.terminate();
    },
  };
}
