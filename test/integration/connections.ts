import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** The connections on which servers of this process were called. */
export interface Connections {
  /** Those to one server, each once. */
  to(url: string): ReadonlySet<Socket>;
  /** Lets those to one server be dead without a word: who uses one again is reset. */
  sever(url: string): void;
  stop(): void;
}

/** A channel of Node's own, on which its HTTP servers name each request. */
const CHANNEL = 'http.server.request.start';

/** Starts to watch all HTTP servers of this process. */
export function watchConnections(): Connections {
  const byPort = new Map<number | undefined, Set<Socket>>();
  const severed = new Set<Socket>();
  const note = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    if (severed.has(socket)) socket.resetAndDestroy();
    const known = byPort.get(socket.localPort) ?? new Set();
    byPort.set(socket.localPort, known.add(socket));
  };
  const to = (url: string) => new Set(byPort.get(Number(new URL(url).port)));
  subscribe(CHANNEL, note);
  return {
    to,
    sever: (url) => {
      for (const socket of to(url)) severed.add(socket);
    },
    stop: () => {
      unsubscribe(CHANNEL, note);
    },
  };
}
