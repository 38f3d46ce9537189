import fetch, { type Response } from 'node-fetch';
import type { Clock } from '../clock.ts';
import { VERSION } from '../version.ts';
import { type ConnectionTrace, createAgents } from './agents.ts';
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

/** No answer. */
export interface NoAnswer {
  readonly kind: 'unanswered';
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
    signal: AbortSignal,
    trace: ConnectionTrace,
    startedAt: number,
    isFresh = false,
  ): Promise<RawAnswer | NoAnswer> {
    try {
      const response = await fetch(request.url, {
        method: request.method,
        headers: { ...request.headers, 'User-Agent': `qonto-auth-monitor/${VERSION}` },
        // A redirect is a finding, and the Authorization header must not travel.
        redirect: 'manual',
        agent: agents.forCall(new URL(request.url), trace, isFresh),
        signal,
        ...(request.body ? { body: request.body } : {}),
      });
      const { text, end } = await readBody(response, signal);
      const receivedAt = clock.now();
      return {
        kind: 'answered',
        status: response.status,
        header: (name) => response.headers.get(name),
        bodyText: text,
        bodyEnd: end,
        receivedAt,
        durationMs: receivedAt - startedAt,
      };
    } catch (error) {
      return {
        kind: 'unanswered',
        ...networkFailure(error, signal.aborted, trace),
        durationMs: clock.now() - startedAt,
      };
    }
  }

  return {
    async send(request) {
      const startedAt = clock.now();
      const signal = AbortSignal.timeout(timeoutMs);
      const trace = { connected: false, reused: false };
      const answer = await attempt(request, signal, trace, startedAt);
      // The peer may have closed a kept connection just when it was used again (a function thawed
      // after minutes). That says nothing about Qonto: ask once more, on another connection.
      const staleConnection =
        answer.kind === 'unanswered' && answer.failure === 'CONNECTION_RESET' && trace.reused;
      if (!staleConnection) return answer;
      return attempt(request, signal, { connected: false, reused: false }, startedAt, true);
    },
    close: () => agents.close(),
  };
}

/** Reads what is needed of a body. A timeout is thrown on; every other trouble is a cut body. */
async function readBody(
  response: Response,
  signal: AbortSignal,
): Promise<{ text: string; end: BodyEnd }> {
  const chunks: Buffer[] = [];
  let length = 0;
  let end: BodyEnd = 'complete';
  try {
    for await (const chunk of response.body ?? []) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      length += bytes.length;
      if (length > MAX_BODY_BYTES) {
        end = 'too_large';
        break;
      }
    }
  } catch (error) {
    if (signal.aborted) throw error;
    end = 'cut';
  }
  return { text: Buffer.concat(chunks).toString('utf8', 0, MAX_BODY_BYTES), end };
}
