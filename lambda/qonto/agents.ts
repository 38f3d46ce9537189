import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { STAGING_TOKEN_HEADER } from './environments.ts';

/**
 * Node gives each address of a host 250 ms by default before it tries the next, and then reports a
 * timeout: too little for a slow way out of a VPC.
 */
const ADDRESS_ATTEMPT_MS = 2_000;

/** What a call's connection did, as far as it went. */
export interface ConnectionTrace {
  /** Whether a connection (with TLS, where the URL asks for it) stood. */
  connected: boolean;
  /** Whether the connection had served an earlier call. */
  reused: boolean;
}

/** A call on its way. */
export interface CallTrace extends ConnectionTrace {
  /** What Node's `http` makes of it; null before. */
  request: http.ClientRequest | null;
}

/** `addRequest` is how Node's `http` hands a request to its agent; the types leave it out. */
interface RequestTaker {
  addRequest(request: http.ClientRequest, ...rest: unknown[]): void;
}

/** Keep-alive connections to Qonto, shared by all calls, plain and TLS. */
export interface Agents {
  /**
   * An agent for one call that records what its connection did.
   *
   * @param isFresh opens a connection for this call alone
   */
  forCall(url: URL, trace: CallTrace, isFresh?: boolean): http.Agent;
  /** Closes all connections. */
  close(): void;
}

/** Opens the pools. Connections are made when they are needed. */
export function createAgents(): Agents {
  const poolsWith = (keepAlive: boolean) => {
    const options = { keepAlive, autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS };
    return { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  };
  const kept = poolsWith(true);
  const fresh = poolsWith(false);
  return {
    forCall: (url, trace, isFresh = false) => {
      const pool = (isFresh ? fresh : kept)[url.protocol as keyof typeof kept];
      const perCall: RequestTaker = Object.create(pool);
      perCall.addRequest = (request, ...rest) => {
        trace.request = request;
        keepSpelling(request, STAGING_TOKEN_HEADER);
        request.once('socket', (socket) => watch(socket, request, trace));
        (pool as unknown as RequestTaker).addRequest(request, ...rest);
      };
      return perCall as unknown as http.Agent;
    },
    close: () => {
      for (const pool of [...Object.values(kept), ...Object.values(fresh)]) pool.destroy();
    },
  };
}

/** node-fetch sends every header name in lower case; this restores the documented spelling. */
function keepSpelling(request: http.ClientRequest, name: string): void {
  const value = request.getHeader(name);
  if (value === undefined) return;
  request.removeHeader(name);
  request.setHeader(name, value);
}

function watch(socket: Socket, request: http.ClientRequest, trace: ConnectionTrace): void {
  trace.reused = request.reusedSocket;
  if (trace.reused || !socket.connecting) {
    trace.connected = true;
    return;
  }
  const established = 'encrypted' in socket ? 'secureConnect' : 'connect';
  socket.once(established, () => {
    trace.connected = true;
  });
}
