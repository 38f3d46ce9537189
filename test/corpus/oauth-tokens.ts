import { ONE_DAY_MS, ONE_HOUR_MS } from './answers.ts';
import { type Content, type CorpusCase, type Expectation, rejected } from './case.ts';

const EXPIRED = rejected('OAUTH_ACCESS_TOKEN_EXPIRED');
const REJECTED = rejected('OAUTH_ACCESS_TOKEN_REJECTED');
const WRONG_SORT = rejected('OAUTH_TOKEN_TYPE_MISMATCH');

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJub3QtcmVhbCJ9.bm90LWEtcmVhbC1zaWduYXR1cmU';

const bare = ({ accessToken }: { accessToken: string }) => ({ accessToken });

type Row = readonly [name: string, secret: Content, expect: Expectation, ageMs?: number];

/** "refused, and expiresAt has passed or the secret's version is older than a token's hour" */
const EXPIRY: readonly Row[] = [
  ['expiresAt has passed, in ISO 8601', ({ expired }) => ({ ...expired }), EXPIRED],
  [
    'expiresAt has passed, in ISO 8601 with an offset',
    ({ expired }) => ({ ...expired, expiresAt: '2026-11-23T13:00:00+02:00' }),
    EXPIRED,
  ],
  [
    'expiresAt has passed, in Unix seconds',
    ({ expired, now }) => ({ ...expired, expiresAt: Math.floor(now / 1_000) - 60 }),
    EXPIRED,
  ],
  [
    'expiresAt has passed, in Unix seconds as a string',
    ({ expired, now }) => ({ ...expired, expiresAt: String(Math.floor(now / 1_000) - 60) }),
    EXPIRED,
  ],
  [
    'expires_at has passed',
    ({ expired }) => ({ access_token: expired.accessToken, expires_at: expired.expiresAt }),
    EXPIRED,
  ],
  ['no expiresAt, stored two hours ago', ({ expired }) => bare(expired), EXPIRED, 2 * ONE_HOUR_MS],
  [
    'no expiresAt, stored an hour and a minute ago',
    ({ expired }) => bare(expired),
    EXPIRED,
    ONE_HOUR_MS + 60_000,
  ],
  [
    'an expiresAt that says nothing, stored two hours ago',
    ({ expired }) => ({ ...bare(expired), expiresAt: 'soon' }),
    EXPIRED,
    2 * ONE_HOUR_MS,
  ],
  [
    'expiresAt has passed, stored a minute ago by somebody who changed another field',
    ({ expired }) => ({ ...expired }),
    EXPIRED,
    60_000,
  ],
  [
    'an expiresAt a year ahead, but stored two hours ago: a token lives one hour',
    ({ expired, now }) => ({
      ...expired,
      expiresAt: new Date(now + 365 * ONE_DAY_MS).toISOString(),
    }),
    EXPIRED,
    2 * ONE_HOUR_MS,
  ],
  [
    'expiresAt in Unix milliseconds, which the contract does not know',
    ({ expired, now }) => ({ ...expired, expiresAt: now - ONE_HOUR_MS }),
    // Read as seconds it lies far ahead, read with good will it has passed.
    rejected(['OAUTH_ACCESS_TOKEN_EXPIRED', 'OAUTH_ACCESS_TOKEN_REJECTED']),
  ],
  ['a young token was revoked', ({ revoked }) => ({ ...revoked }), REJECTED],
  ['a young token without expiresAt was revoked', ({ revoked }) => bare(revoked), REJECTED],
  [
    'a token without expiresAt, stored half an hour ago, was revoked',
    ({ revoked }) => bare(revoked),
    REJECTED,
    ONE_HOUR_MS / 2,
  ],
  ['a token that nobody ever issued', { accessToken: 'ory_at_not-real-0000' }, REJECTED],
  ['the sandbox’s token in production', ({ other }) => ({ ...other.tokens }), REJECTED],
  [
    'a token cut at the end',
    ({ tokens }) => ({ accessToken: tokens.accessToken.slice(0, -2) }),
    REJECTED,
  ],
];

