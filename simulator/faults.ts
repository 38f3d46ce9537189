import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type ErrorShape, errorBody } from './error-bodies.ts';
import type { HostName, RecordedRequest } from './recorded-request.ts';

/** An answer made to measure, instead of the normal one: Qonto does not see the request. */
export interface AnswerFault {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The text, or how to make it from the answer's trace identifier. @default '' */
  readonly body?: string | ((traceId: string | null) => string);
  /** @default 'application/json; charset=utf-8' */
  readonly contentType?: string;
  /** `null` for none at all. @default a fresh one on the API host, none on the OAuth host */
  readonly traceId?: string | null;
  /** Leaves the header out while the body still gets the trace identifier. @default false */
  readonly omitTraceId?: boolean;
}

/** A block page in the manner of Cloudflare: HTML, `server: cloudflare`, no trace identifier. */
export interface EdgeBlockFault {
  readonly kind: 'edge_block';
  /** 403 and 503 for a block, 520 to 526 for an unreachable origin. @default 403 */
  readonly status?: number;
}

/** 429. Qonto documents neither a body nor `Retry-After`. */
export interface ThrottleFault {
  readonly kind: 'throttle';
  /** Seconds, a moment (sent as an HTTP date) or any text. @default no such header */
  readonly retryAfter?: number | Date | string;
}

/** A server-side failure, for a while. */
export interface UnavailableFault {
  readonly kind: 'unavailable';
  /** @default 503 */
  readonly status?: number;
  /** `html` is a load balancer's page, without trace identifier; `json` is the API's own error. */
  readonly format: 'html' | 'json';
  /** As in {@link ThrottleFault}. @default no such header */
  readonly retryAfter?: number | Date | string;
}

/** Faults that replace the normal answer by another. */
export type AnsweringFault = AnswerFault | EdgeBlockFault | ThrottleFault | UnavailableFault;

/** Faults that keep the normal answer (and what it changed) and deliver it badly. */
export type DeliveryFault =
  /** The normal answer with headers added or replaced, or (with `null`) taken away. */
  | { readonly kind: 'amend'; readonly headers: Readonly<Record<string, string | null>> }
  /** The normal answer, `ms` milliseconds of real time later (the state is read then). */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The head of the answer, then silence. */
  | { readonly kind: 'hang_body' }
  /** A `Content-Length` beyond what is sent (half the body, if not told), then the end. */
  | { readonly kind: 'cut_body'; readonly sentBytes?: number }
  /** The head at once, then the body one byte every so many milliseconds of real time. */
  | { readonly kind: 'slow_drip'; readonly everyMs: number }
  /** The answer, then blanks without end. */
  | { readonly kind: 'endless_body' }
  /** The answer with blanks after it, gzipped. @default 256 MiB unpacked */
  | { readonly kind: 'gzip_bomb'; readonly unpackedBytes?: number }
  /** The answer with many headers more. @default 1,000 of 64 bytes */
  | { readonly kind: 'many_headers'; readonly count?: number; readonly valueBytes?: number };

/** Faults without any (HTTP) answer. */
export type ConnectionFault =
  /** The connection is reset before any byte. */
  | {
      readonly kind: 'reset';
      /** Whether Qonto did the work all the same, so that only its answer is lost. @default false */
      readonly processed?: boolean;
    }
  /** The request is accepted and never answered. */
  | {
      readonly kind: 'hang';
      /** As in `reset`. @default false */
      readonly processed?: boolean;
    }
  /** Bytes that are no HTTP. @default a line of an SSH server */
  | { readonly kind: 'not_http'; readonly bytes?: string };

/** Everything that can be made to go wrong with one request. */
export type Fault = AnsweringFault | DeliveryFault | ConnectionFault;

/** When a fault strikes. */
export interface FaultOptions {
  /** For how many requests. @default Infinity */
  readonly times?: number;
  /** On which host. @default both */
  readonly host?: HostName;
  /** On which requests. @default all */
  readonly match?: (request: RecordedRequest) => boolean;
}

interface PlannedFault extends FaultOptions {
  readonly fault: Fault;
  remaining: number;
}

/**
 * What goes wrong in one environment, and when. Faults come before everything else: the sandbox's
 * gate, the rate limits and the credentials.
 */
export class FaultPlan {
  #planned: PlannedFault[] = [];

  /**
   * Plans a fault behind those already planned. The first one that matches a request strikes.
   *
   * @throws at once when a header of the fault could not be sent
   */
  add(fault: Fault, options: FaultOptions = {}): void {
    validateHeaders(fault);
    this.#planned.push({ ...options, fault, remaining: options.times ?? Infinity });
  }

  /** Ends all faults; connections that already hang go on hanging. */
  clear(): void {
    this.#planned = [];
  }

  /** The fault that strikes `request`, counted down; `undefined` when all is well. */
  take(request: RecordedRequest): Fault | undefined {
    const planned = this.#planned.find(
      ({ remaining, host, match }) =>
        remaining > 0 &&
        (host === undefined || host === request.host) &&
        (match === undefined || match(request)),
    );
    if (planned === undefined) return undefined;
    planned.remaining -= 1;
    return planned.fault;
  }
}

/** A fault that answers with an error in one of the five JSON shapes. */
export function errorFault(
  shape: ErrorShape,
  status: number,
  code: string,
  detail: string,
): AnswerFault {
  return {
    kind: 'answer',
    status,
    body: (traceId) => JSON.stringify(errorBody(shape, { code, detail, traceId })),
  };
}

function validateHeaders(fault: Fault): void {
  if (fault.kind !== 'answer' && fault.kind !== 'amend') return;
  for (const [name, value] of Object.entries(fault.headers ?? {})) {
    validateHeaderName(name);
    if (value !== null) validateHeaderValue(name, value);
  }
}
