import {
  acceptedButMalformed,
  authenticated,
  type CorpusCase,
  rejected,
  type Stored,
  type World,
} from './case.ts';

type Row = readonly [name: string, secret: (world: World) => Stored];

/** "a line break anywhere (no header can carry it: nothing is sent as it is)" */
const LINE_BREAKS: readonly Row[] = [
  ['a line break at the end, as `echo` leaves it', ({ pair }) => `${pair}\n`],
  ['a Windows line break at the end', ({ pair }) => `${pair}\r\n`],
  ['a carriage return at the end', ({ pair }) => `${pair}\r`],
  ['a line break at the start', ({ pair }) => `\n${pair}`],
  ['two line breaks at the end', ({ pair }) => `${pair}\n\n`],
  ['a line break after the colon', ({ key }) => `${key.login}:\n${key.secret}`],
  ['a line break before the colon', ({ key }) => `${key.login}\n:${key.secret}`],
  ['a line break inside the secret half', ({ pair }) => `${pair.slice(0, -8)}\n${pair.slice(-8)}`],
  ['a line break in the authorization field', ({ pair }) => ({ authorization: `${pair}\n` })],
  [
    'a line break at the end of the secret field',
    ({ key }) => ({ login: key.login, secret: `${key.secret}\n` }),
  ],
  [
    'a Windows line break at the end of the login field',
    ({ key }) => ({ login: `${key.login}\r\n`, secret: key.secret }),
  ],
  ['another header smuggled in behind a line break', ({ pair }) => `${pair}\r\nX-Evil: 1`],
];

/** "or other white space, around or inside, and refused" */
const OTHER_WHITE_SPACE: readonly Row[] = [
  ['spaces around the colon', ({ key }) => `${key.login} : ${key.secret}`],
  ['a space after the colon, as in YAML', ({ key }) => `${key.login}: ${key.secret}`],
  ['a space before the colon', ({ key }) => `${key.login} :${key.secret}`],
  ['a tab after the colon', ({ key }) => `${key.login}:\t${key.secret}`],
  ['a space inside the secret half', ({ pair }) => `${pair.slice(0, -8)} ${pair.slice(-8)}`],
  [
    'a space at the end of the login field',
    ({ key }) => ({ login: `${key.login} `, secret: key.secret }),
  ],
  [
    'a space at the start of the secret field',
    ({ key }) => ({ login: key.login, secret: ` ${key.secret}` }),
  ],
  ['a no-break space at the end', ({ pair }) => `${pair}\u00a0`],
  ['a no-break space at the start', ({ pair }) => `\u00a0${pair}`],
  ['a narrow no-break space at the end', ({ pair }) => `${pair}\u202f`],
  ['an ideographic space after the colon', ({ key }) => `${key.login}:\u3000${key.secret}`],
  ['a zero-width space at the end', ({ pair }) => `${pair}\u200b`],
  ['a zero-width space inside', ({ key }) => `${key.login}:\u200b${key.secret}`],
  ['a zero-width joiner inside', ({ key }) => `${key.login}\u200d:${key.secret}`],
  ['a word joiner at the start', ({ pair }) => `\u2060${pair}`],
  ['a byte order mark at the start', ({ pair }) => `\ufeff${pair}`],
  [
    'a no-break space at the end of the secret field',
    ({ key }) => ({ login: key.login, secret: `${key.secret}\u00a0` }),
  ],
  ['a vertical tab at the end', ({ pair }) => `${pair}\u000b`],
];

/** HTTP takes blanks at the ends of a header's value away, so that Qonto never sees these. */
const ACCEPTED: readonly Row[] = [
  ['a space at the end', ({ pair }) => `${pair} `],
  ['a space at the start', ({ pair }) => ` ${pair}`],
  ['a tab at the end', ({ pair }) => `${pair}\t`],
  ['spaces at both ends', ({ pair }) => `  ${pair}  `],
  ['a space at the end of the authorization field', ({ pair }) => ({ authorization: `${pair} ` })],
  [
    'a space at the end of the secret field',
    ({ key }) => ({ login: key.login, secret: `${key.secret} ` }),
  ],
];

/** The same at the ends of a value that Qonto refuses. */
const REFUSED_AT_THE_ENDS: readonly Row[] = [
  ['a space at the end of a dead pair', ({ deadPair }) => `${deadPair} `],
  ['a tab at the start of a dead pair', ({ deadPair }) => `\t${deadPair}`],
];

export const whiteSpace: readonly CorpusCase[] = [
  ...LINE_BREAKS.map(([name, secret]) => ({
    name,
    secret,
    expect: rejected('API_KEY_WHITESPACE'),
  })),
  ...OTHER_WHITE_SPACE.map(([name, secret]) => ({
    name,
    secret,
    expect: rejected('API_KEY_WHITESPACE'),
  })),
  ...ACCEPTED.map(([name, secret]) => ({
    name: `${name}, accepted`,
    secret,
    expect: acceptedButMalformed,
  })),
  ...REFUSED_AT_THE_ENDS.map(([name, secret]) => ({
    name,
    secret,
    // By the table it is white space, refused; by its remedy rule the key is dead all the same.
    expect: rejected(['API_KEY_WHITESPACE', 'API_KEY_REJECTED']),
  })),
  {
    name: 'a line break at the end stands even if Qonto would accept anything',
    secret: ({ pair }) => `${pair}\n`,
    qonto: { kind: 'answer', status: 200, body: '{"bank_accounts":[]}' },
    expect: rejected('API_KEY_WHITESPACE'),
  },
  {
    name: 'line breaks between the fields of the JSON, not in them',
    secret: ({ key }) => `\n{\r\n  "login": "${key.login}",\r\n  "secret": "${key.secret}"\r\n}\n`,
    expect: authenticated(),
  },
  {
    name: 'a line break at the end of an access token',
    secret: ({ tokens }) => ({ ...tokens, accessToken: `${tokens.accessToken}\n` }),
    // The table has no such row for OAuth. No header can carry it, so it cannot be authenticated.
    expect: rejected([
      'API_KEY_WHITESPACE',
      'OAUTH_ACCESS_TOKEN_REJECTED',
      'SECRET_MALFORMED',
      'OAUTH_TOKEN_TYPE_MISMATCH',
    ]),
  },
  {
    name: 'a space inside an access token',
    secret: ({ tokens }) => ({
      accessToken: `${tokens.accessToken.slice(0, 12)} ${tokens.accessToken.slice(12)}`,
    }),
    expect: rejected([
      'OAUTH_ACCESS_TOKEN_REJECTED',
      'API_KEY_WHITESPACE',
      'SECRET_MALFORMED',
      'OAUTH_TOKEN_TYPE_MISMATCH',
    ]),
  },
];
