import fetch from 'node-fetch';
import type { Clock } from '../clock.ts';
import { VERSION } from '../version.ts';
import { type CallTrace, createAgents } from './agents.ts';
import { type NetworkFailure, networkFailure } from './network-failure.ts';

/** More than any answer that is looked at needs; the rest is left unread. */
const MAX_BODY_BYTES = 256 * 1024;

/** A request as it goes out. Values of headers are bytes in Latin-1, as HTTP carries them. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: URLSearchParams;
}

/** How the reading of a body ended: all of it, the connection cut, or more than is read. */
export type BodyEnd = 'complete' | 'cut' | 'too_large';

/** An answer as it came. The body is looked at once and dropped: it may hold balances and IBANs. */
export interface RawAnswer {
  readonly kind: 'answered';
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly bodyText: string;
  readonly bodyEnd: BodyEnd;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly durationMs: number;
}

/** How an answer begins. */
type AnswerHead = Pick<RawAnswer, 'status' | 'header'>;

/** No answer. */
export interface NoAnswer {
  readonly kind: 'unanswered';
  /** Of an answer that had not ended when the time was up. */
  readonly begun?: AnswerHead;
  readonly failure: NetworkFailure;
  /** Such as `ECONNREFUSED`; null when there was none. */
  readonly systemCode: string | null;
  readonly durationMs: number;
}

/** Sends requests to Qonto. Never throws for what the network does. */
export interface QontoClient {
  send(request: OutgoingRequest): Promise<RawAnswer | NoAnswer>;
  /** Closes the connections. */
  close(): void;
}

/**
 * Opens a client with connections that are kept between calls.
 *
 * @param timeoutMs for one whole call, the body included
 */
export function createQontoClient({
  timeoutMs,
  clock,
}: {
  timeoutMs: number;
  clock: Pick<Clock, 'now'>;
}): QontoClient {
  const agents = createAgents();

  async function attempt(
    request: OutgoingRequest,
    startedAt: number,
    deadline: Deadline,
    isFresh: boolean,
  ): Promise<RawAnswer | NoAnswer> {
    const { trace } = deadline;
    try {
      const response = await fetch(request.url, {
        method: request.method,
        headers: { ...request.headers, 'User-Agent': `qonto-auth-monitor/${VERSION}` },
        // A redirect is a finding, and the Authorization header must not travel.
        redirect: 'manual',
        agent: agents.forCall(new URL(request.url), trace, isFresh),
        ...(request.body ? { body: request.body } : {}),
      });
      const { status } = response;
      const header = (name: string) => response.headers.get(name);
      deadline.begun = { status, header };
      const { text, end } = await readBody(response.body, () => trace.request?.destroy());
      const receivedAt = clock.now();
      return {
        kind: 'answered',
        status,
        header,
        bodyText: text,
        bodyEnd: end,
        receivedAt,
        durationMs: receivedAt - startedAt,
      };
    } catch (error) {
      const durationMs = clock.now() - startedAt;
      return { kind: 'unanswered', ...networkFailure(error, false, trace), durationMs };
    } finally {
      // What still refers to the trace must not hold the request as well: else all that a call made
      // lives until the next full collection, copied by those before (measured: a fifth of a check).
      trace.request = null;
    }
  }

  async function exchange(
    request: OutgoingRequest,
    startedAt: number,
    deadline: Deadline,
  ): Promise<RawAnswer | NoAnswer> {
    const answer = await attempt(request, startedAt, deadline, false);
    // The peer may have closed a kept connection just when it was used again (a function thawed
    // after minutes). That says nothing about Qonto: ask once more, on another connection.
    const staleConnection =
      answer.kind === 'unanswered' &&
      answer.failure === 'CONNECTION_RESET' &&
      deadline.trace.reused;
    if (!staleConnection || deadline.isOver) return answer;
    deadline.trace = untraced();
    return attempt(request, startedAt, deadline, true);
  }

  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        const startedAt = clock.now();
        const deadline: Deadline = { isOver: false, trace: untraced(), begun: null };
        // An `AbortSignal`, which node-fetch takes for this, makes a request a sixth dearer (measured).
        const timer = setTimeout(() => {
          const { trace, begun } = deadline;
          deadline.isOver = true;
          trace.request?.destroy();
          const durationMs = clock.now() - startedAt;
          const failure = networkFailure(null, true, trace);
          resolve({ kind: 'unanswered', ...failure, durationMs, ...(begun && { begun }) });
        }, timeoutMs);
        exchange(request, startedAt, deadline)
          .finally(() => clearTimeout(timer))
          .then(resolve, reject);
      }),
    close: () => agents.close(),
  };
}

/** When a call's time is up it is answered for, whatever becomes of it, and its connection ended. */
interface Deadline {
  isOver: boolean;
  /** Of the attempt that is under way. */
  trace: CallTrace;
  /** What has come of the answer; null before it begins. */
  begun: AnswerHead | null;
}

function untraced(): CallTrace {
  return { connected: false, reused: false, request: null };
}

/**
 * Reads what is needed of a body. Whatever ends it too early, it is cut.
 *
 * @param leave is called when the rest is not wanted
 */
function readBody(
  body: NodeJS.ReadableStream | null,
  leave: () => void,
): Promise<{ text: string; end: BodyEnd }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (end: BodyEnd) => {
      resolve({ text: Buffer.concat(chunks).toString('utf8', 0, MAX_BODY_BYTES), end });
    };
    if (body === null) return finish('complete');
    body.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) return;
      finish('too_large');
      leave();
    });
    body.on('end', () => finish('complete'));
    body.on('error', () => finish('cut'));
  });
}
