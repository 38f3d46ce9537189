import { authenticated, type Content, type CorpusCase } from './case.ts';
import { TREACHEROUS_LOGINS } from './treacherous-logins.ts';

const good = authenticated();

/** "A well-formed credential that Qonto accepts is never reported as anything but authenticated." */
const KEY_SHAPES: readonly (readonly [string, Content])[] = [
  ['login and secret', ({ key }) => ({ ...key })],
  ['login and secretKey', ({ key }) => ({ login: key.login, secretKey: key.secret })],
  ['login and secret_key', ({ key }) => ({ login: key.login, secret_key: key.secret })],
  ['authorization', ({ pair }) => ({ authorization: pair })],
  ['a plain string', ({ pair }) => pair],
  ['fields that nobody asked for', ({ key }) => ({ ...key, note: 'x', tags: [1], nested: {} })],
  ['indented JSON with a line break at the end', ({ key }) => `${JSON.stringify(key, null, 2)}\n`],
  ['an OAuth token beside it that is null', ({ key }) => ({ ...key, accessToken: null })],
];

const OAUTH_SHAPES: readonly (readonly [string, Content])[] = [
  ['accessToken alone', ({ tokens }) => ({ accessToken: tokens.accessToken })],
  ['access_token alone', ({ tokens }) => ({ access_token: tokens.accessToken })],
  ['all fields', ({ tokens, client }) => ({ ...client, ...tokens })],
  [
    'all fields in snake_case',
    ({ tokens, client }) => ({
      client_id: client.clientId,
      client_secret: client.clientSecret,
      access_token: tokens.accessToken,
      refresh_token: tokens.refreshToken,
      expires_at: tokens.expiresAt,
    }),
  ],
  [
    'expiresAt in Unix seconds',
    ({ tokens, now }) => ({ ...tokens, expiresAt: Math.floor(now / 1_000) + 3_600 }),
  ],
  [
    'expiresAt in Unix seconds as a string',
    ({ tokens, now }) => ({ ...tokens, expiresAt: String(Math.floor(now / 1_000) + 3_600) }),
  ],
  ['an expiresAt that says nothing', ({ tokens }) => ({ ...tokens, expiresAt: 'tomorrow' })],
  [
    'the answer of the token endpoint as it came',
    ({ tokens }) => ({
      access_token: tokens.accessToken,
      refresh_token: tokens.refreshToken,
      expires_in: 3_600,
      scope: tokens.scope,
      token_type: 'bearer',
    }),
  ],
  [
    'an expiresAt that passed a minute ago, but Qonto takes the token',
    ({ tokens, now }) => ({ ...tokens, expiresAt: new Date(now - 60_000).toISOString() }),
  ],
  ['an access token without offline_access', ({ tokens }) => ({ accessToken: tokens.accessToken })],
];

export const accepted: readonly CorpusCase[] = [
  ...KEY_SHAPES.map(([name, secret]) => ({ name: `a good key: ${name}`, secret, expect: good })),
  ...TREACHEROUS_LOGINS.map(
    (login): CorpusCase => ({
      name: `a good key of the login ${login}`,
      login,
      secret: ({ pair }) => pair,
      expect: good,
    }),
  ),
  ...OAUTH_SHAPES.map(([name, secret]) => ({
    name: `a good token: ${name}`,
    secret,
    expect: good,
  })),
  {
    name: 'a good key with method api_key',
    method: 'api_key',
    secret: ({ key }) => ({ ...key }),
    expect: good,
  },
  {
    name: 'a good token with method oauth',
    method: 'oauth',
    secret: ({ tokens }) => ({ ...tokens }),
    expect: good,
  },
  {
    name: 'a good key in the sandbox with the staging token of the environment',
    environment: 'sandbox',
    secret: ({ pair }) => pair,
    expect: good,
  },
  {
    name: 'a good token in the sandbox with the staging token of the environment',
    environment: 'sandbox',
    secret: ({ tokens }) => ({ ...tokens }),
    expect: good,
  },
  {
    name: 'the header of OAuth in the authorization field',
    secret: ({ tokens }) => ({ authorization: `Bearer ${tokens.accessToken}` }),
    // The whole header value as the application sends it, and Qonto takes it.
    expect: { outcome: 'authenticated', codes: [] },
  },
  {
    name: 'the header of OAuth as a plain string',
    secret: ({ tokens }) => `Bearer ${tokens.accessToken}`,
    expect: { outcome: 'authenticated', codes: [] },
  },
  {
    name: 'fields renamed to what a legacy application calls them',
    fields: { login: 'QONTO_LOGIN', secret: 'QONTO_SECRET' },
    secret: ({ key }) => ({ QONTO_LOGIN: key.login, QONTO_SECRET: key.secret, DB_PASSWORD: 'x' }),
    expect: good,
  },
  {
    name: 'a renamed field wins over one of the usual name',
    fields: { login: 'QONTO_LOGIN', secret: 'QONTO_SECRET' },
    secret: ({ key }) => ({
      login: 'db-admin',
      secret: 'hunter2',
      QONTO_LOGIN: key.login,
      QONTO_SECRET: key.secret,
    }),
    expect: good,
  },
  {
    name: 'a renamed authorization field',
    fields: { authorization: 'qontoHeader' },
    secret: ({ pair }) => ({ qontoHeader: pair }),
    expect: good,
  },
  {
    name: 'renamed OAuth fields',
    fields: { accessToken: 'token', expiresAt: 'validUntil', refreshToken: 'renewal' },
    secret: ({ tokens }) => ({
      token: tokens.accessToken,
      renewal: tokens.refreshToken,
      validUntil: tokens.expiresAt,
    }),
    expect: good,
  },
  {
    name: 'NAME#KEY with an object',
    key: 'qonto',
    secret: ({ key }) => ({ qonto: { ...key }, stripe: 'x' }),
    expect: good,
  },
  {
    name: 'NAME#KEY with a string',
    key: 'QONTO_AUTHORIZATION',
    secret: ({ pair }) => ({ QONTO_AUTHORIZATION: pair, OTHER: 'x' }),
    expect: good,
  },
  {
    name: 'NAME#KEY with the object of an OAuth grant',
    key: 'qonto/tokens',
    secret: ({ tokens }) => ({ 'qonto/tokens': { ...tokens } }),
    expect: good,
  },
  {
    name: 'NAME#KEY with renamed fields under it',
    key: 'qonto',
    fields: { login: 'user', secret: 'password' },
    secret: ({ key }) => ({ qonto: { user: key.login, password: key.secret } }),
    expect: good,
  },
  {
    name: 'both methods are stored, method api_key takes the key, the token is dead',
    method: 'api_key',
    secret: ({ key, expired }) => ({ ...key, ...expired }),
    expect: good,
  },
  {
    name: 'both methods are stored, method oauth takes the token, the key is dead',
    method: 'oauth',
    secret: ({ deadKey, tokens }) => ({ ...deadKey, ...tokens }),
    expect: good,
  },
];
