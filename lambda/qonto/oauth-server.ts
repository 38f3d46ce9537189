import {
  type AuthorizationServer,
  allowInsecureRequests,
  customFetch,
  ResponseBodyError,
  type TokenEndpointRequestOptions,
  type TokenEndpointResponse,
} from 'oauth4webapi';
import { isLoopback } from '../config/loopback.ts';
import type { EnvironmentConfig } from '../config/monitor-config.ts';
import { Secret } from '../secret.ts';
import type { NoAnswer, QontoClient, RawAnswer } from './client.ts';
import { asHeaderValue } from './credential.ts';
import { STAGING_TOKEN_HEADER } from './environments.ts';

/** Tokens as the token endpoint issued them. */
export interface IssuedTokens {
  readonly accessToken: Secret;
  /** Null when none came: `offline_access` was not granted, or the one before stays good. */
  readonly refreshToken: Secret | null;
  /** Epoch milliseconds; null when the answer does not say it. */
  readonly expiresAt: number | null;
  /** Granted scopes; null when the answer does not say them: then those that were asked for. */
  readonly scopes: readonly string[] | null;
  /** When they were issued, epoch milliseconds. */
  readonly issuedAt: number;
}

/** What the token endpoint answered. */
export type TokenAnswer =
  | { readonly kind: 'issued'; readonly tokens: IssuedTokens }
  /** An OAuth error, by its name (RFC 6749, 5.2); `other` for one that is not known. */
  | { readonly kind: 'refused'; readonly error: OAuthError | 'other' }
  /** Anything else that came: a gate, a firewall, trouble on the server. */
  | {
      readonly kind: 'odd';
      readonly status: number;
      readonly isHtml: boolean;
      readonly hasSentStagingToken: boolean;
    }
  | Pick<NoAnswer, 'kind' | 'failure' | 'systemCode'>;

/** The errors of RFC 6749 (4.1.2.1 and 5.2), OpenID Connect and Ory Hydra that are told apart. */
export const OAUTH_ERRORS = [
  'access_denied',
  'consent_required',
  'interaction_required',
  'invalid_client',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'invalid_state',
  'login_required',
  'request_forbidden',
  'server_error',
  'temporarily_unavailable',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
] as const;

/** An OAuth error by its name. */
export type OAuthError = (typeof OAUTH_ERRORS)[number];

/** A name that an answer gave, if it is one of the known ones: an answer may repeat what it was sent. */
export function oauthError(name: string): OAuthError | 'other' {
  return OAUTH_ERRORS.find((known) => known === name) ?? 'other';
}

/**
 * An environment's OAuth host as oauth4webapi wants it. Qonto publishes no discovery document, so the
 * issuer is only a name.
 *
 * @see https://docs.qonto.com/api-reference/business-api/introduction/base-urls
 */
export function authorizationServer({ oauthUrl }: Pick<EnvironmentConfig, 'oauthUrl'>) {
  return {
    issuer: oauthUrl,
    authorization_endpoint: `${oauthUrl}/oauth2/auth`,
    token_endpoint: `${oauthUrl}/oauth2/token`,
  } as const satisfies AuthorizationServer;
}

/**
 * Sends one request to the token endpoint through the client that all of Qonto's traffic takes, and
 * reads the answer.
 *
 * @param request the grant's request and the reading of its answer, both of oauth4webapi
 */
export async function askTokenEndpoint(
  client: QontoClient,
  environment: Pick<EnvironmentConfig, 'oauthUrl'>,
  stagingToken: Secret | null,
  request: (options: TokenEndpointRequestOptions) => Promise<TokenEndpointResponse>,
): Promise<TokenAnswer> {
  const staging = stagingToken === null ? null : asHeaderValue(stagingToken.reveal());
  let answer: RawAnswer | NoAnswer | undefined;
  try {
    const response = await request({
      headers: staging === null ? {} : { [STAGING_TOKEN_HEADER]: staging },
      [allowInsecureRequests]: isLoopback(new URL(environment.oauthUrl).hostname),
      [customFetch]: async (url, { body, headers }) => {
        answer = await client.send({ method: 'POST', url, headers, body });
        return asResponse(answer);
      },
    });
    return { kind: 'issued', tokens: issued(response, answer) };
  } catch (error) {
    if (answer === undefined) throw error;
    if (answer.kind === 'unanswered') return answer;
    if (error instanceof ResponseBodyError && answer.status !== TOO_MANY_REQUESTS) {
      return { kind: 'refused', error: oauthError(error.error) };
    }
    const isHtml = /\bhtml\b/i.test(answer.header('content-type') ?? '');
    const { status } = answer;
    return { kind: 'odd', status, isHtml, hasSentStagingToken: staging !== null };
  }
}

/** Throttling says nothing about the grant, whatever the body. */
const TOO_MANY_REQUESTS = 429;

/** The answer as the Web has it. What cannot be one is thrown, and judged by the caller. */
function asResponse(answer: RawAnswer | NoAnswer): Response {
  if (answer.kind === 'unanswered' || answer.bodyEnd !== 'complete') {
    throw new TypeError('no whole answer came');
  }
  return new Response(withoutIdToken(answer.bodyText), {
    status: answer.status,
    headers: { 'Content-Type': answer.header('content-type') ?? '' },
  });
}

/** An ID token would be held against an issuer that Qonto does not publish; nobody here needs one. */
function withoutIdToken(text: string): string {
  try {
    const { id_token: _, ...body } = JSON.parse(text);
    return JSON.stringify(body);
  } catch {
    return text;
  }
}

function issued(body: TokenEndpointResponse, answer: RawAnswer | NoAnswer | undefined) {
  if (answer?.kind !== 'answered') throw new TypeError('tokens came without an answer');
  // Counted from when they were asked for: rather too early than too late.
  const issuedAt = answer.receivedAt - answer.durationMs;
  const { access_token, refresh_token, expires_in, scope } = body;
  return {
    accessToken: new Secret(access_token),
    refreshToken: refresh_token === undefined ? null : new Secret(refresh_token),
    expiresAt: expires_in === undefined ? null : issuedAt + expires_in * 1_000,
    scopes: scope === undefined ? null : scope.split(' ').filter((word) => word !== ''),
    issuedAt,
  };
}
