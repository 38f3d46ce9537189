import type { Fault } from '../../simulator/faults.ts';
import { foreign, foreignJson, json, NO_ACCOUNTS, page, qontoError, redirect } from './answers.ts';
import {
  authenticated,
  type CorpusCase,
  type Expectation,
  inconclusive,
  rejected,
} from './case.ts';

type Row = readonly [name: string, qonto: Fault, expect: Expectation | readonly Expectation[]];

const UNEXPECTED = inconclusive('UNEXPECTED_RESPONSE');
const PROVIDER = inconclusive('PROVIDER_ERROR');
const LIMITED = inconclusive('RATE_LIMITED');
/** The table's rows for 5xx and for an HTML refusal of the edge meet here. */
const PROVIDER_OR_EDGE = inconclusive(['PROVIDER_ERROR', 'EDGE_BLOCKED']);
/** Not Qonto's, and whose cannot be told. */
const ON_THE_WAY = inconclusive(['UNEXPECTED_RESPONSE', 'EDGE_BLOCKED']);

const LIMITS: readonly Row[] = [
  ['429', { kind: 'throttle' }, LIMITED],
  ['429 with Retry-After in seconds', { kind: 'throttle', retryAfter: 1 }, LIMITED],
  ['429 with Retry-After of a day', { kind: 'throttle', retryAfter: 86_400 }, LIMITED],
  [
    '429 with Retry-After as a date',
    { kind: 'throttle', retryAfter: new Date('2026-11-23T12:00:30Z') },
    LIMITED,
  ],
  ['429 with a Retry-After that says nothing', { kind: 'throttle', retryAfter: 'soon' }, LIMITED],
  ['429 with a negative Retry-After', { kind: 'throttle', retryAfter: '-5' }, LIMITED],
  ['429 as Cloudflare’s page', page(429, '1015: You are being rate limited'), LIMITED],
  ['429 without a body', foreign(429, 'text/plain', ''), LIMITED],
];

const SERVER_ERRORS: readonly Row[] = [
  ...[500, 501, 502, 503, 504, 505, 599].map(
    (status): Row => [
      `${status} as JSON`,
      { kind: 'unavailable', status, format: 'json' },
      PROVIDER,
    ],
  ),
  ...[500, 502, 503, 504].map(
    (status): Row => [
      `${status} as a load balancer’s page`,
      { kind: 'unavailable', status, format: 'html' },
      // EDGE_BLOCKED is "an HTML refusal": a 5xx without Cloudflare's name refuses nobody.
      status === 503 ? PROVIDER_OR_EDGE : PROVIDER,
    ],
  ),
  ...[503, 520, 521, 522, 523, 524, 525, 526].map(
    (status): Row => [
      `${status} as Cloudflare’s page`,
      { kind: 'edge_block', status },
      PROVIDER_OR_EDGE,
    ],
  ),
  [
    '503 with Retry-After',
    { kind: 'unavailable', status: 503, format: 'json', retryAfter: 1 },
    PROVIDER,
  ],
  ['500 that says unauthorized', qontoError(500, 'unauthorized', 'Invalid credentials.'), PROVIDER],
  ['502 without a body', foreign(502, 'text/plain', ''), PROVIDER],
  [
    '511 of a captive portal',
    page(511, 'Network Authentication Required'),
    inconclusive(['PROVIDER_ERROR', 'EDGE_BLOCKED', 'UNEXPECTED_RESPONSE']),
  ],
];

const EDGE: readonly Row[] = [
  ['403 as Cloudflare’s page', { kind: 'edge_block' }, inconclusive('EDGE_BLOCKED')],
  ['401 as Cloudflare’s page', { kind: 'edge_block', status: 401 }, inconclusive('EDGE_BLOCKED')],
  ['403 as an unnamed page', page(403, 'Forbidden'), inconclusive('EDGE_BLOCKED')],
  [
    '403 as a page of XHTML',
    foreign(403, 'application/xhtml+xml', '<html xmlns="http://www.w3.org/1999/xhtml"/>'),
    ON_THE_WAY,
  ],
  [
    '403 as a page that calls itself JSON',
    foreign(403, 'application/json', '<html></html>'),
    ON_THE_WAY,
  ],
  ['403 without a body', foreign(403, 'text/plain', ''), ON_THE_WAY],
  ['406 as a page', page(406, 'Not Acceptable'), ON_THE_WAY],
  ['451 as a page', page(451, 'Unavailable For Legal Reasons'), ON_THE_WAY],
  ['407 of a proxy as a page', page(407, 'Proxy Authentication Required'), ON_THE_WAY],
  ['407 of a proxy as JSON', foreignJson(407, { message: 'Proxy auth' }), UNEXPECTED],
];

