import { json, NO_ACCOUNTS, ONE_DAY_MS, ONE_HOUR_MS, qontoError } from './answers.ts';
import { authenticated, type CorpusCase, rejected, type World } from './case.ts';

/** A grant as it was stored so long ago, its expiry included. */
function grantOf({ expired, now }: World, ageMs: number) {
  return { ...expired, expiresAt: new Date(now - ageMs + ONE_HOUR_MS).toISOString() };
}

const bare = ({ accessToken }: { accessToken: string }) => ({ accessToken });

/** What the configuration and Qonto's answer explain of a refusal. */
export const oauth: readonly CorpusCase[] = [
  {
    name: 'a token where nothing remains to refresh it with, expired',
    secret: ({ expiredOnline }) => ({ ...expiredOnline }),
    // The stored scope lacks offline_access: that is why nobody could refresh it.
    expect: rejected(['OAUTH_REFRESH_TOKEN_MISSING', 'OAUTH_ACCESS_TOKEN_EXPIRED']),
  },
  {
    name: 'method api_key, and the secret holds a dead grant only',
    method: 'api_key',
    secret: ({ revoked }) => ({ ...revoked }),
    expect: rejected(['METHOD_MISMATCH', 'OAUTH_ACCESS_TOKEN_REJECTED', 'SECRET_INCOMPLETE']),
  },
  {
    name: 'method oauth, and the secret holds a dead key only',
    method: 'oauth',
    secret: ({ deadKey }) => ({ ...deadKey }),
    expect: rejected(['METHOD_MISMATCH', 'API_KEY_REJECTED', 'SECRET_INCOMPLETE']),
  },
  {
    name: 'method oauth, and the secret holds a living key only',
    method: 'oauth',
    secret: ({ key }) => ({ ...key }),
    // "Qonto is always asked, unless there is nothing that can be sent": as OAuth nothing can be
    // sent; as the key that it is, Qonto takes it.
    expect: [
      rejected(['METHOD_MISMATCH', 'SECRET_INCOMPLETE']),
      { outcome: 'authenticated', codes: [] },
    ],
  },
  {
    name: 'method oauth, and the secret is a key as a plain string',
    method: 'oauth',
    secret: ({ pair }) => pair,
    expect: [rejected('METHOD_MISMATCH'), { outcome: 'authenticated', codes: [] }],
  },
  {
    name: 'method api_key, and the secret holds a living grant only',
    method: 'api_key',
    secret: ({ tokens }) => ({ ...tokens }),
    expect: [
      rejected(['METHOD_MISMATCH', 'SECRET_INCOMPLETE']),
      { outcome: 'authenticated', codes: [] },
    ],
  },
  {
    name: 'method oauth, and the secret is an access token as a plain string',
    method: 'oauth',
    secret: ({ tokens }) => tokens.accessToken,
    // "a plain string: API key", but the configuration says otherwise.
    expect: [rejected('METHOD_MISMATCH'), { outcome: 'authenticated', codes: [] }],
  },
  {
    name: 'a grant without organization.read',
    secret: ({ unscoped }) => ({ ...unscoped }),
    expect: rejected('OAUTH_SCOPE_MISSING'),
  },
  ...[
    'Missing required OAuth scope: organization.read',
    'MISSING REQUIRED OAUTH SCOPE',
    'The token is missing required oauth scope organization.read',
    'Insufficient scope.',
    'insufficient_scope',
  ].map(
    (detail): CorpusCase => ({
      name: `403 with the detail ${detail}`,
      secret: ({ tokens }) => ({ ...tokens }),
      qonto: qontoError(403, 'forbidden', detail),
      expect: rejected('OAUTH_SCOPE_MISSING'),
    }),
  ),
  {
    name: '403 with insufficient_scope in the form of RFC 6750',
    secret: ({ tokens }) => ({ ...tokens }),
    qonto: json(403, { error: 'insufficient_scope', error_description: 'needs organization.read' }),
    expect: rejected('OAUTH_SCOPE_MISSING'),
  },
  {
    name: '401 that speaks of a missing scope',
    secret: ({ tokens }) => ({ ...tokens }),
    qonto: qontoError(401, 'unauthorized', 'Missing required OAuth scope: organization.read'),
    // Which of 401 and 403 Qonto uses is unknown; the table says 403.
    expect: rejected(['OAUTH_SCOPE_MISSING', 'OAUTH_ACCESS_TOKEN_REJECTED']),
  },
  {
    name: '401 with the detail insufficient_scope',
    secret: ({ tokens }) => ({ ...tokens }),
    qonto: json(401, { errors: [{ code: 'unauthorized', detail: 'insufficient_scope' }] }),
    expect: rejected(['OAUTH_SCOPE_MISSING', 'OAUTH_ACCESS_TOKEN_REJECTED']),
  },
  {
    name: 'a role that may not see accounts, every scope granted',
    secret: ({ tokens }) => ({ ...tokens }),
    qonto: qontoError(403, 'forbidden', 'You are not allowed to perform this action.'),
    expect: rejected('ACCESS_FORBIDDEN'),
  },
  {
    name: 'an organization that was closed',
    secret: ({ tokens }) => ({ ...tokens }),
    qonto: qontoError(403, 'organization_deactivated', 'This organization is deactivated.'),
    expect: rejected('ACCESS_FORBIDDEN'),
  },
  {
    name: 'a refresh token alone, which observe mode never spends',
    secret: ({ tokens }) => ({ refreshToken: tokens.refreshToken }),
    expect: rejected(['SECRET_INCOMPLETE', 'AUTHORIZATION_MISSING']),
  },
  {
    name: 'a grant stored 80 days ago: its refresh token has ten days left',
    ageMs: 80 * ONE_DAY_MS,
    secret: (world) => grantOf(world, 80 * ONE_DAY_MS),
    expect: rejected('OAUTH_ACCESS_TOKEN_EXPIRED', { warnings: ['OAUTH_REFRESH_TOKEN_EXPIRING'] }),
  },
  {
    name: 'a grant stored 80 days ago whose access token is still taken',
    ageMs: 80 * ONE_DAY_MS,
    secret: ({ tokens }) => ({
      accessToken: tokens.accessToken,
      refreshToken: tokens.refreshToken,
    }),
    qonto: json(200, NO_ACCOUNTS),
    expect: authenticated({ warnings: ['OAUTH_REFRESH_TOKEN_EXPIRING'] }),
  },
  {
    name: 'a grant stored 70 days ago: twenty days are enough',
    ageMs: 70 * ONE_DAY_MS,
    secret: (world) => grantOf(world, 70 * ONE_DAY_MS),
    expect: rejected('OAUTH_ACCESS_TOKEN_EXPIRED', { warnings: [] }),
  },
  {
    name: 'an access token without refresh token, stored 80 days ago',
    ageMs: 80 * ONE_DAY_MS,
    secret: ({ expired }) => bare(expired),
    expect: rejected(['OAUTH_ACCESS_TOKEN_EXPIRED', 'OAUTH_REFRESH_TOKEN_MISSING'], {
      warnings: [],
    }),
  },
];
