import { type CorpusCase, rejected, type Stored, type World } from './case.ts';
import type { RejectedCode } from './contract-codes.ts';

type Row = readonly [
  name: string,
  secret: Stored | ((world: World) => Stored),
  codes: RejectedCode | readonly RejectedCode[],
];

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Table A of the facts, and the six mistakes of the troubleshooting guide, in all their shapes. */
const ROWS: readonly Row[] = [
  // A1: no colon.
  [
    'the halves without anything between',
    ({ key }) => key.login + key.secret,
    'API_KEY_MISSING_COLON',
  ],
  ['the secret half alone, as a string', ({ key }) => key.secret, 'API_KEY_MISSING_COLON'],
  ['the login alone, as a string', ({ key }) => key.login, 'API_KEY_MISSING_COLON'],
  ['a semicolon for the colon', ({ key }) => `${key.login};${key.secret}`, 'API_KEY_MISSING_COLON'],
  [
    'an equals sign for the colon',
    ({ key }) => `${key.login}=${key.secret}`,
    'API_KEY_MISSING_COLON',
  ],
  ['a slash for the colon', ({ key }) => `${key.login}/${key.secret}`, 'API_KEY_MISSING_COLON'],
  ['a comma for the colon', ({ key }) => `${key.login},${key.secret}`, 'API_KEY_MISSING_COLON'],
  ['a URL-encoded colon', ({ key }) => `${key.login}%3A${key.secret}`, 'API_KEY_MISSING_COLON'],
  ['a full-width colon', ({ key }) => `${key.login}：${key.secret}`, 'API_KEY_MISSING_COLON'],
  [
    'no colon in the authorization field',
    ({ key }) => ({ authorization: key.secret }),
    'API_KEY_MISSING_COLON',
  ],
  [
    'a space for the colon',
    ({ key }) => `${key.login} ${key.secret}`,
    // A colon in place of the space makes the check pass; that there is white space is true too.
    ['API_KEY_MISSING_COLON', 'API_KEY_WHITESPACE'],
  ],

  // A2: swapped.
  ['the halves swapped in a string', ({ key }) => `${key.secret}:${key.login}`, 'API_KEY_SWAPPED'],
  [
    'the halves swapped across the fields',
    ({ key }) => ({ login: key.secret, secret: key.login }),
    'API_KEY_SWAPPED',
  ],
  [
    'the halves swapped in the authorization field',
    ({ key }) => ({ authorization: `${key.secret}:${key.login}` }),
    'API_KEY_SWAPPED',
  ],
  [
    'the halves swapped with secretKey as the name',
    ({ key }) => ({ login: key.secret, secretKey: key.login }),
    'API_KEY_SWAPPED',
  ],

  // A3: Bearer.
  ...['Bearer ', 'bearer ', 'BEARER ', 'Bearer  ', 'Bearer\t', ' Bearer '].map(
    (prefix): Row => [
      `${JSON.stringify(prefix)} before the pair`,
      ({ pair }) => prefix + pair,
      'API_KEY_BEARER_PREFIX',
    ],
  ),
  [
    'Bearer in the authorization field',
    ({ pair }) => ({ authorization: `Bearer ${pair}` }),
    'API_KEY_BEARER_PREFIX',
  ],
  [
    'Bearer in the login field',
    ({ key }) => ({ login: `Bearer ${key.login}`, secret: key.secret }),
    'API_KEY_BEARER_PREFIX',
  ],
  [
    'Bearer before a dead pair: neither remedy alone is enough',
    ({ deadPair }) => `Bearer ${deadPair}`,
    ['API_KEY_BEARER_PREFIX', 'API_KEY_REJECTED'],
  ],

  // A4: Basic.
  ...['Basic ', 'basic ', 'BASIC ', 'Basic\t', ' Basic '].map(
    (prefix): Row => [
      `${JSON.stringify(prefix)} before the pair`,
      ({ pair }) => prefix + pair,
      'API_KEY_BASIC_PREFIX',
    ],
  ),
  [
    'Basic in the authorization field',
    ({ pair }) => ({ authorization: `Basic ${pair}` }),
    'API_KEY_BASIC_PREFIX',
  ],
  [
    'Basic in the login field',
    ({ key }) => ({ login: `Basic ${key.login}`, secret: key.secret }),
    'API_KEY_BASIC_PREFIX',
  ],
  [
    'Basic with the pair in Base64, as RFC 7617 has it',
    ({ pair }) => `Basic ${base64(pair)}`,
    'API_KEY_BASIC_PREFIX',
  ],
  [
    'basic in lower case with the pair in unpadded Base64',
    ({ pair }) => `basic ${Buffer.from(pair).toString('base64url')}`,
    'API_KEY_BASIC_PREFIX',
  ],

  // A6: Base64.
  ['the pair in Base64', ({ pair }) => base64(pair), 'API_KEY_BASE64'],
  [
    'the pair in Base64 in the authorization field',
    ({ pair }) => ({ authorization: base64(pair) }),
    'API_KEY_BASE64',
  ],
  ['the pair in unpadded Base64', ({ pair }) => base64(pair).replace(/=+$/, ''), 'API_KEY_BASE64'],
  [
    'the pair in URL-safe Base64',
    ({ pair }) => Buffer.from(pair).toString('base64url'),
    'API_KEY_BASE64',
  ],
  [
    'the pair and a trailing line break in Base64, as `echo | base64` makes it',
    ({ pair }) => base64(`${pair}\n`),
    'API_KEY_BASE64',
  ],
  [
    // The line break is a finding of its own, but taking it out does not make the check pass.
    'the pair in Base64, wrapped after 32 characters',
    ({ pair }) => base64(pair).replace(/(.{32})/g, '$1\n'),
    'API_KEY_BASE64',
  ],
  [
    'the pair in Base64 with a trailing line break, as openssl prints it',
    ({ pair }) => `${base64(pair)}\n`,
    'API_KEY_BASE64',
  ],
  [
    // Both say what is wrong; the table has the double case for Basic only.
    'Bearer and the pair in Base64',
    ({ pair }) => `Bearer ${base64(pair)}`,
    ['API_KEY_BEARER_PREFIX', 'API_KEY_BASE64'],
  ],
  [
    'the pair in Base64 in the secret field beside the login',
    ({ key, pair }) => ({ login: key.login, secret: base64(pair) }),
    ['API_KEY_BASE64', 'API_KEY_LOGIN_REPEATED'],
  ],
  [
    'each half in Base64',
    ({ key }) => `${base64(key.login)}:${base64(key.secret)}`,
    // Only the pair as a whole is in the table.
    ['API_KEY_BASE64', 'API_KEY_REJECTED'],
  ],

  // The pair where one half belongs.
  [
    'the whole pair in the secret field',
    ({ key, pair }) => ({ login: key.login, secret: pair }),
    'API_KEY_LOGIN_REPEATED',
  ],
  [
    'the whole pair in secret_key',
    ({ key, pair }) => ({ login: key.login, secret_key: pair }),
    'API_KEY_LOGIN_REPEATED',
  ],
  [
    'the login twice in one string',
    ({ key, pair }) => `${key.login}:${pair}`,
    'API_KEY_LOGIN_REPEATED',
  ],
  [
    'the whole pair in the login field, the secret beside it',
    ({ key, pair }) => ({ login: pair, secret: key.secret }),
    // The table names the secret field only.
    ['API_KEY_LOGIN_REPEATED', 'API_KEY_REJECTED'],
  ],
  [
    'the whole pair in the secret field and no login',
    ({ pair }) => ({ secret: pair }),
    ['API_KEY_LOGIN_REPEATED', 'SECRET_INCOMPLETE'],
  ],
  [
    'the name of the header before the pair',
    ({ pair }) => `Authorization: ${pair}`,
    // No row of the table is about it; it is a refused value with white space inside.
    ['API_KEY_REJECTED', 'API_KEY_WHITESPACE', 'API_KEY_BEARER_PREFIX', 'API_KEY_BASIC_PREFIX'],
  ],
  [
    'another scheme word before the pair',
    ({ pair }) => `Token ${pair}`,
    ['API_KEY_REJECTED', 'API_KEY_WHITESPACE', 'API_KEY_BEARER_PREFIX'],
  ],
];

