/** Nobody is waited for longer: a date far off is a mistake somewhere. */
const LONGEST_MS = 3_600_000;

/** The three forms of an HTTP date (RFC 9110, 5.6.7); `Date.parse` alone would take anything. */
const HTTP_DATE =
  /^(?:[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4})$/;

/**
 * How long `Retry-After` asks to wait, in milliseconds, at most an hour: seconds or an HTTP date.
 * Null when there is none, or none that can be read.
 *
 * @param now epoch milliseconds
 */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1_000, LONGEST_MS);
  if (!HTTP_DATE.test(text)) return null;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? null : Math.min(Math.max(time - now, 0), LONGEST_MS);
}
