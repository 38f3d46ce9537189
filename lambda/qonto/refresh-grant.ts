import {
  allowInsecureRequests,
  ClientSecretPost,
  customFetch,
  refreshTokenGrantRequest,
} from 'oauth4webapi';
import type { EnvironmentConfig } from '../config/monitor-config.ts';
import type { DiagnosisCode } from '../diagnosis/catalogue.ts';
import { Secret } from '../secret.ts';
import type { NoAnswer, QontoClient, RawAnswer } from './client.ts';
import { asHeaderValue } from './credential.ts';
import { STAGING_TOKEN_HEADER } from './environments.ts';
import type { ManagedGrant } from './managed-grant.ts';
import { parseRetryAfter } from './retry-after.ts';
import type { RotatedTokens } from './rotated-secret.ts';
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
 * Exchanges a grant's refresh token for new tokens: this spends it. The request is made by
 * `oauth4webapi` and goes out as every other one does. Its answer is read here: the library refuses
 * an answer for many a deviation (an ID token whose issuer it cannot know, say), and tokens that
 * are refused once they have been issued are a grant lost.
 *
 * @see https://docs.qonto.com/api-reference/business-api/authentication/oauth2/create_tokens
 */
export async function refreshGrant(
  client: QontoClient,
  environment: EnvironmentConfig,
  grant: ManagedGrant,
  stagingToken: Secret | null,
): Promise<RefreshAnswer> {
  const url = `${environment.oauthUrl}/oauth2/token`;
  const staging = stagingToken === null ? null : asHeaderValue(stagingToken.reveal());
  const sent: { answer?: RawAnswer | NoAnswer } = {};
  await refreshTokenGrantRequest(
    { issuer: environment.oauthUrl, token_endpoint: url },
    { client_id: grant.clientId.reveal() },
    ClientSecretPost(grant.clientSecret.reveal()),
    grant.refreshToken.reveal(),
    {
      headers: staging === null ? {} : { [STAGING_TOKEN_HEADER]: staging },
      // The configuration allows plain http to loopback addresses only.
      [allowInsecureRequests]: true,
      [customFetch]: async (_url, { headers: { 'user-agent': _, ...headers }, body }) => {
        sent.answer = await client.send({ method: 'POST', url, headers, body });
        return new Response();
      },
    },
  );
  return sent.answer === undefined
    ? failed('NETWORK_ERROR', 'nothing was sent')
    : read(sent.answer, grant);
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
  const isPage = /^\s*</.test(answer.bodyText);
  if (status >= 200 && status < 300 && !isPage) {
    const tokens = readTokens(answer, grant);
    return tokens === null
      ? lost('UNEXPECTED_RESPONSE', `${fact}, and no tokens could be read from it`)
      : { kind: 'renewed', tokens };
  }
  const code = status >= 400 && answer.bodyEnd === 'complete' ? refusalOf(answer.bodyText) : null;
  if (code !== null) return { kind: 'refused', code };
  return isPage && status >= 400
    ? failed('EDGE_BLOCKED', `${fact} with a web page`)
    : failed('UNEXPECTED_RESPONSE', fact);
}

function failed(code: DiagnosisCode, fact: string): RefreshFailure {
  return { kind: 'failed', code, fact, mayBeSpent: false, isLost: false, retryAfterMs: null };
}

function lost(code: DiagnosisCode, fact: string): RefreshFailure {
  return { ...failed(code, fact), mayBeSpent: true, isLost: true };
}

function retryAfter(answer: RawAnswer): Pick<RefreshFailure, 'retryAfterMs'> {
  return { retryAfterMs: parseRetryAfter(answer.header('retry-after'), answer.receivedAt) };
}

const REFUSALS: ReadonlyMap<unknown, RefusalCode> = new Map([
  ['invalid_grant', 'OAUTH_REFRESH_TOKEN_INVALID'],
  ['invalid_client', 'OAUTH_CLIENT_INVALID'],
]);

/** The refusal in an OAuth error body (RFC 6749, 5.2); null when it is none of the two. */
function refusalOf(text: string): RefusalCode | null {
  return REFUSALS.get(jsonObject(text)?.error) ?? null;
}

function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** No access token lives for longer: what says so is a mistake, and no reason to lose the tokens. */
const MOST_SECONDS = 366 * 86_400;

/** The tokens of an answer, however little else of it is as documented. */
function readTokens(answer: RawAnswer, { refreshToken }: ManagedGrant): RotatedTokens | null {
  const body = jsonObject(answer.bodyText);
  const accessToken = textOf(body?.access_token);
  if (body === null || accessToken === null) return null;
  const renewed = textOf(body.refresh_token);
  const seconds = Number(body.expires_in);
  const isPlausible = seconds > 0 && seconds <= MOST_SECONDS;
  const lifetimeMs = isPlausible ? seconds * 1_000 : ACCESS_TOKEN_LIFETIME_MS;
  const askedAt = answer.receivedAt - answer.durationMs;
  return {
    accessToken: new Secret(accessToken),
    refreshToken: renewed === null ? refreshToken : new Secret(renewed),
    expiresAt: askedAt + lifetimeMs,
    refreshedAt: answer.receivedAt,
    scope: textOf(body.scope),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}
