import { foreign, foreignJson, json, qontoError } from './answers.ts';
import { type Content, type CorpusCase, type Expectation, inconclusive, rejected } from './case.ts';

const NOT_QONTO = inconclusive(['UNEXPECTED_RESPONSE', 'EDGE_BLOCKED']);
const FORM = ['API_KEY_WHITESPACE', 'API_KEY_MISSING_COLON', 'SECRET_MALFORMED'] as const;

/** Neighbours of the cases that the first run of the corpus failed. */
const SECRETS: readonly (readonly [string, Content, Expectation])[] = [
  ['the pair in 「」', ({ pair }) => `「${pair}」`, rejected('API_KEY_QUOTED')],
  ['the pair in full-width marks', ({ pair }) => `＂${pair}＂`, rejected('API_KEY_QUOTED')],
  ['the pair in ❝❞', ({ pair }) => `❝${pair}❞`, rejected('API_KEY_QUOTED')],
  ['the pair in ”” as Swedes write', ({ pair }) => `”${pair}”`, rejected('API_KEY_QUOTED')],
  ['the template (login):(secret)', '(login):(secret)', rejected('API_KEY_PLACEHOLDER')],
  ['the template [QONTO_KEY]', '[QONTO_KEY]', rejected('API_KEY_PLACEHOLDER')],
  ['the template __QONTO_KEY__', '__QONTO_KEY__', rejected('API_KEY_PLACEHOLDER')],
  ['the template #{login}:#{secret}', '#{login}:#{secret}', rejected('API_KEY_PLACEHOLDER')],
  ['the template @login@:@secret@', '@login@:@secret@', rejected('API_KEY_PLACEHOLDER')],
  [
    'the template {login:secret}',
    '{login:secret}',
    rejected(['API_KEY_PLACEHOLDER', 'SECRET_MALFORMED']),
  ],
  [
    'the name of the header and no space',
    ({ pair }) => `authorization:${pair}`,
    rejected(['API_KEY_REJECTED', 'SECRET_MALFORMED', 'API_KEY_LOGIN_REPEATED']),
  ],
  [
    'a whole line of curl',
    ({ pair }) => `-H "Authorization: ${pair}"`,
    rejected(['API_KEY_REJECTED', 'API_KEY_WHITESPACE', 'SECRET_MALFORMED', 'API_KEY_QUOTED']),
  ],
  [
    'YAML under a name',
    ({ key }) => `qonto:\n  login: ${key.login}\n  secret: ${key.secret}`,
    rejected(FORM),
  ],
  [
    'an INI file',
    ({ key }) => `[qonto]\nlogin = ${key.login}\nsecret = ${key.secret}\n`,
    rejected(FORM),
  ],
  [
    'TOML',
    ({ key }) => `login = "${key.login}"\nsecret = "${key.secret}"`,
    // Its values are quoted, too.
    rejected([...FORM, 'API_KEY_QUOTED']),
  ],
  ['the halves on two lines', ({ key }) => `${key.login}\n${key.secret}`, rejected(FORM)],
  [
    'a CSV file with a heading',
    ({ key }) => `login,secret\n${key.login},${key.secret}\n`,
    rejected(FORM),
  ],
];

/** Dead keys whose halves hold words of templates and are none. */
const TREACHEROUS: readonly (readonly [string, Content])[] = [
  ['my-secret-99', ({ deadPair }) => deadPair],
  ['the-login-company-5', ({ deadPair }) => deadPair],
  ['token-trade-12', ({ deadPair }) => deadPair],
  ['user-4242', ({ deadPair }) => deadPair],
  ['secret-1', ({ deadPair }) => deadPair],
  ['replace-me-not-77', ({ deadPair }) => deadPair],
];

/** Refusals of somebody on the way, like those of the first look. */
const FOREIGN: readonly (readonly [string, ReturnType<typeof foreignJson>])[] = [
  [
    'ASP.NET',
    foreignJson(401, { type: 'about:blank', title: 'Unauthorized', status: 401, traceId: '00-1' }),
  ],
  ['Laravel', foreignJson(401, { message: 'Unauthenticated.' })],
  ['Express', foreignJson(401, { error: { message: 'No token' } })],
  ['Django', foreignJson(403, { detail: 'CSRF Failed' })],
  [
    'a JSON:API without code or detail',
    foreignJson(401, { errors: [{ status: '401', title: 'x' }] }),
  ],
  ['Elasticsearch', foreignJson(401, { error: { type: 'security_exception' }, status: 401 })],
  ['Azure', foreignJson(401, { statusCode: 401, message: 'Access denied' })],
  ['Hapi', foreignJson(401, { statusCode: 401, error: 'Unauthorized', message: 'x' })],
  ['SOAP', foreign(401, 'text/xml', '<soap:Fault/>')],
  ['a load balancer of AWS', foreign(403, 'text/plain', 'Forbidden')],
];

const error = { errors: [{ code: 'unauthorized', detail: 'Invalid credentials.' }] };

export const secondLook: readonly CorpusCase[] = [
  ...SECRETS.map(([name, secret, expect]) => ({
    name: `the secret holds ${name}`,
    secret,
    expect,
  })),
  ...TREACHEROUS.map(
    ([login, secret]): CorpusCase => ({
      name: `a dead key of the login ${login}`,
      login,
      secret,
      expect: rejected('API_KEY_REJECTED'),
    }),
  ),
  ...FOREIGN.map(
    ([maker, qonto]): CorpusCase => ({
      name: `a refusal of ${maker} to a good key`,
      secret: ({ pair }) => pair,
      qonto,
      expect: NOT_QONTO,
    }),
  ),
  {
    name: 'the refusal repeats the staging token as its trace id',
    environment: 'sandbox',
    secret: ({ deadPair }) => deadPair,
    qonto: ({ stagingToken }) => json(401, error, { traceId: stagingToken }),
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'the refusal repeats the access token as its trace id in the body',
    secret: ({ revoked }) => ({ ...revoked }),
    qonto: ({ revoked }) =>
      json(401, { ...error, trace_id: revoked.accessToken }, { traceId: null }),
    expect: rejected('OAUTH_ACCESS_TOKEN_REJECTED'),
  },
  {
    name: 'the refusal repeats a malformed value’s secret half as its trace id',
    secret: ({ key }) => `"${key.login}:${key.secret}"`,
    qonto: ({ key }) => json(401, error, { traceId: key.secret }),
    expect: rejected('API_KEY_QUOTED'),
  },
  {
    name: 'the refusal repeats a secret half without its separator as its trace id',
    secret: ({ key }) => `${key.login};${key.secret}`,
    qonto: ({ key }) => json(401, error, { traceId: `echo-${key.secret}` }),
    expect: rejected('API_KEY_MISSING_COLON'),
  },
  {
    name: 'an endpoint that takes OAuth only, to an access token',
    secret: ({ tokens }) => ({ ...tokens }),
    qonto: qontoError(401, 'unauthorized', 'OAuth2 authentication is required here'),
    // The credential is OAuth already: refused for another reason.
    expect: rejected(['OAUTH_ACCESS_TOKEN_REJECTED', 'OAUTH_REQUIRED']),
  },
];
