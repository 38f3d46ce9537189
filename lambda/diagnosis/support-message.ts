import { PROBE_PATH } from '../qonto/environments.ts';
import type { ReportEntry } from '../report.ts';
import { CATALOGUE } from './catalogue.ts';

/** Trace ids that a message lists; support needs one or two. */
const MOST_TRACE_IDS = 10;

/** What a message is written from. */
export type Reported = Pick<
  ReportEntry,
  'environment' | 'method' | 'diagnosis' | 'http' | 'traceId' | 'checkedAt'
>;

const METHODS = { api_key: 'API key', oauth: 'OAuth access token' } as const;

/**
 * A message to Qonto's support, ready to be sent: the lines of it, with what they match a request by
 * and what was tried. Null where support is not the next step, or no answer of Qonto's came.
 *
 * @param others checks with the same cause, for their trace ids
 */
export function supportMessage(
  reported: Reported,
  others: readonly Reported[] = [],
): string[] | null {
  const { diagnosis, http, method, environment, checkedAt } = reported;
  if (diagnosis === null || http === null || !CATALOGUE[diagnosis.code].support) return null;
  const traces = [reported, ...others].flatMap(({ traceId, checkedAt: at }) =>
    traceId === null ? [] : [`${traceId} (${at ?? 'time unknown'})`],
  );
  return [
    'Hello, our authentication check does not succeed.',
    `Environment: ${environment}. Endpoint: GET ${PROBE_PATH}. Method: ${method === null ? 'unknown' : METHODS[method]}.`,
    `Answer: HTTP ${http.status}${http.contentType === null ? '' : ` (${http.contentType})`} at ${checkedAt ?? 'an unknown time'} (UTC).`,
    traces.length === 0
      ? 'The answer had no X-Tyk-Trace-Id.'
      : `X-Tyk-Trace-Id: ${traces.slice(0, MOST_TRACE_IDS).join(', ')}.`,
    `What we saw and tried: ${diagnosis.evidence.join('; ')}.`,
    'Could you tell us what these requests were refused for?',
  ];
}
