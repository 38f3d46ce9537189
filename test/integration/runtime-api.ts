import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { portOf } from '../../simulator/http-host.ts';

/** What came of an invocation. */
export type Invocation =
  | { readonly payload: unknown }
  | { readonly errorType: string; readonly errorMessage: string };

/** Lambda's side of the Runtime API, for one runtime process. */
export interface RuntimeApi {
  /** For `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Hands an event to the runtime when it asks for one. */
  invoke(event: unknown): Promise<Invocation>;
  /** Ends all invocations, those to come as well: the process is gone. */
  fail(error: { errorType: string; errorMessage: string }): void;
  close(): Promise<void>;
}

interface Pending {
  readonly id: string;
  readonly event: string;
  readonly finish: (invocation: Invocation) => void;
}

/**
 * Starts the Runtime API.
 *
 * @param timeoutMs the function's timeout, by which it is told its deadline
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startRuntimeApi(timeoutMs: number): Promise<RuntimeApi> {
  const waiting: Pending[] = [];
  const running = new Map<string, Pending>();
  let runtime: ServerResponse | null = null;
  let fault: Invocation | null = null;

  function handOver(): void {
    if (runtime === null) return;
    const next = waiting.shift();
    if (next === undefined) return;
    running.set(next.id, next);
    runtime.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': next.id,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + timeoutMs),
    });
    runtime.end(next.event);
    runtime = null;
  }

  function fail(error: Invocation): void {
    fault ??= error;
    for (const pending of [...running.values(), ...waiting]) pending.finish(fault);
    running.clear();
    waiting.length = 0;
  }

  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').replace('/2018-06-01/runtime', '');
    if (path === '/invocation/next') {
      runtime = response;
      handOver();
      return;
    }
    // A process that is killed while it answers has not answered.
    const body = JSON.parse(await text(request).catch(() => 'null'));
    response.writeHead(202).end('{"status":"OK"}');
    if (path === '/init/error') {
      fail(body);
      return;
    }
    const [, id = '', kind] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const { errorType, errorMessage } = body ?? {};
    if (request.complete) {
      running.get(id)?.finish(kind === 'error' ? { errorType, errorMessage } : { payload: body });
      running.delete(id);
    }
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    address: `127.0.0.1:${portOf(server)}`,
    invoke: (event) => {
      if (fault !== null) return Promise.resolve(fault);
      return new Promise((finish) => {
        waiting.push({ id: randomUUID(), event: JSON.stringify(event), finish });
        handOver();
      });
    },
    fail,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
