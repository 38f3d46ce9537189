import { ONE_DAY_MS, ONE_HOUR_MS, page, qontoError } from './answers.ts';
import { authenticated, type CorpusCase, inconclusive, rejected } from './case.ts';

/** Troubles that integrators really met (facts, section 10), as the monitor would see them. */
export const integrators: readonly CorpusCase[] = [
  {
    name: 'two workers refreshed at once, and the loser stored nothing: an hour later',
    ageMs: 2 * ONE_HOUR_MS,
    secret: ({ expired, client }) => ({ ...client, ...expired }),
    expect: rejected('OAUTH_ACCESS_TOKEN_EXPIRED'),
  },
  {
    name: 'the application’s client secret was rotated: its token ran out 18 days ago',
    ageMs: 18 * ONE_DAY_MS,
    secret: ({ expired, staleClient }) => ({ ...staleClient, ...expired }),
    // What the user sees is the expired token; asking the token endpoint tells why nobody
    // refreshed it.
    expect: rejected(['OAUTH_CLIENT_INVALID', 'OAUTH_ACCESS_TOKEN_EXPIRED']),
  },
  {
    name: 'n8n sends Basic at the refresh: dead after exactly one hour',
    ageMs: ONE_HOUR_MS + 1_000,
    secret: ({ expired, client }) => ({ ...client, ...expired }),
    expect: rejected('OAUTH_ACCESS_TOKEN_EXPIRED'),
  },
  {
    name: 'a node that asks for no scopes at all',
    secret: ({ unscoped }) => ({ ...unscoped }),
    expect: rejected('OAUTH_SCOPE_MISSING'),
  },
  {
    name: 'offline_access was forgotten: dead after an hour, and the granted scope is stored',
    ageMs: 2 * ONE_HOUR_MS,
    secret: ({ expiredOnline, client }) => ({ ...client, ...expiredOnline }),
    // "nothing to refresh with: offline_access was not granted", and expired it is too.
    expect: rejected(['OAUTH_REFRESH_TOKEN_MISSING', 'OAUTH_ACCESS_TOKEN_EXPIRED']),
  },
  {
    name: 'offline_access was forgotten, and the first hour is not over',
    secret: ({ tokens, client }) => ({
      ...client,
      accessToken: tokens.accessToken,
      expiresAt: tokens.expiresAt,
      scope: 'organization.read',
    }),
    expect: { outcome: 'authenticated', codes: [] },
  },
  {
    name: 'the documentation promises an endpoint to API keys that it does not give them',
    secret: ({ key }) => ({ ...key }),
    qonto: qontoError(401, 'unauthorized', 'OAuth2 authentication is required here'),
    expect: rejected('OAUTH_REQUIRED'),
  },
  {
    name: 'a form of Airbyte that asks for a "bearer token" got the API key',
    secret: ({ pair }) => ({ authorization: `Bearer ${pair}` }),
    expect: rejected('API_KEY_BEARER_PREFIX'),
  },
  {
    name: 'a generated client that sends Basic',
    secret: ({ pair }) => `Basic ${Buffer.from(pair).toString('base64')}`,
    expect: rejected('API_KEY_BASIC_PREFIX'),
  },
  {
    name: 'a client that forgot the staging token and crashes on HTML with 200',
    environment: 'sandbox',
    secret: ({ tokens }) => ({ ...tokens }),
    stagingToken: null,
    expect: rejected('STAGING_TOKEN_MISSING'),
  },
  {
    name: 'only the sandbox version of the app was published: its token in production',
    secret: ({ other }) => ({ ...other.tokens }),
    expect: rejected('OAUTH_ACCESS_TOKEN_REJECTED'),
  },
  {
    name: 'a 403 for the plan that is taken for a scope problem',
    environment: 'sandbox',
    secret: ({ tokens }) => ({ ...tokens }),
    qonto: qontoError(403, 'forbidden', 'This feature is not available for your subscription.'),
    expect: rejected('ACCESS_FORBIDDEN'),
  },
  {
    name: 'the address ends in /v2, as the old clients write it',
    secret: ({ pair }) => pair,
    basePath: '/v2',
    expect: inconclusive('ENDPOINT_NOT_FOUND'),
  },
  {
    name: 'a path after its sunset',
    secret: ({ pair }) => pair,
    qonto: {
      ...qontoError(410, 'gone', 'This endpoint was removed.'),
      headers: { Sunset: 'Sun, 15 Nov 2026 00:00:00 GMT', Deprecation: 'true' },
    },
    expect: inconclusive('ENDPOINT_GONE'),
  },
  {
    name: 'a colleague regenerated the key for another integration',
    previous: ({ deadKey }) => ({ ...deadKey }),
    secret: ({ deadKey }) => ({ ...deadKey }),
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'the daily contract tests of an integrator: sandbox key and staging token',
    environment: 'sandbox',
    secret: ({ key, stagingToken }) => ({ ...key, stagingToken }),
    stagingToken: null,
    expect: authenticated(),
  },
  {
    name: 'the user withdrew the consent (webhook v1/consent-revocations)',
    secret: ({ revoked, client }) => ({ ...client, ...revoked }),
    expect: rejected('OAUTH_ACCESS_TOKEN_REJECTED'),
  },
  {
    name: 'a manager’s token, who sees few fields of the accounts',
    environment: 'sandbox',
    secret: ({ tokens }) => ({ ...tokens }),
    settings: { accountView: 'restricted' },
    expect: authenticated(),
  },
  {
    name: 'more than 200 answers of 401 in an hour: the address is throttled',
    secret: ({ pair }) => pair,
    qonto: { kind: 'throttle', retryAfter: 3_600 },
    expect: inconclusive('RATE_LIMITED'),
  },
  {
    name: 'the address of a corporate proxy’s sign-in answers instead',
    secret: ({ pair }) => pair,
    qonto: page(200, 'Corporate sign-in'),
    expect: inconclusive('UNEXPECTED_RESPONSE'),
  },
  {
    name: 'the settings page still shows "connected": the client is good, the grant is gone',
    ageMs: 100 * ONE_DAY_MS,
    secret: ({ expired, client }) => ({ ...client, ...expired }),
    // 100 days: the refresh token is dead as well, but observe mode cannot prove it.
    expect: rejected(['OAUTH_ACCESS_TOKEN_EXPIRED', 'OAUTH_REFRESH_TOKEN_INVALID']),
  },
  {
    name: 'a token of the user flow, whose scope is another',
    secret: ({ tokens }) => ({ ...tokens, scope: 'user_organization.read' }),
    qonto: qontoError(403, 'forbidden', 'Missing required OAuth scope'),
    expect: rejected('OAUTH_SCOPE_MISSING'),
  },
];
