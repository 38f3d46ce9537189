import { foreignJson, json, NO_ACCOUNTS, page, redirect } from './answers.ts';
import {
  authenticated,
  type Content,
  type CorpusCase,
  type Expectation,
  inconclusive,
  rejected,
} from './case.ts';

const MISSING = rejected('STAGING_TOKEN_MISSING');
const REFUSED = rejected('STAGING_TOKEN_REJECTED');

const key: Content = ({ pair }) => pair;
const grant: Content = ({ tokens }) => ({ ...tokens });

const sandbox = (rest: Omit<CorpusCase, 'environment'>): CorpusCase => ({
  environment: 'sandbox',
  ...rest,
});

const PORTAL = 'https://developers.qonto.com/login';

/** Every shape of the gate's answer that the documentation or a third party tells of. */
const GATE_ANSWERS: readonly (readonly [string, Partial<CorpusCase>])[] = [
  ['OneLogin’s page with 200', {}],
  ['302 to OneLogin', { settings: { gateAnswer: 'redirect' } }],
  [
    '302 to the developer portal',
    { settings: { gateAnswer: 'redirect', gateRedirectUrl: PORTAL } },
  ],
  ['301 to OneLogin', { qonto: redirect('https://qonto.onelogin.com/login', 301) }],
  ['303 to OneLogin', { qonto: redirect('https://qonto.onelogin.com/login', 303) }],
  ['307 to OneLogin', { qonto: redirect('https://qonto.onelogin.com/login2?x=1', 307) }],
  ['a sign-in page of another make with 200', { qonto: page(200, 'Sign in') }],
];

/** A staging token's secret that cannot be read, when nothing else opens the gate. */
const UNREADABLE: readonly (readonly [string, Content, Expectation])[] = [
  [
    'does not exist',
    { unreadable: 'not_found' },
    // The gate says what it says; the remedy that helps is at the secret.
    rejected(['SECRET_NOT_FOUND', 'STAGING_TOKEN_MISSING']),
  ],
  [
    'may not be read',
    { unreadable: 'access_denied' },
    rejected(['SECRET_ACCESS_DENIED', 'STAGING_TOKEN_MISSING']),
  ],
  [
    'is about to be deleted',
    { unreadable: 'pending_deletion' },
    rejected(['SECRET_PENDING_DELETION', 'STAGING_TOKEN_MISSING']),
  ],
  // "An AWS service that is throttled or down never yields rejected": the gate's answer is the
  // monitor's own doing.
  [
    'cannot be read at the moment',
    { unreadable: 'unavailable' },
    inconclusive('SECRETS_MANAGER_UNAVAILABLE'),
  ],
  ['is empty', '', rejected(['STAGING_TOKEN_MISSING', 'SECRET_INCOMPLETE', 'SECRET_MALFORMED'])],
  [
    'is an object without a token',
    { note: 'x' },
    rejected(['STAGING_TOKEN_MISSING', 'SECRET_INCOMPLETE', 'SECRET_MALFORMED']),
  ],
  [
    'is damaged JSON',
    '{"stagingToken": "abc',
    rejected(['STAGING_TOKEN_REJECTED', 'STAGING_TOKEN_MISSING', 'SECRET_MALFORMED']),
  ],
];

