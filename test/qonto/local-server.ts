import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import {
  type AddressInfo,
  createServer as createNetServer,
  type Server,
  type Socket,
} from 'node:net';
import { afterEach } from 'vitest';

/** A request as it was on the wire. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  /** Names and values by turns; values are bytes as Latin-1. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** The connection's number, from 1. */
  readonly connection: number;
}

/** A real server on a free port of 127.0.0.1. */
export interface LocalServer {
  readonly port: number;
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** How many connections were opened so far. */
  readonly connections: () => number;
  /** How many are open now. */
  readonly openConnections: () => number;
  close(): Promise<void>;
}

/** Answers a request; `seen` is among the server's requests already. */
export type Responder = (response: ServerResponse, seen: SeenRequest, socket: Socket) => void;

const opened: LocalServer[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

/** Serves HTTP (HTTPS with a certificate) until the end of the test. */
export async function serve(respond: Responder, tls?: ServerOptions): Promise<LocalServer> {
  const requests: SeenRequest[] = [];
  const numbers = new WeakMap<Socket, number>();
  const answer = async (message: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    const seen = {
      method: message.method ?? '',
      url: message.url ?? '',
      rawHeaders: message.rawHeaders,
      body: Buffer.concat(chunks).toString('utf8'),
      connection: numbers.get(message.socket) ?? 0,
    };
    requests.push(seen);
    respond(response, seen, message.socket);
  };
  const server = tls ? createHttpsServer(tls, answer) : createHttpServer(answer);
  server.keepAliveTimeout = 0;
  let count = 0;
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    count += 1;
    numbers.set(socket, count);
  });
  return open(server, tls ? 'https' : 'http', requests);
}

/** Serves bare TCP until the end of the test. */
export function serveBytes(onSocket: (socket: Socket) => void): Promise<LocalServer> {
  return open(createNetServer(onSocket), 'http', []);
}

/** Answers with JSON that a healthy Qonto would send. */
export const healthy: Responder = (response) => {
  response.setHeader('Content-Type', 'application/json');
  response.end('{"bank_accounts":[]}');
};

/** The values of a header as they were sent, whatever the spelling of its name. */
export function valuesOf({ rawHeaders }: SeenRequest, name: string): string[] {
  return rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name.toLowerCase(),
  );
}

/** The names of headers in the spelling that they had. */
export function namesOf({ rawHeaders }: SeenRequest): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 0);
}

async function open(
  server: Server,
  scheme: string,
  requests: readonly SeenRequest[],
): Promise<LocalServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const local: LocalServer = {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    openConnections: () => sockets.size,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  opened.push(local);
  return local;
}
