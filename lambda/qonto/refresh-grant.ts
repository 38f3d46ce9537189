import { ClientSecretPost, refreshTokenGrantRequest } from 'oauth4webapi';
import type { EnvironmentConfig } from '../config/monitor-config.ts';
import type { DiagnosisCode } from '../diagnosis/catalogue.ts';
import type { Secret } from '../secret.ts';
import type { NoAnswer, QontoClient, RawAnswer } from './client.ts';
import type { ManagedGrant } from './managed-grant.ts';
import { askTokenEndpoint, authorizationServer } from './oauth-server.ts';
import { parseRetryAfter } from './retry-after.ts';
import type { RotatedTokens } from './rotated-secret.ts';
import { type IssuedTokens, type OAuthError, readTokenAnswer } from './token-answer.ts';
import { ACCESS_TOKEN_LIFETIME_MS } from './token-lifetimes.ts';

/** What came of sending a refresh token. */
export type RefreshAnswer =
  | { readonly kind: 'renewed'; readonly tokens: RotatedTokens }
  | { readonly kind: 'refused'; readonly code: RefusalCode }
  | RefreshFailure;

/** Why Qonto refuses: the grant is gone, or the client is not known. */
export type RefusalCode = 'OAUTH_REFRESH_TOKEN_INVALID' | 'OAUTH_CLIENT_INVALID';

/** No tokens, and no refusal either. */
export interface RefreshFailure {
  readonly kind: 'failed';
  readonly code: DiagnosisCode;
  /** In plain words. */
  readonly fact: string;
  /** Qonto may have exchanged the token all the same. */
  readonly mayBeSpent: boolean;
  /** The answer was lost on its way: asking again at once may bring it. */
  readonly isLost: boolean;
  /** How long Qonto asks to wait. */
  readonly retryAfterMs: number | null;
}

/**
 * Exchanges a grant's refresh token for new tokens: this spends it.
 *
 * @see https://docs.qonto.com/api-reference/business-api/authentication/oauth2/create_tokens
 */
export async function refreshGrant(
  client: QontoClient,
  environment: EnvironmentConfig,
  grant: ManagedGrant,
  stagingToken: Secret | null,
): Promise<RefreshAnswer> {
  const answer = await askTokenEndpoint(client, stagingToken, (options) =>
    refreshTokenGrantRequest(
      authorizationServer(environment),
      { client_id: grant.clientId.reveal() },
      ClientSecretPost(grant.clientSecret.reveal()),
      grant.refreshToken.reveal(),
      options,
    ),
  );
  return read(answer, grant);
}

/** Failures at which the request had not left. A connection that stood may have carried it. */
const NOT_SENT: ReadonlySet<DiagnosisCode> = new Set([
  'DNS_FAILURE',
  'CONNECTION_REFUSED',
  'TLS_CERTIFICATE',
]);

function read(answer: RawAnswer | NoAnswer, grant: ManagedGrant): RefreshAnswer {
  if (answer.kind === 'unanswered') {
    const { failure, systemCode } = answer;
    const detail = systemCode === null ? '' : ` (${systemCode})`;
    const wasNotSent =
      NOT_SENT.has(failure) || (failure === 'CONNECTION_TIMEOUT' && systemCode === null);
    const fact = `no answer came from the token endpoint${detail}`;
    return wasNotSent ? failed(failure, fact) : lost(failure, fact);
  }
  const { status } = answer;
  const fact = `the token endpoint answered ${status}`;
  if (status === 429) return { ...failed('RATE_LIMITED', fact), ...retryAfter(answer) };
  if (status >= 500) {
    return { ...failed('PROVIDER_ERROR', fact), ...retryAfter(answer), mayBeSpent: true };
  }
  const said = readTokenAnswer(answer);
  if (said.kind === 'issued') return { kind: 'renewed', tokens: inPlaceOf(grant, said.tokens) };
  const code = said.kind === 'refused' ? REFUSALS.get(said.error) : undefined;
  if (code !== undefined) return { kind: 'refused', code };
  const isHtml = said.kind === 'odd' && said.isHtml;
  if (status >= 200 && status < 300 && !isHtml) {
    return lost('UNEXPECTED_RESPONSE', `${fact}, and no tokens could be read from it`);
  }
  return isHtml && status >= 400
    ? failed('EDGE_BLOCKED', `${fact} with a web page`)
    : failed('UNEXPECTED_RESPONSE', fact);
}

const REFUSALS: ReadonlyMap<OAuthError | 'other', RefusalCode> = new Map([
  ['invalid_grant', 'OAUTH_REFRESH_TOKEN_INVALID'],
  ['invalid_client', 'OAUTH_CLIENT_INVALID'],
]);

function failed(code: DiagnosisCode, fact: string): RefreshFailure {
  return { kind: 'failed', code, fact, mayBeSpent: false, isLost: false, retryAfterMs: null };
}

function lost(code: DiagnosisCode, fact: string): RefreshFailure {
  return { ...failed(code, fact), mayBeSpent: true, isLost: true };
}

function retryAfter(answer: RawAnswer): Pick<RefreshFailure, 'retryAfterMs'> {
  return { retryAfterMs: parseRetryAfter(answer.header('retry-after'), answer.receivedAt) };
}

/** What the answer does not say: then the refresh token stays good, and an access token has its hour. */
function inPlaceOf({ refreshToken }: ManagedGrant, tokens: IssuedTokens): RotatedTokens {
  return {
    ...tokens,
    refreshToken: tokens.refreshToken ?? refreshToken,
    expiresAt: tokens.expiresAt ?? tokens.issuedAt + ACCESS_TOKEN_LIFETIME_MS,
  };
}
