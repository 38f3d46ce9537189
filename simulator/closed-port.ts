import { once } from 'node:events';
import { createServer } from 'node:net';
import { portOf } from './http-host.ts';

/**
 * A port of 127.0.0.1 on which nobody listens, for the "connection refused" case.
 *
 * It was free a moment ago. Another process could take it since, one chance among the thousands of
 * ports that the system picks from.
 */
export async function closedPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}
