import type { Fault } from '../../simulator/faults.ts';
import { foreignJson, json, NO_ACCOUNTS, ONE_HOUR_MS, page, qontoError } from './answers.ts';
import {
  authenticated,
  type Content,
  type CorpusCase,
  type Expectation,
  inconclusive,
  rejected,
} from './case.ts';
import type { InconclusiveCode } from './contract-codes.ts';

const REFUSAL = qontoError(401, 'unauthorized', 'Invalid credentials.');
const DOWN: Fault = { kind: 'unavailable', format: 'json' };

/**
 * What comes after the refusal and its repeat strikes the experiments, if there are any. The
 * contract has convicted the key by then; the design's control request tells "it is the credential"
 * from "Qonto is odd today". Both are defensible.
 */
const AFTER_THE_REFUSAL: readonly (readonly [string, Fault, InconclusiveCode])[] = [
  ['Qonto fails', DOWN, 'PROVIDER_ERROR'],
  ['Qonto limits', { kind: 'throttle' }, 'RATE_LIMITED'],
  ['the connection resets', { kind: 'reset' }, 'CONNECTION_RESET'],
  ['the edge blocks', { kind: 'edge_block' }, 'EDGE_BLOCKED'],
  ['somebody answers in HTML', page(200, 'Welcome'), 'UNEXPECTED_RESPONSE'],
  ['nobody answers', { kind: 'hang' }, 'RESPONSE_TIMEOUT'],
];

/** Silence is waited for no longer than it takes; everything else has time. */
const timeoutFor = (fault: Fault | undefined) => (fault?.kind === 'hang' ? { timeoutMs: 500 } : {});

const staleGrant: Content = ({ staleClient, expired }) => ({ ...staleClient, ...expired });
const goodGrant: Content = ({ client, expired }) => ({ ...client, ...expired });
const EXPIRED = rejected('OAUTH_ACCESS_TOKEN_EXPIRED');

/** "OAUTH_CLIENT_INVALID: invalid_client", if somebody asks; else the token that ran out. */
const CLIENT_OR_EXPIRED = rejected(['OAUTH_CLIENT_INVALID', 'OAUTH_ACCESS_TOKEN_EXPIRED']);

interface TokenEndpointRow {
  readonly name: string;
  readonly secret: Content;
  readonly oauthHost?: Fault;
  readonly environment?: 'sandbox';
  readonly expect: Expectation;
}

const oauthError = (status: number, error: string) =>
  foreignJson(status, { error, error_description: 'Simulated.' });

/** Table C of the facts, as far as it can be seen without spending a refresh token. */
const TOKEN_ENDPOINT: readonly TokenEndpointRow[] = [
  { name: 'the client is good', secret: goodGrant, expect: EXPIRED },
  { name: 'the client’s secret was rotated', secret: staleGrant, expect: CLIENT_OR_EXPIRED },
  {
    name: 'the client is the other environment’s',
    secret: ({ expired, other }) => ({ ...other.client, ...expired }),
    expect: CLIENT_OR_EXPIRED,
  },
  {
    name: 'the client’s secret was rotated, in the sandbox',
    environment: 'sandbox',
    secret: staleGrant,
    expect: CLIENT_OR_EXPIRED,
  },
  {
    name: 'the client has no secret stored',
    secret: ({ expired, client }) => ({ clientId: client.clientId, ...expired }),
    expect: EXPIRED,
  },
  {
    name: 'the endpoint says invalid_client with 400',
    secret: goodGrant,
    oauthHost: oauthError(400, 'invalid_client'),
    expect: CLIENT_OR_EXPIRED,
  },
  {
    name: 'the endpoint says unauthorized_client',
    secret: goodGrant,
    oauthHost: oauthError(400, 'unauthorized_client'),
    expect: CLIENT_OR_EXPIRED,
  },
  ...['invalid_request', 'unsupported_grant_type', 'invalid_scope', 'server_error'].map(
    (error) => ({
      name: `the endpoint says ${error}`,
      secret: goodGrant,
      oauthHost: oauthError(400, error),
      expect: EXPIRED,
    }),
  ),
  {
    name: 'the endpoint is unknown, as under the path of the sample',
    secret: goodGrant,
    oauthHost: oauthError(404, 'not_found'),
    expect: EXPIRED,
  },
  {
    name: 'the endpoint shows OneLogin’s page',
    environment: 'sandbox',
    secret: goodGrant,
    oauthHost: page(200, 'OneLogin'),
    expect: EXPIRED,
  },
  { name: 'the endpoint is down', secret: staleGrant, oauthHost: DOWN, expect: EXPIRED },
  {
    name: 'the endpoint says invalid_client with 503',
    secret: goodGrant,
    oauthHost: oauthError(503, 'invalid_client'),
    expect: EXPIRED,
  },
  {
    name: 'the endpoint limits',
    secret: staleGrant,
    oauthHost: { kind: 'throttle' },
    expect: EXPIRED,
  },
  {
    name: 'the endpoint resets',
    secret: staleGrant,
    oauthHost: { kind: 'reset' },
    expect: EXPIRED,
  },
  { name: 'the endpoint hangs', secret: staleGrant, oauthHost: { kind: 'hang' }, expect: EXPIRED },
  {
    name: 'the edge blocks the endpoint',
    secret: staleGrant,
    oauthHost: { kind: 'edge_block', status: 401 },
    expect: EXPIRED,
  },
];

