/**
 * The header that carries the trace identifier on every answer of the Business API.
 *
 * @see https://docs.qonto.com/guides/troubleshooting
 */
export const TRACE_ID_HEADER = 'X-Tyk-Trace-Id';

/** A whole answer, before it is put on the wire. */
export interface Answer {
  /** The HTTP status. */
  readonly status: number;
  /** Headers besides the length and {@link TRACE_ID_HEADER}. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text; it goes out as UTF-8. */
  readonly body: string;
  /** The value of {@link TRACE_ID_HEADER}; `null` sends no such header. */
  readonly traceId: string | null;
}

/** What may differ from the default of an answer without headers and trace identifier. */
export interface AnswerOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly traceId?: string | null;
}

/** An answer whose body is `value` as JSON. */
export function jsonAnswer(status: number, value: unknown, options: AnswerOptions = {}): Answer {
  return answer(status, 'application/json; charset=utf-8', JSON.stringify(value), options);
}

/** An answer whose body is a web page. */
export function htmlAnswer(status: number, page: string, options: AnswerOptions = {}): Answer {
  return answer(status, 'text/html; charset=utf-8', page, options);
}

/** A redirect to `location`. */
export function redirectAnswer(location: string): Answer {
  return { status: 302, headers: { Location: location }, body: '', traceId: null };
}

/** All headers of an answer as they go on the wire; headers of the answer itself win. */
export function wireHeaders(answer: Answer): Record<string, string> {
  return {
    'Content-Length': String(Buffer.byteLength(answer.body)),
    ...(answer.traceId === null ? {} : { [TRACE_ID_HEADER]: answer.traceId }),
    ...answer.headers,
  };
}

function answer(
  status: number,
  contentType: string,
  body: string,
  { headers = {}, traceId = null }: AnswerOptions,
): Answer {
  return { status, headers: { 'Content-Type': contentType, ...headers }, body, traceId };
}
