import fc from 'fast-check';
import type { EnvironmentKind } from '../../lambda/config/monitor-config.ts';
import { parseConfig } from '../../lambda/config/parse.ts';
import { type Target, targetsOf } from '../../lambda/config/target.ts';
import { type Check, checkOf } from '../../lambda/monitor/check.ts';
import { examine } from '../../lambda/monitor/examination.ts';
import type { SecretReading } from '../../lambda/monitor/ports.ts';
import type { NoAnswer, RawAnswer } from '../../lambda/qonto/client.ts';
import type { Method } from '../../lambda/report.ts';
import { Secret } from '../../lambda/secret.ts';
import { ERROR_SHAPES, errorBody } from '../../simulator/error-bodies.ts';

export const NOW = Date.parse('2026-11-23T12:00:00Z');

export const LOGIN = 'pied-piper-7133';
export const SECRET_KEY = 'notarealsecretq8x2k7v9w4z1y6u3p5';
const TOKEN = 'ory_at_not-real-q8x2k7v9w4z1y6u3p5';
const REFRESH = 'ory_rt_not-real-q8x2k7v9w4z1y6u3p5';

/** What was sent back, or that nothing was. */
export type Reply = RawAnswer | NoAnswer;

/** One whole answer. Header names are in lower case. */
export function answer(
  status: number,
  bodyText: string,
  headers: Readonly<Record<string, string>> = {},
  bodyEnd: RawAnswer['bodyEnd'] = 'complete',
): RawAnswer {
  const header = (name: string) => headers[name.toLowerCase()] ?? null;
  return {
    kind: 'answered',
    status,
    header,
    bodyText,
    bodyEnd,
    receivedAt: NOW,
    durationMs: 12,
  };
}

const words = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'Invalid credentials.',
    'OAuth2 authentication is required here',
    'missing required OAuth scope organization.read',
    'The Authorization header is missing.',
    'invalid_token',
    'unauthorized',
    'forbidden',
  ),
);

const errorText = fc
  .record({
    shape: fc.constantFrom(...ERROR_SHAPES),
    code: words,
    detail: words,
    traceId: fc.option(fc.string({ maxLength: 140 })),
  })
  .map(({ shape, ...content }) => JSON.stringify(errorBody(shape, content)));

const pages = fc.constantFrom(
  '<!doctype html><title>OneLogin</title>',
  '<html><head><title>Attention Required! | Cloudflare</title></head></html>',
  '<html>404 page not found</html>',
);

/** A list of accounts, as Qonto sends it or nearly so. */
export const accountsText = fc
  .array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 }), {
    maxLength: 3,
  })
  .map((accounts) => JSON.stringify({ bank_accounts: accounts, meta: { total_count: 1 } }));

