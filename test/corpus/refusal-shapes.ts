import { ERROR_SHAPES, type ErrorShape, errorBody } from '../../simulator/error-bodies.ts';
import type { AnswerFault } from '../../simulator/faults.ts';
import { foreign, foreignJson, json, page } from './answers.ts';
import { type Content, type CorpusCase, type Expectation, inconclusive, rejected } from './case.ts';

type Trace = 'header and body' | 'header' | 'body' | 'nowhere';

const TRACES: readonly Trace[] = ['header and body', 'header', 'body', 'nowhere'];

const CREDENTIALS = [
  {
    sort: 'a good key',
    secret: (({ pair }) => pair) satisfies Content,
    refusal: { 401: rejected('API_KEY_REJECTED'), 403: rejected('ACCESS_FORBIDDEN') },
  },
  {
    sort: 'a young token',
    secret: (({ tokens }) => ({ ...tokens })) satisfies Content,
    refusal: { 401: rejected('OAUTH_ACCESS_TOKEN_REJECTED'), 403: rejected('ACCESS_FORBIDDEN') },
  },
] as const;

const NOT_QONTO = inconclusive(['UNEXPECTED_RESPONSE', 'EDGE_BLOCKED']);

/**
 * "A 401 or 403 counts as Qonto's when it carries a trace id or an error body in one of Qonto's
 * JSON shapes": all five shapes, with the identifier in each place.
 */
const SHAPES: readonly CorpusCase[] = CREDENTIALS.flatMap(({ sort, secret, refusal }) =>
  ([401, 403] as const).flatMap((status) =>
    ERROR_SHAPES.flatMap((shape) =>
      TRACES.map(
        (trace): CorpusCase => ({
          name: `${status} to ${sort}: shape ${shape}, trace id in ${trace}`,
          secret,
          qonto: shapedRefusal(status, shape, trace),
          expect: expectationOf(refusal[status], shape, trace),
        }),
      ),
    ),
  ),
);

function shapedRefusal(status: number, shape: ErrorShape, trace: Trace): AnswerFault {
  const code = status === 401 ? 'unauthorized' : 'forbidden';
  const detail = 'Not allowed.';
  const inBody = trace === 'header and body' || trace === 'body';
  return {
    kind: 'answer',
    status,
    body: (traceId) =>
      JSON.stringify(errorBody(shape, { code, detail, traceId: inBody ? traceId : null })),
    ...(trace === 'nowhere' ? { traceId: null } : {}),
    ...(trace === 'body' ? { omitTraceId: true } : {}),
  };
}

function expectationOf(
  refusal: Expectation,
  shape: ErrorShape,
  trace: Trace,
): CorpusCase['expect'] {
  // The shape was seen with a trace_id only; without one half the world's proxies speak like that.
  if (shape === 'flat_message' && trace === 'nowhere') return [refusal, NOT_QONTO];
  return refusal;
}

/** Refusals of somebody on the way: no trace identifier, no shape of Qonto's. Never a verdict. */
const FOREIGN_BODIES: readonly (readonly [string, AnswerFault])[] = [
  ['without a body', foreign(401, 'application/json', '')],
  ['without a body nor a type of content', foreign(401, '', '')],
  ['of plain text', foreign(401, 'text/plain', 'Unauthorized')],
  ['of Envoy', foreign(403, 'text/plain', 'RBAC: access denied')],
  ['of an API gateway of AWS', foreignJson(401, { message: 'Unauthorized' })],
  ['of an API gateway of AWS, 403', foreignJson(403, { Message: 'User is not authorized' })],
  ['of an API gateway of AWS for Signature V4', foreignJson(403, { message: 'Missing Token' })],
  ['of Kong', foreignJson(401, { message: 'No API key found in request' })],
  ['of FastAPI', foreignJson(401, { detail: 'Not authenticated' })],
  [
    'of Spring',
    foreignJson(401, {
      timestamp: '2026-11-23T12:00:00Z',
      status: 401,
      error: 'Unauthorized',
      path: '/v2/bank_accounts',
    }),
  ],
  ['of Kubernetes', foreignJson(401, { kind: 'Status', code: 401, message: 'Unauthorized' })],
  ['of Google', foreignJson(403, { error: { code: 403, message: 'x', status: 'DENIED' } })],
  ['of Rails', foreignJson(401, { errors: ['You need to sign in.'] })],
  ['of a shop', foreignJson(401, { errors: '[API] Invalid API key or access token' })],
  ['of GraphQL', foreignJson(401, { errors: [{ message: 'x', extensions: { code: 'X' } }] })],
  ['with no errors in the list', foreignJson(401, { errors: [] })],
  ['of an empty object', foreignJson(401, {})],
  ['of an array', foreignJson(401, [{ code: 'unauthorized', detail: 'x' }])],
  ['of null', foreignJson(401, null)],
  ['of a string', foreignJson(401, 'unauthorized')],
  ['of JSON cut short', foreign(401, 'application/json', '{"errors":[{"code":"unauth')],
  ['as a page', page(401, 'Sign in')],
  [
    'of a proxy that wants Basic',
    page(401, 'Authorization Required', { headers: { 'WWW-Authenticate': 'Basic realm="proxy"' } }),
  ],
  ['as a page with a Qonto error in it', page(403, '{"errors":[{"code":"x","detail":"y"}]}')],
];

/** "carries a trace id": then it is Qonto's, whatever the body. */
const TRACED_BODIES: readonly (readonly [string, AnswerFault])[] = [
  ['without a body', { kind: 'answer', status: 401 }],
  ['of plain text', { kind: 'answer', status: 401, contentType: 'text/plain', body: 'no' }],
  ['of a foreign shape', json(401, { message: 'Unauthorized' })],
  ['of a new shape', json(401, { error: { type: 'authentication', message: 'x' } })],
  ['of JSON that is null', json(401, null)],
];

export const refusalShapes: readonly CorpusCase[] = [
  ...SHAPES,
  ...FOREIGN_BODIES.flatMap(([name, qonto]): CorpusCase[] => [
    {
      name: `a refusal ${name} to a good key`,
      secret: ({ pair }) => pair,
      qonto,
      expect: NOT_QONTO,
    },
    {
      name: `a refusal ${name} to an expired token`,
      secret: ({ expired }) => ({ ...expired }),
      qonto,
      expect: NOT_QONTO,
    },
    {
      name: `a refusal ${name} to a malformed key`,
      secret: ({ pair }) => `Bearer ${pair}`,
      qonto,
      expect: NOT_QONTO,
    },
  ]),
  ...TRACED_BODIES.map(
    ([name, qonto]): CorpusCase => ({
      name: `a refusal with a trace id ${name}`,
      secret: ({ pair }) => pair,
      qonto,
      expect: rejected('API_KEY_REJECTED'),
    }),
  ),
  {
    name: 'a refusal as a page with a trace id',
    secret: ({ pair }) => pair,
    qonto: page(401, 'Unauthorized', { traceId: '6f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c' }),
    // "counts as Qonto's when it carries a trace id"; EDGE_BLOCKED is for HTML without one.
    expect: rejected('API_KEY_REJECTED'),
  },
];
