import { once } from 'node:events';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { portOf } from '../http-host.ts';
import type { MemoryAws } from './memory-aws.ts';

/** A request as the SDK hands it to whoever carries it out. */
interface SdkRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** What SDK clients of this process are made with, to reach an AWS in memory. */
export function clientOf(aws: MemoryAws) {
  return {
    region: 'eu-west-1',
    credentials: { accessKeyId: 'not-real', secretAccessKey: 'not-real' },
    requestHandler: {
      handle: async ({ method, hostname, path, headers, body }: SdkRequest) => {
        const sent = body instanceof Uint8Array ? new TextDecoder().decode(body) : body;
        const answer = await aws.answer({
          method,
          hostname,
          path,
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
          ),
          body: typeof sent === 'string' ? sent : '',
        });
        return { response: { ...answer, body: Readable.from([Buffer.from(answer.body)]) } };
      },
    },
  };
}

/** An AWS in memory on loopback, for functions in processes of their own. */
export interface AwsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Lets processes reach an AWS in memory. */
export async function serveAws(aws: MemoryAws): Promise<AwsServer> {
  const server = createServer(async (request, response) => {
    try {
      const { method = '', url = '', headers } = request;
      const answer = await aws.answer({
        method,
        hostname: '127.0.0.1',
        path: new URL(url, 'http://127.0.0.1').pathname,
        headers: headers as Record<string, string>,
        body: await text(request),
      });
      response.writeHead(answer.statusCode, answer.headers).end(answer.body);
    } catch (error) {
      response.writeHead(501).end(String(error));
    }
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