export const experiments: readonly CorpusCase[] = [
  ...AFTER_THE_REFUSAL.flatMap(([what, fault, code]): CorpusCase[] => [
    {
      name: `a dead key was refused twice, then ${what}`,
      secret: ({ deadPair }) => deadPair,
      qonto: [REFUSAL, REFUSAL, fault],
      ...timeoutFor(fault),
      expect: [rejected('API_KEY_REJECTED'), inconclusive(code)],
    },
    {
      name: `Bearer and a pair were refused twice, then ${what}`,
      secret: ({ pair }) => `Bearer ${pair}`,
      qonto: [REFUSAL, REFUSAL, fault],
      ...timeoutFor(fault),
      expect: rejected('API_KEY_BEARER_PREFIX', { confidence: ['likely', 'possible'] }),
    },
  ]),
  ...TOKEN_ENDPOINT.map(
    ({ name, ...row }): CorpusCase => ({
      name: `an expired token, and ${name}`,
      ageMs: 2 * ONE_HOUR_MS,
      ...timeoutFor(row.oauthHost),
      ...row,
    }),
  ),
  {
    name: 'a young token was revoked, and the client’s secret was rotated',
    secret: ({ revoked, staleClient }) => ({ ...staleClient, ...revoked }),
    // Both are dead; which is mended first, the contract leaves open.
    expect: rejected(['OAUTH_ACCESS_TOKEN_REJECTED', 'OAUTH_CLIENT_INVALID']),
  },
  {
    name: 'a good token, and the client’s secret was rotated',
    secret: ({ tokens, staleClient }) => ({ ...staleClient, ...tokens }),
    expect: authenticated(),
  },
  {
    name: 'everybody is accepted, with a credential or without',
    secret: ({ deadPair }) => deadPair,
    qonto: json(200, NO_ACCOUNTS),
    expect: authenticated(),
  },
  {
    name: 'everybody is refused in the same foreign words, with a credential or without',
    secret: ({ pair }) => pair,
    qonto: foreignJson(401, { message: 'Unauthorized' }),
    expect: inconclusive(['UNEXPECTED_RESPONSE', 'EDGE_BLOCKED']),
  },
  {
    name: 'the refresh token was used last 80 days ago, by refreshedAt',
    secret: ({ tokens, now }) => ({
      accessToken: tokens.accessToken,
      refreshToken: tokens.refreshToken,
      refreshedAt: new Date(now - 80 * 24 * ONE_HOUR_MS).toISOString(),
    }),
    // Section 3 does not list the field, the configuration's schema does.
    expect: { outcome: 'authenticated', codes: [] },
  },
];
