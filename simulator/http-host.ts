import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Server as NetServer, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import { faultAnswer } from './fault-answers.ts';
import { amended, distort, send } from './fault-delivery.ts';
import type { Fault, FaultPlan } from './faults.ts';
import { freshTraceId } from './not-real.ts';
import type { HostName, RecordedRequest } from './recorded-request.ts';

/** What one host is made of. */
export interface HttpHostOptions {
  readonly host: HostName;
  /** What it answers when no fault strikes. */
  readonly answer: (request: RecordedRequest) => Answer;
  readonly faults: FaultPlan;
  /** Where requests are recorded. */
  readonly requests: RecordedRequest[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A listening host. */
export interface HttpHost {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /** Ends it and every connection, hanging ones too. */
  close(): Promise<void>;
}

/** A request's record while its answer is being made. */
type OpenRecord = Omit<RecordedRequest, 'traceId'> & { traceId: string | null };

/** Starts a host on a free port of 127.0.0.1. */
export async function startHttpHost(options: HttpHostOptions): Promise<HttpHost> {
  const sockets = new Set<Socket>();
  const server = createServer((message, response) => {
    serve(options, message, response).catch((error: unknown) => explain(response, error));
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Idle connections stay open: a client that reuses one must not lose a race against a timer.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The port that a server listens on. */
export function portOf(server: NetServer): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

async function serve(
  options: HttpHostOptions,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const connection = new AbortController();
  response.once('close', () => connection.abort());
  const gone = connection.signal;
  try {
    const record = await recordOf(options, message);
    options.requests.push(record);
    const fault = options.faults.take(record);
    await respond({ options, record, response, gone }, fault);
  } catch (error) {
    // A client that went away, before or after its request was complete, is no mistake here.
    if (message.complete && !gone.aborted) throw error;
  }
}

async function recordOf(options: HttpHostOptions, message: IncomingMessage): Promise<OpenRecord> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return {
    host: options.host,
    method: message.method ?? '',
    path: message.url ?? '',
    rawHeaders: message.rawHeaders,
    body: Buffer.concat(chunks).toString('utf8'),
    at: options.now(),
    remoteAddress: message.socket.remoteAddress ?? '',
    traceId: null,
  };
}

interface Exchange {
  readonly options: HttpHostOptions;
  readonly record: OpenRecord;
  readonly response: ServerResponse;
  readonly gone: AbortSignal;
}

async function respond(exchange: Exchange, fault: Fault | undefined): Promise<void> {
  const { options, record, response, gone } = exchange;
  if (fault === undefined) return send(response, normalAnswer(exchange));
  switch (fault.kind) {
    case 'answer':
    case 'edge_block':
    case 'throttle':
    case 'unavailable':
      return send(response, traced(record, faultAnswer(fault, options.host, freshTraceId())));
    case 'delay':
      await sleep(fault.ms, undefined, { signal: gone });
      return send(response, normalAnswer(exchange));
    case 'amend': {
      const answer = amended(options.answer(record), fault.headers);
      return send(response, traced(record, answer));
    }
    case 'reset':
      if (fault.processed === true) options.answer(record);
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      if (fault.processed === true) options.answer(record);
      return;
    case 'not_http':
      response.socket?.end(fault.bytes ?? 'SSH-2.0-not_a_web_server\r\n');
      return;
    default:
      return distort(response, normalAnswer(exchange), fault, gone);
  }
}

function normalAnswer({ options, record }: Exchange): Answer {
  return traced(record, options.answer(record));
}

function traced(record: OpenRecord, answer: Answer): Answer {
  record.traceId = answer.traceId;
  return answer;
}

/** A mistake in the simulator, or in a test's `match`, must not look like an answer of Qonto. */
function explain(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`The simulator itself failed: ${error instanceof Error ? error.stack : error}`);
}