export const apiKeyMistakes: readonly CorpusCase[] = [
  ...ROWS.map(([name, secret, codes]) => ({ name, secret, expect: rejected(codes) })),
  {
    name: 'a login without digits, swapped: the form alone cannot tell',
    login: 'acme',
    secret: ({ key }) => `${key.secret}:${key.login}`,
    expect: rejected(['API_KEY_SWAPPED', 'API_KEY_REJECTED']),
  },
  {
    name: 'a deployment put Bearer before a value that worked',
    previous: ({ pair }) => pair,
    secret: ({ pair }) => `Bearer ${pair}`,
    expect: rejected('API_KEY_BEARER_PREFIX', { confidence: ['confirmed', 'likely'] }),
  },
  {
    name: 'Bearer before a sandbox pair, with a good staging token',
    environment: 'sandbox',
    secret: ({ pair }) => `Bearer ${pair}`,
    expect: rejected('API_KEY_BEARER_PREFIX'),
  },
  {
    name: 'swapped halves in the sandbox, with a good staging token',
    environment: 'sandbox',
    secret: ({ key }) => ({ login: key.secret, secret: key.login }),
    expect: rejected('API_KEY_SWAPPED'),
  },
  {
    name: 'Bearer before the pair under renamed fields',
    fields: { authorization: 'QONTO_AUTH' },
    secret: ({ pair }) => ({ QONTO_AUTH: `Bearer ${pair}` }),
    expect: rejected('API_KEY_BEARER_PREFIX'),
  },
  {
    name: 'swapped halves under NAME#KEY',
    key: 'qonto',
    secret: ({ key }) => ({ qonto: { login: key.secret, secret: key.login } }),
    expect: rejected('API_KEY_SWAPPED'),
  },
];
