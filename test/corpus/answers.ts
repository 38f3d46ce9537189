import type { AnswerFault } from '../../simulator/faults.ts';

type Options = Pick<AnswerFault, 'headers' | 'contentType' | 'traceId' | 'omitTraceId'>;

/** JSON with a trace identifier in the header, as Qonto's gateway sends it. */
export function json(status: number, value: unknown, options: Options = {}): AnswerFault {
  return { kind: 'answer', status, body: JSON.stringify(value), ...options };
}

/** JSON of somebody on the way: no trace identifier. */
export function foreignJson(status: number, value: unknown, options: Options = {}): AnswerFault {
  return json(status, value, { traceId: null, ...options });
}

/** A body to the letter, without a trace identifier. */
export function foreign(
  status: number,
  contentType: string,
  body: string,
  options: Options = {},
): AnswerFault {
  return { kind: 'answer', status, contentType, body, traceId: null, ...options };
}

/** A web page of somebody on the way. */
export function page(status: number, title: string, options: Options = {}): AnswerFault {
  const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body></body></html>`;
  return foreign(status, 'text/html; charset=utf-8', body, options);
}

/** A redirect, without a trace identifier. */
export function redirect(location: string, status = 302): AnswerFault {
  return foreign(status, 'text/html', '', { headers: { Location: location } });
}

/** The documented error of Qonto; the trace identifier is in the header and the body. */
export function qontoError(status: number, code: string, detail: string): AnswerFault {
  return {
    kind: 'answer',
    status,
    body: (traceId) => JSON.stringify({ errors: [{ code, detail }], trace_id: traceId }),
  };
}

/** What a healthy answer holds at least. */
export const NO_ACCOUNTS = { bank_accounts: [] };

export const ONE_HOUR_MS = 3_600_000;
export const ONE_DAY_MS = 24 * ONE_HOUR_MS;
