import { type CorpusCase, rejected, type Stored, type World } from './case.ts';
import type { RejectedCode } from './contract-codes.ts';

type Row = readonly [
  name: string,
  secret: Stored | ((world: World) => Stored),
  codes: RejectedCode | readonly RejectedCode[],
];

const QUOTES = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['„', '“'],
  ['‘', '’'],
  ['«', '»'],
  ['‹', '›'],
] as const;

const QUOTED: readonly Row[] = [
  ...QUOTES.map(
    ([open, close]): Row => [
      `the pair in ${open}${close} as a string`,
      ({ pair }) => `${open}${pair}${close}`,
      'API_KEY_QUOTED',
    ],
  ),
  [
    'quotation marks in the authorization field',
    ({ pair }) => ({ authorization: `"${pair}"` }),
    'API_KEY_QUOTED',
  ],
  [
    'quotation marks around the secret field',
    ({ key }) => ({ login: key.login, secret: `"${key.secret}"` }),
    'API_KEY_QUOTED',
  ],
  [
    'quotation marks around both fields',
    ({ key }) => ({ login: `'${key.login}'`, secret: `'${key.secret}'` }),
    'API_KEY_QUOTED',
  ],
  ['each half quoted', ({ key }) => `"${key.login}":"${key.secret}"`, 'API_KEY_QUOTED'],
  [
    'quotation marks with backslashes from a shell',
    ({ pair }) => `\\"${pair}\\"`,
    // The quotes are not at the very ends.
    ['API_KEY_QUOTED', 'API_KEY_REJECTED'],
  ],
  [
    'a quotation mark at the end only',
    ({ pair }) => `${pair}"`,
    // "around the value": one mark is not quite around it.
    ['API_KEY_QUOTED', 'API_KEY_REJECTED'],
  ],
  [
    'Bearer and the pair in quotation marks',
    ({ pair }) => `"Bearer ${pair}"`,
    ['API_KEY_QUOTED', 'API_KEY_BEARER_PREFIX'],
  ],
  [
    'swapped halves in quotation marks',
    ({ key }) => `"${key.secret}:${key.login}"`,
    ['API_KEY_QUOTED', 'API_KEY_SWAPPED'],
  ],
];

/** A documented sample's form, with a secret that is nobody's. */
const SAMPLE_SECRET = '0123456789abcdef0123456789abcdef';

const PLACEHOLDERS: readonly Row[] = [
  ...[
    '{login}:{secret}',
    '{login}:{secret-key}',
    '{{login}}:{{secret}}',
    `\${QONTO_LOGIN}:\${QONTO_SECRET}`,
    `\${QONTO_API_KEY}`,
    '$QONTO_LOGIN:$QONTO_SECRET',
    '<login>:<secret>',
    '<your-login>:<your-secret-key>',
    '[login]:[secret]',
    '%QONTO_LOGIN%:%QONTO_SECRET%',
    'YOUR_LOGIN:YOUR_SECRET',
    'your-login:your-secret-key',
    'login:secret',
    'login:secret-key',
    'changeme',
    'changeme:changeme',
    'CHANGE_ME',
    'xxx',
    'xxx:xxx',
    'xxxxxxxx:xxxxxxxxxxxxxxxx',
    'TODO',
    'placeholder',
    '********:********',
    `pied-piper-7132:${SAMPLE_SECRET}`,
  ].map((text): Row => [`the string ${text}`, text, 'API_KEY_PLACEHOLDER']),
  [
    'placeholders in both fields',
    { login: 'YOUR_LOGIN', secret: 'YOUR_SECRET' },
    'API_KEY_PLACEHOLDER',
  ],
  ['changeme in both fields', { login: 'changeme', secret: 'changeme' }, 'API_KEY_PLACEHOLDER'],
  [
    'a real login and a secret in angle brackets',
    ({ key }) => ({ login: key.login, secret: '<secret>' }),
    'API_KEY_PLACEHOLDER',
  ],
  [
    'a real login and changeme',
    ({ key }) => ({ login: key.login, secret: 'changeme' }),
    'API_KEY_PLACEHOLDER',
  ],
  [
    'a real login and a masked secret',
    ({ key }) => ({ login: key.login, secret: '••••••••••••' }),
    ['API_KEY_PLACEHOLDER', 'API_KEY_REJECTED'],
  ],
  [
    'the sample login of the documentation in the field',
    { login: 'pied-piper-7132', secret: SAMPLE_SECRET },
    'API_KEY_PLACEHOLDER',
  ],
  [
    'a template placeholder in the authorization field',
    { authorization: '{login}:{secret}' },
    'API_KEY_PLACEHOLDER',
  ],
  [
    'a dynamic reference of CloudFormation that was not resolved',
    '{{resolve:secretsmanager:qonto/key:SecretString:authorization}}',
    ['API_KEY_PLACEHOLDER', 'SECRET_MALFORMED'],
  ],
  [
    'real halves in the braces of the documentation',
    ({ key }) => `{${key.login}}:{${key.secret}}`,
    // Half a template: the value was put in, the braces were left.
    ['API_KEY_PLACEHOLDER', 'API_KEY_REJECTED', 'SECRET_MALFORMED', 'API_KEY_QUOTED'],
  ],
  [
    'variables that were not set when the value was built',
    'undefined:undefined',
    ['API_KEY_PLACEHOLDER', 'API_KEY_REJECTED'],
  ],
  ['the words null:null', 'null:null', ['API_KEY_PLACEHOLDER', 'API_KEY_REJECTED']],
  [
    'an object that was made a string',
    '[object Object]',
    ['API_KEY_PLACEHOLDER', 'API_KEY_MISSING_COLON', 'SECRET_MALFORMED'],
  ],
  [
    'a placeholder after Bearer',
    'Bearer {login}:{secret}',
    ['API_KEY_PLACEHOLDER', 'API_KEY_BEARER_PREFIX'],
  ],
  [
    'a placeholder for an access token',
    { accessToken: 'YOUR_ACCESS_TOKEN' },
    // The table has the row for API keys only.
    ['API_KEY_PLACEHOLDER', 'OAUTH_ACCESS_TOKEN_REJECTED', 'OAUTH_TOKEN_TYPE_MISMATCH'],
  ],
  [
    'a template of GitHub Actions for an access token',
    { accessToken: '$' + '{{ secrets.QONTO_TOKEN }}' },
    ['API_KEY_PLACEHOLDER', 'OAUTH_ACCESS_TOKEN_REJECTED', 'OAUTH_TOKEN_TYPE_MISMATCH'],
  ],
];

export const quotesAndPlaceholders: readonly CorpusCase[] = [...QUOTED, ...PLACEHOLDERS].map(
  ([name, secret, codes]) => ({ name, secret, expect: rejected(codes) }),
);