/** "a refresh token, an ID token or an authorization code stands where the access token belongs" */
const WRONG_TOKENS: readonly Row[] = [
  ['a refresh token', ({ tokens }) => ({ accessToken: tokens.refreshToken }), WRONG_SORT],
  [
    'access and refresh token in each other’s place',
    ({ tokens }) => ({
      ...tokens,
      accessToken: tokens.refreshToken,
      refreshToken: tokens.accessToken,
    }),
    WRONG_SORT,
  ],
  [
    'a refresh token, and expiresAt has passed',
    ({ expired }) => ({ accessToken: expired.refreshToken, expiresAt: expired.expiresAt }),
    WRONG_SORT,
  ],
  ['an authorization code', ({ code }) => ({ accessToken: code }), WRONG_SORT],
  ['an authorization code in access_token', ({ code }) => ({ access_token: code }), WRONG_SORT],
  [
    'an ID token',
    { accessToken: JWT },
    // Formats may change (facts, section 11): that a JWT is no access token is a hint.
    rejected(['OAUTH_TOKEN_TYPE_MISMATCH', 'OAUTH_ACCESS_TOKEN_REJECTED']),
  ],
  ['the client secret', ({ client }) => ({ accessToken: client.clientSecret }), REJECTED],
  [
    'Bearer inside the accessToken field',
    ({ tokens }) => ({ accessToken: `Bearer ${tokens.accessToken}` }),
    // No row is about a token's form: refused, or "the content of the secret".
    rejected([
      'OAUTH_ACCESS_TOKEN_REJECTED',
      'SECRET_MALFORMED',
      'API_KEY_BEARER_PREFIX',
      'OAUTH_TOKEN_TYPE_MISMATCH',
    ]),
  ],
  [
    'an access token in quotation marks',
    ({ tokens }) => ({ accessToken: `"${tokens.accessToken}"` }),
    rejected([
      'OAUTH_ACCESS_TOKEN_REJECTED',
      'SECRET_MALFORMED',
      'API_KEY_QUOTED',
      'OAUTH_TOKEN_TYPE_MISMATCH',
    ]),
  ],
];

const MISMATCH = rejected('METHOD_MISMATCH');

/** "an API key in an OAuth slot, or the reverse" */
const OTHER_METHOD: readonly Row[] = [
  ['an API key in accessToken', ({ pair }) => ({ accessToken: pair }), MISMATCH],
  ['an API key in access_token', ({ pair }) => ({ access_token: pair }), MISMATCH],
  [
    'an API key in accessToken, the client beside it',
    ({ pair, client }) => ({ ...client, accessToken: pair }),
    MISMATCH,
  ],
  ['an access token as a plain string', ({ tokens }) => tokens.accessToken, MISMATCH],
  [
    'an access token in the authorization field',
    ({ tokens }) => ({ authorization: tokens.accessToken }),
    MISMATCH,
  ],
  [
    'an access token in the secret field',
    ({ key, tokens }) => ({ login: key.login, secret: tokens.accessToken }),
    MISMATCH,
  ],
  [
    'a dead token’s header in the authorization field',
    ({ revoked }) => ({ authorization: `Bearer ${revoked.accessToken}` }),
    // It is an OAuth header, whole and in good form, and its token is dead.
    rejected(['OAUTH_ACCESS_TOKEN_REJECTED', 'METHOD_MISMATCH', 'OAUTH_ACCESS_TOKEN_EXPIRED']),
  ],
  [
    'an API key in Base64 in accessToken',
    ({ pair }) => ({ accessToken: Buffer.from(pair).toString('base64') }),
    rejected(['METHOD_MISMATCH', 'OAUTH_ACCESS_TOKEN_REJECTED', 'API_KEY_BASE64']),
  ],
  [
    'client id and client secret as if they were an API key',
    ({ client }) => `${client.clientId}:${client.clientSecret}`,
    rejected(['API_KEY_REJECTED', 'METHOD_MISMATCH']),
  ],
];

/** What the credential itself explains of a refusal. */
export const oauthTokens: readonly CorpusCase[] = [...EXPIRY, ...WRONG_TOKENS, ...OTHER_METHOD].map(
  ([name, secret, expect, ageMs = 0]) => ({ name, secret, ageMs, expect }),
);