const bodies = fc.oneof(
  { weight: 4, arbitrary: errorText },
  { weight: 2, arbitrary: pages },
  { weight: 2, arbitrary: accountsText },
  { weight: 2, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', 'null', '[]', '404 page not found', '{"errors"'),
  },
);

/** Headers that are looked at, with values good and bad. */
export const anyHeaders = fc.record(
  {
    'x-tyk-trace-id': fc.oneof(
      fc.constant('0123456789abcdef0123456789abcdef'),
      fc.string({ maxLength: 140 }),
    ),
    'content-type': fc.oneof(
      fc.constantFrom('application/json', 'text/html; charset=utf-8', 'text/plain', ''),
      fc.string(),
    ),
    location: fc.oneof(
      fc.webUrl(),
      fc.constantFrom('https://qonto.onelogin.com/login', '/login', '', '//x'),
    ),
    'retry-after': fc.oneof(fc.string(), fc.nat().map(String)),
    sunset: fc.constant('Sun, 15 Nov 2026 00:00:00 GMT'),
    deprecation: fc.constant('true'),
    server: fc.constant('cloudflare'),
  },
  { requiredKeys: [] },
);

const bodyEnds = fc.constantFrom<RawAnswer['bodyEnd']>('complete', 'complete', 'cut', 'too_large');

/** Any HTTP answer with a status out of some. */
export function anyAnswer(status: fc.Arbitrary<number>): fc.Arbitrary<RawAnswer> {
  return fc.tuple(status, bodies, anyHeaders, bodyEnds).map((parts) => answer(...parts));
}

/** Statuses from 100 to 599, those that mean something more often than others. */
export const anyStatus = fc.oneof(
  fc.integer({ min: 100, max: 599 }),
  fc.constantFrom(200, 301, 302, 400, 401, 403, 404, 407, 410, 418, 422, 428, 429, 500, 503, 520),
);

/** No answer, by every failure. */
export const anyFailure: fc.Arbitrary<NoAnswer> = fc.record({
  kind: fc.constant('unanswered'),
  failure: fc.constantFrom(
    'DNS_FAILURE',
    'CONNECTION_REFUSED',
    'CONNECTION_TIMEOUT',
    'CONNECTION_RESET',
    'RESPONSE_TIMEOUT',
    'TLS_CERTIFICATE',
    'TLS_HANDSHAKE',
    'NETWORK_ERROR',
  ),
  systemCode: fc.option(fc.constantFrom('ECONNRESET', 'ENOTFOUND', 'EPROTO')),
  durationMs: fc.nat(),
});

/** Anything that may come back. */
export const anyReply: fc.Arbitrary<Reply> = fc.oneof(
  { weight: 6, arbitrary: anyAnswer(anyStatus) },
  { weight: 1, arbitrary: anyFailure },
);

/** Contents of a secret from which a well-formed credential is read. */
export const wellFormed: fc.Arbitrary<string> = fc.constantFrom(
  JSON.stringify({ login: LOGIN, secret: SECRET_KEY }),
  `${LOGIN}:${SECRET_KEY}`,
  JSON.stringify({ authorization: `${LOGIN}:${SECRET_KEY}`, stagingToken: 'not-real-staging' }),
  JSON.stringify({ accessToken: TOKEN }),
  JSON.stringify({ accessToken: TOKEN, refreshToken: REFRESH, expiresAt: '2026-11-23T11:00:00Z' }),
  JSON.stringify({ access_token: TOKEN, scope: 'openid', expires_at: NOW / 1_000 + 60 }),
);

const pair = `${LOGIN}:${SECRET_KEY}`;

const malformed = fc.constantFrom(
  `${SECRET_KEY}:${LOGIN}`,
  LOGIN + SECRET_KEY,
  `Bearer ${pair}`,
  `Basic ${Buffer.from(pair).toString('base64')}`,
  Buffer.from(pair).toString('base64url'),
  `"${pair}"`,
  `${pair}\n`,
  `${LOGIN}:${pair}`,
  `\u200b${pair}`,
  `Authorization: ${pair}`,
  '<login>:<secret>',
  TOKEN,
  JSON.stringify({ accessToken: pair }),
  JSON.stringify({ accessToken: REFRESH }),
  JSON.stringify({ accessToken: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.' }),
  JSON.stringify({ accessToken: `Bearer ${TOKEN}` }),
);

/** Anything that a secret may hold. */
export const anyContent: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: wellFormed },
  { weight: 3, arbitrary: malformed },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.json() },
);

/** How a credential may be set up. */
export interface Setup {
  readonly kind: EnvironmentKind;
  readonly method: Method | null;
  readonly hasStagingToken: boolean;
}

export const anySetup: fc.Arbitrary<Setup> = fc.record({
  kind: fc.constantFrom('production', 'sandbox'),
  method: fc.constantFrom(null, null, 'api_key', 'oauth'),
  hasStagingToken: fc.boolean(),
});

export const anyReading: fc.Arbitrary<SecretReading> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.tuple(anyContent, fc.constantFrom(0, 60_000, 7_200_000)).map(readingOf),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<SecretReading>(
      { kind: 'not_found' },
      { kind: 'access_denied' },
      { kind: 'pending_deletion' },
      { kind: 'unavailable' },
    ),
  },
);

function readingOf([content, ageMs]: [string, number]): SecretReading {
  return {
    kind: 'value',
    value: new Secret(content),
    versionId: 'version-1',
    versionCreatedAt: NOW - ageMs,
  };
}

/** What came of one check. */
export interface Checked {
  readonly check: Check;
  readonly requests: number;
}

/** Runs inspection, probe and classification on a stored secret and what comes back for it. */
export async function checkWith(
  setup: Setup,
  reading: SecretReading,
  reply: Reply,
): Promise<Checked> {
  const target = targetFor(setup);
  const readings = new Map([
    ['qonto/accounting', reading],
    ['staging', readingOf(['not-real-staging-token', 0])],
  ]);
  let requests = 0;
  const client = {
    send: async () => {
      requests += 1;
      return reply;
    },
    close: () => undefined,
  };
  const examination = await examine(target, readings, { client, clock: { now: () => NOW } });
  return { check: checkOf(examination), requests };
}

/** The same of a content that can be read. */
export function checkContent(setup: Setup, content: string, reply: Reply): Promise<Checked> {
  return checkWith(setup, readingOf([content, 0]), reply);
}

function targetFor({ kind, method, hasStagingToken }: Setup): Target {
  const config = parseConfig(
    {
      environments: {
        [kind]: {
          ...(hasStagingToken ? { stagingToken: { secret: 'staging' } } : {}),
          credentials: [
            { name: 'accounting', secret: 'qonto/accounting', ...(method ? { method } : {}) },
          ],
        },
      },
    },
    'test',
  );
  const [target] = targetsOf(config);
  if (target === undefined) throw new Error('the configuration has no credential');
  return target;
}
