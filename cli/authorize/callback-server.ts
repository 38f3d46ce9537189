import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { MonitorError, nameOf } from '../../lambda/errors.ts';
import { callbackPage, type PageKind } from './callback-page.ts';
import type { CallbackAddress } from './redirect.ts';

/** Waits for a browser. */
export interface CallbackServer {
  close(): void;
}

/** Nothing of the page may be kept, framed, guessed at, or told to other sites: its address has a code. */
const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
};

/**
 * Listens on loopback, and hands in every address that a browser comes to the callback with. Browsers
 * ask for other things as well (`/favicon.ico`): they get 404.
 *
 * @param offer judges an address, and says what its page is
 * @throws MonitorError `USAGE_INVALID` when the port cannot be had
 */
export async function listenForCallback(
  { hosts, port, path }: CallbackAddress,
  offer: (url: URL) => PageKind,
): Promise<CallbackServer> {
  const serve: RequestListener = (request, response) => {
    const text = `http://localhost${request.url}`;
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url?.pathname !== path) {
      response.writeHead(404, HEADERS).end();
    } else if (request.method !== 'GET') {
      response.writeHead(405, { ...HEADERS, Allow: 'GET' }).end();
    } else {
      const { status, html } = callbackPage(offer(url));
      response.writeHead(status, HEADERS).end(html);
    }
  };
  const servers: Server[] = [];
  const close = () => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  };
  try {
    for (const host of hosts) {
      const server = createServer(serve);
      servers.push(server);
      server.listen(port, host);
      await once(server, 'listening').catch((error: unknown) => {
        // A machine without IPv6 does well with the other address.
        if (!ABSENT.has(nameOf(error)) || host === hosts[0]) throw error;
      });
    }
  } catch (error) {
    close();
    throw portFault(port, nameOf(error));
  }
  return { close };
}

const ABSENT: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

function portFault(port: number, name: string): MonitorError {
  const why =
    name === 'EADDRINUSE'
      ? 'something else listens there, perhaps another authorize'
      : name === 'EACCES'
        ? 'this user may not listen there'
        : name;
  return new MonitorError(
    'USAGE_INVALID',
    `Port ${port} of this machine cannot be had: ${why}. End that, or name another port with --redirect-port and register its redirect URI in Qonto's Developer Portal too.`,
  );
}