export const staging: readonly CorpusCase[] = [
  ...GATE_ANSWERS.flatMap(([answer, rest]): CorpusCase[] => [
    sandbox({
      name: `no staging token: ${answer}`,
      secret: key,
      stagingToken: null,
      ...rest,
      expect: MISSING,
    }),
    sandbox({
      name: `a wrong staging token: ${answer}`,
      secret: key,
      stagingToken: ({ oldStagingToken }) => oldStagingToken,
      ...rest,
      expect: REFUSED,
    }),
    sandbox({
      name: `OAuth without staging token: ${answer}`,
      secret: grant,
      stagingToken: null,
      ...rest,
      expect: MISSING,
    }),
  ]),
  ...UNREADABLE.map(([state, stagingToken, expect]) =>
    sandbox({ name: `the staging token’s secret ${state}`, secret: key, stagingToken, expect }),
  ),
  sandbox({
    name: 'the staging token’s secret does not exist, but the credential brings its own',
    secret: ({ key, stagingToken }) => ({ ...key, stagingToken }),
    stagingToken: { unreadable: 'not_found' },
    expect: authenticated(),
  }),
  sandbox({
    name: 'the staging token’s secret cannot be read now, but the credential brings its own',
    secret: ({ key, stagingToken }) => ({ ...key, stagingToken }),
    stagingToken: { unreadable: 'unavailable' },
    expect: authenticated(),
  }),
  sandbox({
    name: 'the staging token’s secret does not exist, and the gate is open',
    secret: key,
    stagingToken: { unreadable: 'not_found' },
    qonto: json(200, NO_ACCOUNTS),
    // "A well-formed credential that Qonto accepts is never reported as anything but
    // authenticated." A warning would be welcome; the table has none.
    expect: { outcome: 'authenticated', codes: [] },
  }),
  sandbox({
    name: 'the credential’s own staging token wins over a wrong one of the environment',
    secret: ({ tokens, stagingToken }) => ({ ...tokens, stagingToken }),
    stagingToken: ({ oldStagingToken }) => oldStagingToken,
    expect: authenticated(),
  }),
  sandbox({
    name: 'the credential’s own wrong staging token wins over a good one of the environment',
    secret: ({ key, oldStagingToken }) => ({ ...key, stagingToken: oldStagingToken }),
    expect: REFUSED,
  }),
  sandbox({
    name: 'staging_token in snake_case in the credential’s secret',
    secret: ({ tokens, stagingToken }) => ({
      access_token: tokens.accessToken,
      staging_token: stagingToken,
    }),
    stagingToken: null,
    expect: authenticated(),
  }),
  sandbox({
    name: 'a renamed staging token in the credential’s secret',
    fields: { stagingToken: 'QONTO_STAGING' },
    secret: ({ key, stagingToken }) => ({ ...key, QONTO_STAGING: stagingToken }),
    stagingToken: null,
    expect: authenticated(),
  }),
  sandbox({
    name: 'the staging token’s secret is an object',
    secret: key,
    stagingToken: ({ stagingToken }) => ({ stagingToken }),
    expect: authenticated(),
  }),
  sandbox({
    name: 'the staging token is one key of a secret',
    secret: key,
    stagingKey: 'QONTO_STAGING_TOKEN',
    stagingToken: ({ stagingToken }) => ({ QONTO_STAGING_TOKEN: stagingToken, OTHER: 'x' }),
    expect: authenticated(),
  }),
  sandbox({
    name: 'a line break behind the staging token, as `echo` leaves it',
    secret: key,
    stagingToken: ({ stagingToken }) => `${stagingToken}\n`,
    // No header can carry it; a reader may also take it away, as the contract is silent here.
    expect: [
      rejected(['STAGING_TOKEN_REJECTED', 'STAGING_TOKEN_MISSING', 'SECRET_MALFORMED']),
      { outcome: 'authenticated', codes: [] },
    ],
  }),
  sandbox({
    name: 'a staging token that no header can carry',
    secret: key,
    stagingToken: '••••••••',
    expect: rejected(['STAGING_TOKEN_REJECTED', 'STAGING_TOKEN_MISSING', 'SECRET_MALFORMED']),
  }),
  sandbox({
    name: 'a gate that minds the spelling of the header’s name',
    secret: key,
    settings: { strictStagingHeaderCase: true },
    expect: authenticated(),
  }),
  sandbox({
    name: 'no staging token and swapped halves: the gate answers first',
    secret: ({ key }) => `${key.secret}:${key.login}`,
    stagingToken: null,
    expect: MISSING,
  }),
  sandbox({
    name: 'a wrong staging token and an expired access token: the gate answers first',
    secret: ({ expired }) => ({ ...expired }),
    stagingToken: 'not-real',
    expect: REFUSED,
  }),
  sandbox({
    name: 'no staging token, and a sandbox that does not ask for one',
    secret: key,
    stagingToken: null,
    qonto: json(200, NO_ACCOUNTS),
    expect: authenticated(),
  }),
  sandbox({
    name: 'no staging token, and the gate lets the second request through',
    secret: key,
    stagingToken: null,
    qonto: [page(200, 'OneLogin'), json(200, NO_ACCOUNTS)],
    expect: authenticated({ warnings: ['TRANSIENT_REJECTION'] }),
  }),
  sandbox({
    name: 'a redirect elsewhere in spite of a good staging token',
    secret: key,
    qonto: redirect('https://cdn.example.net/v2/bank_accounts'),
    // "a redirect elsewhere" is UNEXPECTED_RESPONSE; "the sandbox gate answered (HTML or a
    // redirect)" with a token sent is STAGING_TOKEN_REJECTED. In doubt inconclusive.
    expect: [inconclusive('UNEXPECTED_RESPONSE'), REFUSED],
  }),
  sandbox({
    name: 'an edge block in spite of a good staging token',
    secret: key,
    qonto: { kind: 'edge_block' },
    expect: inconclusive('EDGE_BLOCKED'),
  }),
  sandbox({
    name: 'an edge block without a staging token',
    secret: key,
    stagingToken: null,
    qonto: { kind: 'edge_block' },
    // HTML from a sandbox without a token could be the gate's; a 403 is nowhere told of it.
    expect: [inconclusive('EDGE_BLOCKED'), MISSING],
  }),
  sandbox({
    name: '503 as a web page without a staging token',
    secret: key,
    stagingToken: null,
    qonto: { kind: 'unavailable', format: 'html' },
    expect: inconclusive(['PROVIDER_ERROR', 'EDGE_BLOCKED']),
  }),
  sandbox({
    name: '429 as a web page without a staging token',
    secret: key,
    stagingToken: null,
    qonto: page(429, 'Too Many Requests'),
    expect: inconclusive('RATE_LIMITED'),
  }),
  sandbox({
    name: '401 of somebody on the way, behind a good staging token',
    secret: key,
    qonto: foreignJson(401, { message: 'Unauthorized' }),
    expect: inconclusive(['UNEXPECTED_RESPONSE', 'EDGE_BLOCKED']),
  }),
  {
    name: 'a staging token beside a production key',
    secret: ({ key, stagingToken }) => ({ ...key, stagingToken }),
    expect: authenticated({ warnings: ['STAGING_TOKEN_IN_PRODUCTION'] }),
  },
  {
    name: 'a staging token beside a production grant that was revoked',
    secret: ({ revoked, stagingToken }) => ({ ...revoked, stagingToken }),
    expect: rejected('OAUTH_ACCESS_TOKEN_REJECTED', {
      warnings: ['STAGING_TOKEN_IN_PRODUCTION'],
    }),
  },
  {
    name: 'a staging token configured for a production environment',
    secret: key,
    stagingToken: ({ stagingToken }) => stagingToken,
    expect: authenticated({ warnings: ['STAGING_TOKEN_IN_PRODUCTION'] }),
  },
  {
    name: 'OneLogin’s page in production',
    secret: key,
    qonto: page(200, 'OneLogin'),
    expect: inconclusive('UNEXPECTED_RESPONSE'),
  },
  {
    name: 'a redirect to OneLogin in production',
    secret: key,
    qonto: redirect('https://qonto.onelogin.com/login'),
    expect: inconclusive('UNEXPECTED_RESPONSE'),
  },
];
