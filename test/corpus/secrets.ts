import {
  authenticated,
  type Content,
  type CorpusCase,
  type Expectation,
  inconclusive,
  rejected,
} from './case.ts';

type Row = readonly [
  name: string,
  secret: Content,
  expect: Expectation | readonly Expectation[],
  rest?: Partial<CorpusCase>,
];

const MALFORMED = rejected('SECRET_MALFORMED');
const INCOMPLETE = rejected('SECRET_INCOMPLETE');
/** Nothing is in it: incomplete content, or "nothing to send". */
const EMPTY = rejected(['SECRET_INCOMPLETE', 'AUTHORIZATION_MISSING', 'SECRET_MALFORMED']);
/** JSON of a wrong type: "Secrets Manager or the content of the secret" has two codes for it. */
const UNUSABLE = rejected(['SECRET_MALFORMED', 'SECRET_INCOMPLETE']);

const READING: readonly Row[] = [
  ['does not exist', { unreadable: 'not_found' }, rejected('SECRET_NOT_FOUND')],
  ['may not be read', { unreadable: 'access_denied' }, rejected('SECRET_ACCESS_DENIED')],
  [
    'is about to be deleted',
    { unreadable: 'pending_deletion' },
    rejected('SECRET_PENDING_DELETION'),
  ],
  [
    'cannot be read at the moment',
    { unreadable: 'unavailable' },
    inconclusive('SECRETS_MANAGER_UNAVAILABLE'),
  ],
];

const DAMAGED: readonly Row[] = [
  ['JSON cut short', ({ key }) => `{"login":"${key.login}","secret":"${key.secret}"`, MALFORMED],
  ['JSON cut inside a value', ({ key }) => `{"login":"${key.login}","sec`, MALFORMED],
  [
    'JSON with a comma too many',
    ({ key }) => `{"login":"${key.login}","secret":"${key.secret}",}`,
    MALFORMED,
  ],
  [
    'JSON in single quotes, as Python prints it',
    ({ key }) => `{'login': '${key.login}', 'secret': '${key.secret}'}`,
    MALFORMED,
  ],
  [
    'JSON without quotes around the names',
    ({ key }) => `{login: "${key.login}", secret: "${key.secret}"}`,
    MALFORMED,
  ],
  [
    'JSON in typographic quotes',
    ({ key }) => `{“login”: “${key.login}”, “secret”: “${key.secret}”}`,
    MALFORMED,
  ],
  [
    'JSON with a comment',
    ({ key }) => `{"login":"${key.login}", // ours\n"secret":"${key.secret}"}`,
    MALFORMED,
  ],
  ['two objects of JSON one after the other', ({ key }) => `${JSON.stringify(key)}{}`, MALFORMED],
  ['an array of the halves', ({ key }) => [key.login, key.secret], MALFORMED],
  ['an array that holds the object', ({ key }) => [{ ...key }], MALFORMED],
  ['an empty array', [], UNUSABLE],
  ['ten thousand brackets', '['.repeat(10_000), MALFORMED],
  [
    'a number',
    '4711',
    // JSON of a wrong type, or a string without a colon.
    rejected(['SECRET_MALFORMED', 'API_KEY_MISSING_COLON', 'SECRET_INCOMPLETE']),
  ],
  [
    'the word true',
    'true',
    rejected(['SECRET_MALFORMED', 'API_KEY_MISSING_COLON', 'SECRET_INCOMPLETE']),
  ],
  [
    'the word null',
    'null',
    rejected([
      'SECRET_MALFORMED',
      'API_KEY_MISSING_COLON',
      'SECRET_INCOMPLETE',
      'API_KEY_PLACEHOLDER',
      'AUTHORIZATION_MISSING',
    ]),
  ],
  [
    'YAML',
    ({ key }) => `login: ${key.login}\nsecret: ${key.secret}\n`,
    // A string with line breaks, or content in a form that is not known.
    rejected(['API_KEY_WHITESPACE', 'SECRET_MALFORMED']),
  ],
  [
    'the lines of an .env file',
    ({ key }) => `QONTO_LOGIN=${key.login}\nQONTO_SECRET=${key.secret}\n`,
    rejected(['API_KEY_WHITESPACE', 'API_KEY_MISSING_COLON', 'SECRET_MALFORMED']),
  ],
  [
    'JSON inside a JSON string',
    ({ key }) => JSON.stringify(JSON.stringify(key)),
    [
      rejected(['SECRET_MALFORMED', 'API_KEY_QUOTED', 'API_KEY_REJECTED', 'API_KEY_PLACEHOLDER']),
      authenticated(),
    ],
  ],
  [
    'JSON behind a byte order mark, as Windows saves it',
    ({ key }) => `\ufeff${JSON.stringify(key)}`,
    [MALFORMED, { outcome: 'authenticated', codes: [] }],
  ],
];

