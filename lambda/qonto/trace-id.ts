/**
 * On every answer of the Business API, and in the body of every error; Qonto's support finds a
 * request by it.
 *
 * @see https://docs.qonto.com/api-reference/business-api/introduction/errors
 */
export const TRACE_ID_HEADER = 'X-Tyk-Trace-Id';

/** A trace id that is fit to be shown, or null: whatever else came, it is not repeated. */
export function cleanTraceId(value: unknown): string | null {
  return typeof value === 'string' && /^[A-Za-z0-9._:-]{1,128}$/.test(value) ? value : null;
}
