import { type Answer, jsonAnswer } from './answer.ts';
import type { ClientStore } from './client-store.ts';
import type { CodeStore } from './code-store.ts';
import type { ConsentSettings } from './consent.ts';
import { oauthRefusal, readClientForm } from './oauth-client-auth.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { TOKEN_LIFETIMES, type TokenSet, type TokenStore } from './token-store.ts';

/** What the OAuth host knows. */
export interface OauthState {
  readonly clients: ClientStore;
  readonly tokens: TokenStore;
  readonly codes: CodeStore;
  readonly settings: ConsentSettings;
}

/** One text for every dead token and code, as RFC 6749 words it: it does not say which it was. */
const INVALID_GRANT =
  'The provided authorization grant (e.g., authorization code, resource owner credentials) or ' +
  'refresh token is invalid, expired, revoked, does not match the redirection URI used in the ' +
  'authorization request, or was issued to another client.';

/**
 * Answers `POST /oauth2/token`: the grants `authorization_code` and `refresh_token`.
 *
 * @see https://docs.qonto.com/api-reference/business-api/authentication/oauth2/create_tokens
 */
export function tokenAnswer(state: OauthState, request: RecordedRequest, now: number): Answer {
  const read = readClientForm(state.clients, request);
  if (read.kind === 'refused') return read.answer;
  const { clientId, form } = read;

  switch (form.get('grant_type')) {
    case 'authorization_code':
      return exchangeCode(state, clientId, form, now);
    case 'refresh_token':
      return exchangeRefreshToken(state, clientId, form, now);
    case null:
      return oauthRefusal(400, 'invalid_request', 'The parameter "grant_type" is missing.');
    default:
      return oauthRefusal(
        400,
        'unsupported_grant_type',
        'The authorization grant type is not supported by the authorization server.',
      );
  }
}

function exchangeCode(
  state: OauthState,
  clientId: string,
  form: URLSearchParams,
  now: number,
): Answer {
  const code = form.get('code');
  if (code === null)
    return oauthRefusal(400, 'invalid_request', 'The parameter "code" is missing.');
  const verifier = form.get('code_verifier');
  const exchange = {
    code,
    clientId,
    redirectUri: form.get('redirect_uri') ?? '',
    ...(verifier === null ? {} : { codeVerifier: verifier }),
  };
  const scopes = state.codes.redeem(exchange, now);
  return scopes === undefined
    ? oauthRefusal(400, 'invalid_grant', INVALID_GRANT)
    : issued(state.tokens.grant(clientId, scopes, now));
}

function exchangeRefreshToken(
  state: OauthState,
  clientId: string,
  form: URLSearchParams,
  now: number,
): Answer {
  const refreshToken = form.get('refresh_token');
  if (refreshToken === null) {
    return oauthRefusal(400, 'invalid_request', 'The parameter "refresh_token" is missing.');
  }
  const tokens = state.tokens.refresh(refreshToken, clientId, now);
  return tokens === undefined ? oauthRefusal(400, 'invalid_grant', INVALID_GRANT) : issued(tokens);
}

function issued({ accessToken, refreshToken, scope }: TokenSet): Answer {
  const body = {
    access_token: accessToken,
    expires_in: TOKEN_LIFETIMES.accessMs / 1_000,
    ...(scope.split(' ').includes('openid') ? { id_token: 'not-real.id.token' } : {}),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    scope,
    token_type: 'bearer',
  };
  return jsonAnswer(200, body, { headers: { 'Cache-Control': 'no-store' } });
}
