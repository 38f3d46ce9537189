import { type Answer, htmlAnswer, jsonAnswer } from './answer.ts';
import { errorBody } from './error-bodies.ts';
import type { AnswerFault, AnsweringFault, ThrottleFault } from './faults.ts';
import type { HostName } from './recorded-request.ts';

/**
 * The answer of a fault that replaces the normal one.
 *
 * @param freshTraceId - the trace identifier that a normal answer of the API host would carry
 */
export function faultAnswer(fault: AnsweringFault, host: HostName, freshTraceId: string): Answer {
  const traceId = host === 'api' ? freshTraceId : null;
  switch (fault.kind) {
    case 'answer':
      return madeToMeasure(fault, traceId);
    case 'edge_block':
      return htmlAnswer(fault.status ?? 403, EDGE_PAGE, {
        headers: { Server: 'cloudflare', 'CF-RAY': '0000000000000000-XXX' },
      });
    case 'throttle':
      return jsonAnswer(429, hostError(host, 'too_many_requests', traceId), {
        headers: retryAfterHeader(fault.retryAfter),
        traceId,
      });
    case 'unavailable': {
      const status = fault.status ?? 503;
      const headers = retryAfterHeader(fault.retryAfter);
      return fault.format === 'html'
        ? htmlAnswer(status, UNAVAILABLE_PAGE, { headers })
        : jsonAnswer(status, hostError(host, 'service_unavailable', traceId), { headers, traceId });
    }
  }
}

function madeToMeasure(fault: AnswerFault, defaultTraceId: string | null): Answer {
  const traceId = fault.traceId === undefined ? defaultTraceId : fault.traceId;
  const { body = '' } = fault;
  return {
    status: fault.status,
    headers: {
      'Content-Type': fault.contentType ?? 'application/json; charset=utf-8',
      ...fault.headers,
    },
    body: typeof body === 'string' ? body : body(traceId),
    traceId: fault.omitTraceId === true ? null : traceId,
  };
}

function hostError(host: HostName, code: string, traceId: string | null): object {
  const detail = 'Simulated: try again later.';
  return errorBody(host === 'api' ? 'list' : 'oauth', { code, detail, traceId });
}

function retryAfterHeader(retryAfter: ThrottleFault['retryAfter']): Record<string, string> {
  if (retryAfter === undefined) return {};
  return {
    'Retry-After': retryAfter instanceof Date ? retryAfter.toUTCString() : String(retryAfter),
  };
}

const EDGE_PAGE = `<!DOCTYPE html>
<html lang="en-US">
<head><title>Attention Required! | Cloudflare</title></head>
<body><h1>Sorry, you have been blocked</h1><p>Simulated edge page. Cloudflare Ray ID: not real</p></body>
</html>
`;

const UNAVAILABLE_PAGE = `<html>
<head><title>503 Service Temporarily Unavailable</title></head>
<body><center><h1>Service Temporarily Unavailable</h1></center></body>
</html>
`;
