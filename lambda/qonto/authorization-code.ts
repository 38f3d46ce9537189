import {
  AuthorizationResponseError,
  authorizationCodeGrantRequest,
  ClientSecretPost,
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomState,
  validateAuthResponse,
} from 'oauth4webapi';
import type { EnvironmentConfig } from '../config/monitor-config.ts';
import { Secret } from '../secret.ts';
import type { NoAnswer, QontoClient } from './client.ts';
import { stagingHeader } from './credential.ts';
import { STAGING_TOKEN_HEADER } from './environments.ts';
import { askTokenEndpoint, authorizationServer } from './oauth-server.ts';
import { type OAuthError, oauthError, readTokenAnswer, type TokenAnswer } from './token-answer.ts';

/** What the monitor needs of a grant: a refresh token, and the scope of the check. */
export const LEAST_SCOPES: readonly string[] = ['offline_access', 'organization.read'];

/** Which grant is asked for. */
export interface GrantWish {
  readonly clientId: Secret;
  /** Exactly as it is registered in the Developer Portal. */
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

/** A grant that was asked for, and what its callback and its exchange must match. */
export interface AuthorizationRequest extends GrantWish {
  readonly environment: EnvironmentConfig;
  /** Where the user's browser has to go. It holds no secret. */
  readonly url: string;
  readonly state: string;
  readonly codeVerifier: Secret;
}

/**
 * Makes the address of a consent, with a fresh state and PKCE (which Qonto tolerates and does not
 * require).
 *
 * @see https://docs.qonto.com/api-reference/business-api/authentication/oauth2/retrieve_authorization
 */
export async function requestAuthorization(
  environment: EnvironmentConfig,
  wish: GrantWish,
): Promise<AuthorizationRequest> {
  const state = generateRandomState();
  const codeVerifier = generateRandomCodeVerifier();
  const url = new URL(authorizationServer(environment).authorization_endpoint);
  const parameters = {
    response_type: 'code',
    client_id: wish.clientId.reveal(),
    redirect_uri: wish.redirectUri,
    scope: wish.scopes.join(' '),
    state,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { ...wish, environment, url: url.href, state, codeVerifier: new Secret(codeVerifier) };
}

/**
 * Asks for the page of a consent as nobody in particular. Qonto answers 404 for an unknown client id
 * or redirect URI; every other answer says nothing. The browser must get an address of its own: Qonto
 * refuses a consent whose page something else has opened before.
 *
 * @see https://docs.qonto.com/guides/authentication/oauth-flow
 */
export async function isConsentPageMissing(
  client: QontoClient,
  environment: EnvironmentConfig,
  wish: GrantWish,
): Promise<boolean> {
  const { url } = await requestAuthorization(environment, wish);
  const answer = await client.send({ method: 'GET', url, headers: { Accept: 'text/html' } });
  return answer.kind === 'answered' && answer.status === 404;
}

/** What an address that the browser came back with says. */
export type Callback =
  | { readonly kind: 'code'; readonly parameters: URLSearchParams }
  /** Qonto's answer to this request is an error (RFC 6749, 4.1.2.1). */
  | { readonly kind: 'refused'; readonly error: OAuthError | 'other' }
  /** Not an answer to this request: no state, or another one. */
  | { readonly kind: 'foreign'; readonly error: OAuthError | 'other' | null }
  /** No answer at all. */
  | { readonly kind: 'nothing' };

/** The parameters of an answer that count. Qonto publishes no issuer to hold an `iss` against. */
const ANSWER_PARAMETERS: ReadonlySet<string> = new Set(['code', 'state', 'error']);

/** Reads the address that a browser came back with, and holds its state against the request's. */
export function readCallback(
  { environment, state, clientId }: AuthorizationRequest,
  url: URL,
): Callback {
  const parameters = new URLSearchParams(
    [...url.searchParams].filter(([name]) => ANSWER_PARAMETERS.has(name)),
  );
  const error = parameters.get('error');
  if (!parameters.get('code') && !error) return { kind: 'nothing' };
  if (parameters.getAll('code').length > 1) return { kind: 'foreign', error: null };
  const identity = { client_id: clientId.reveal() };
  try {
    const valid = validateAuthResponse(
      authorizationServer(environment),
      identity,
      parameters,
      state,
    );
    return { kind: 'code', parameters: valid };
  } catch (thrown) {
    const name = error ? oauthError(error) : null;
    return thrown instanceof AuthorizationResponseError
      ? { kind: 'refused', error: name ?? 'other' }
      : { kind: 'foreign', error: name };
  }
}

/** What came of exchanging a code. */
export type ExchangeAnswer =
  | Exclude<TokenAnswer, { kind: 'odd' }>
  | (Extract<TokenAnswer, { kind: 'odd' }> & { readonly hasSentStagingToken: boolean })
  | NoAnswer;

/**
 * Exchanges a code for tokens. The client is authenticated in the form body, since Qonto refuses HTTP
 * Basic there.
 *
 * @param parameters of a callback that {@link readCallback} found good
 * @see https://docs.qonto.com/api-reference/business-api/authentication/oauth2/create_tokens
 */
export async function exchangeCode(
  client: QontoClient,
  request: AuthorizationRequest,
  clientSecret: Secret,
  parameters: URLSearchParams,
  stagingToken: Secret | null,
): Promise<ExchangeAnswer> {
  const { environment, clientId, redirectUri, codeVerifier } = request;
  const answer = await askTokenEndpoint(client, stagingToken, (options) =>
    authorizationCodeGrantRequest(
      authorizationServer(environment),
      { client_id: clientId.reveal() },
      ClientSecretPost(clientSecret.reveal()),
      parameters,
      redirectUri,
      codeVerifier.reveal(),
      options,
    ),
  );
  if (answer.kind === 'unanswered') return answer;
  const said = readTokenAnswer(answer);
  const hasSentStagingToken = STAGING_TOKEN_HEADER in stagingHeader(stagingToken);
  return said.kind === 'odd' ? { ...said, hasSentStagingToken } : said;
}