const INCOMPLETES: readonly Row[] = [
  ['an empty object', {}, UNUSABLE],
  ['a login without a secret', ({ key }) => ({ login: key.login }), INCOMPLETE],
  ['a secret without a login', ({ key }) => ({ secret: key.secret }), INCOMPLETE],
  ['an empty login', ({ key }) => ({ ...key, login: '' }), INCOMPLETE],
  ['an empty secret half', ({ key }) => ({ ...key, secret: '' }), INCOMPLETE],
  ['a login that is null', ({ key }) => ({ ...key, login: null }), UNUSABLE],
  ['a login that is a number', ({ key }) => ({ ...key, login: 1234 }), UNUSABLE],
  ['a secret half that is an object', ({ key }) => ({ ...key, secret: {} }), UNUSABLE],
  ['a secret half that is true', ({ key }) => ({ ...key, secret: true }), UNUSABLE],
  ['an access token that is a number', { accessToken: 12_345 }, UNUSABLE],
  [
    'an access token that is an array',
    ({ tokens }) => ({ accessToken: [tokens.accessToken] }),
    UNUSABLE,
  ],
  [
    'a login of blanks only',
    ({ key }) => ({ ...key, login: '   ' }),
    rejected(['SECRET_INCOMPLETE', 'API_KEY_WHITESPACE']),
  ],
  ['a client without any token', ({ client }) => ({ ...client }), INCOMPLETE],
  ['a staging token alone', ({ stagingToken }) => ({ stagingToken }), INCOMPLETE],
  ['a database’s secret', { username: 'admin', password: 'not-real', host: 'db' }, INCOMPLETE],
  ['names in upper case', ({ key }) => ({ LOGIN: key.login, SECRET: key.secret }), INCOMPLETE],
  ['the object one level too deep', ({ key }) => ({ qonto: { ...key } }), INCOMPLETE],
  ['fields on the prototype only', ({ key }) => `{"__proto__":${JSON.stringify(key)}}`, INCOMPLETE],
  ['an empty authorization field', { authorization: '' }, EMPTY],
  ['an empty access token', { accessToken: '' }, EMPTY],
  ['nothing at all', '', EMPTY],
  [
    'blanks only',
    '   ',
    rejected([
      'AUTHORIZATION_MISSING',
      'SECRET_INCOMPLETE',
      'API_KEY_WHITESPACE',
      'SECRET_MALFORMED',
    ]),
  ],
  [
    'a line break only',
    '\n',
    rejected([
      'AUTHORIZATION_MISSING',
      'SECRET_INCOMPLETE',
      'API_KEY_WHITESPACE',
      'SECRET_MALFORMED',
    ]),
  ],
  [
    'a renamed field that is not there',
    ({ key }) => ({ ...key }),
    INCOMPLETE,
    { fields: { login: 'QONTO_LOGIN', secret: 'QONTO_SECRET' } },
  ],
  [
    'a renamed access token that is not there',
    ({ client }) => ({ ...client }),
    INCOMPLETE,
    { fields: { accessToken: 'token' }, method: 'oauth' },
  ],
];

/** A key that leads nowhere: the content of the secret, or something that was not found. */
const NO_SUCH_KEY = rejected(['SECRET_INCOMPLETE', 'SECRET_MALFORMED', 'SECRET_NOT_FOUND']);

const KEYS: readonly Row[] = [
  ['NAME#KEY without such a key', ({ key }) => ({ stripe: { ...key } }), NO_SUCH_KEY],
  ['NAME#KEY in other letters', ({ key }) => ({ QONTO: { ...key } }), NO_SUCH_KEY],
  ['NAME#KEY with a number under it', { qonto: 42 }, NO_SUCH_KEY],
  ['NAME#KEY with null under it', { qonto: null }, NO_SUCH_KEY],
  ['NAME#KEY with an array under it', ({ key }) => ({ qonto: [key.login] }), NO_SUCH_KEY],
  ['NAME#KEY with an empty object under it', { qonto: {} }, NO_SUCH_KEY],
  [
    'NAME#KEY with an empty string under it',
    { qonto: '' },
    rejected(['SECRET_INCOMPLETE', 'AUTHORIZATION_MISSING', 'SECRET_MALFORMED']),
  ],
  ['NAME#KEY of a plain string', ({ pair }) => pair, NO_SUCH_KEY],
  ['NAME#KEY of damaged JSON', '{"qonto": {', MALFORMED],
  [
    'NAME#KEY with JSON as a string under it',
    ({ key }) => ({ qonto: JSON.stringify(key) }),
    // "takes the object (or string) under KEY": read as what it holds, or as a header value.
    [authenticated(), rejected(['SECRET_MALFORMED', 'API_KEY_REJECTED', 'API_KEY_PLACEHOLDER'])],
  ],
];

const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

export const secrets: readonly CorpusCase[] = [
  ...READING.map(([name, secret, expect]) => ({ name: `the secret ${name}`, secret, expect })),
  ...[...DAMAGED, ...INCOMPLETES].map(([name, secret, expect, rest = {}]) => ({
    name: `the secret holds ${name}`,
    secret,
    expect,
    ...rest,
  })),
  ...KEYS.map(([name, secret, expect]) => ({ name, key: 'qonto', secret, expect })),
  ...PROTOTYPE_KEYS.map(
    (key): CorpusCase => ({
      name: `NAME#KEY with ${key}, which every object inherits`,
      key,
      secret: ({ key }) => ({ qonto: { ...key } }),
      expect: NO_SUCH_KEY,
    }),
  ),
  {
    name: 'the secret holds a private key in PEM, pasted by mistake',
    secret: `-----BEGIN NOT REAL-----\n${'bm90IHJlYWw\n'.repeat(400)}-----END NOT REAL-----\n`,
    expect: rejected(['API_KEY_WHITESPACE', 'API_KEY_MISSING_COLON', 'SECRET_MALFORMED']),
  },
  {
    name: 'the secret holds both methods, both alive, and no method is configured',
    secret: ({ key, tokens }) => ({ ...key, ...tokens }),
    expect: authenticated(),
  },
  {
    name: 'the sandbox’s secret cannot be read at the moment, nor can the staging token’s',
    environment: 'sandbox',
    secret: { unreadable: 'unavailable' },
    stagingToken: { unreadable: 'unavailable' },
    expect: inconclusive('SECRETS_MANAGER_UNAVAILABLE'),
  },
];