const PATHS: readonly Row[] = [
  ['404 as JSON', qontoError(404, 'not_found', 'Not found.'), inconclusive('ENDPOINT_NOT_FOUND')],
  [
    '404 of Tyk for an unknown path',
    foreign(404, 'text/plain', '404 page not found'),
    inconclusive('ENDPOINT_NOT_FOUND'),
  ],
  [
    '404 as a page',
    page(404, 'Not Found'),
    inconclusive(['ENDPOINT_NOT_FOUND', 'UNEXPECTED_RESPONSE', 'EDGE_BLOCKED']),
  ],
  ['410 as JSON', qontoError(410, 'gone', 'Removed.'), inconclusive('ENDPOINT_GONE')],
  ['410 without a body', foreign(410, 'text/plain', ''), inconclusive('ENDPOINT_GONE')],
];

const OTHER_STATUSES: readonly Row[] = [
  ...[402, 405, 409, 411, 412, 413, 414, 415, 418, 421, 422, 425, 426, 428, 431].map(
    (status): Row => [`${status} as JSON`, qontoError(status, 'x', 'x'), UNEXPECTED],
  ),
  [
    '408 of a proxy that waited too long',
    foreign(408, 'text/plain', ''),
    inconclusive(['UNEXPECTED_RESPONSE', 'RESPONSE_TIMEOUT']),
  ],
  ['400 as a page', page(400, '400 Bad Request'), ON_THE_WAY],
  ['400 without a body', foreign(400, 'text/plain', ''), ON_THE_WAY],
  ['400 of somebody on the way', foreignJson(400, { message: 'Bad Request' }), UNEXPECTED],
  [
    '400 about a parameter',
    qontoError(400, 'not_in_list', 'status is not included in the list'),
    // Qonto is known to answer 400 where it saw no header, but not with this text.
    [UNEXPECTED, rejected('AUTHORIZATION_MISSING')],
  ],
  ['300', foreign(300, 'text/plain', ''), UNEXPECTED],
  ['304', foreign(304, 'text/plain', ''), UNEXPECTED],
  ['301 to a path with a slash', redirect('/v2/bank_accounts/', 301), UNEXPECTED],
  ['302 to a captive portal', redirect('http://portal.example.net/'), UNEXPECTED],
  ['302 without a Location', foreign(302, 'text/html', ''), UNEXPECTED],
  ['308 to another host', redirect('https://thirdparty.example.net/v2', 308), UNEXPECTED],
  ['204', foreign(204, 'application/json', ''), UNEXPECTED],
  ['205', foreign(205, 'application/json', ''), UNEXPECTED],
  // A success and the right body, but not the documented 200.
  ...[201, 202, 203, 206].map(
    (status): Row => [
      `${status} with accounts`,
      json(status, NO_ACCOUNTS),
      [authenticated(), UNEXPECTED],
    ],
  ),
];

const OTHER_BODIES: readonly Row[] = [
  ...[
    '',
    'null',
    'true',
    '42',
    '"ok"',
    '[]',
    '{}',
    '{"bank_accounts":null}',
    '{"bank_accounts":{}}',
    '{"bank_accounts":"[]"}',
    '{"organization":{"bank_accounts":[]}}',
    '{"data":{"bank_accounts":[]}}',
    '{"status":"ok"}',
    '{"bank_accounts":[',
    '{"__proto__":{"bank_accounts":[]}}',
    `${'['.repeat(100_000)}`,
    '<!doctype html><title>Welcome</title>',
    'OK',
  ].map(
    (body): Row => [
      `200 as JSON with the body ${body.slice(0, 40)}`,
      { kind: 'answer', status: 200, body },
      UNEXPECTED,
    ],
  ),
  ['200 as a page', page(200, 'Welcome to our Wi-Fi'), UNEXPECTED],
  [
    '200 with an error of Qonto',
    json(200, { errors: [{ code: 'unauthorized', detail: 'Invalid credentials.' }] }),
    UNEXPECTED,
  ],
  ['200 as a page with JSON in it', page(200, '{"bank_accounts":[]}'), UNEXPECTED],
  ['200 in XML', foreign(200, 'application/xml', '<bank_accounts></bank_accounts>'), UNEXPECTED],
];

const NOT_THE_CREDENTIAL = [...LIMITS, ...SERVER_ERRORS, ...EDGE, ...PATHS, ...OTHER_BODIES];

export const provider: readonly CorpusCase[] = [
  ...[...NOT_THE_CREDENTIAL, ...OTHER_STATUSES].map(
    ([name, qonto, expect]): CorpusCase => ({
      name: `Qonto answers ${name}`,
      secret: ({ pair }) => pair,
      qonto,
      expect,
    }),
  ),
  // A fault of the other side says nothing of the credential, however bad it looks.
  ...NOT_THE_CREDENTIAL.map(
    ([name, qonto, expect]): CorpusCase => ({
      name: `Qonto answers ${name} to a malformed key`,
      secret: ({ deadPair }) => `Bearer ${deadPair}`,
      qonto,
      expect,
    }),
  ),
  ...[...LIMITS, ...SERVER_ERRORS, ...PATHS].map(
    ([name, qonto, expect]): CorpusCase => ({
      name: `Qonto answers ${name} to an expired access token`,
      secret: ({ expired }) => ({ ...expired }),
      qonto,
      expect,
    }),
  ),
];
