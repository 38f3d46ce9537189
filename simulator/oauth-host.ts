import { type Answer, jsonAnswer, redirectAnswer } from './answer.ts';
import { oauthRefusal, readClientForm } from './oauth-client-auth.ts';
import { type OauthState, tokenAnswer } from './oauth-token.ts';
import { pathnameOf, queryOf, type RecordedRequest } from './recorded-request.ts';

/**
 * Answers a request to the OAuth host. `/v2/oauth2/token`, which a sample in Qonto's documentation
 * shows by mistake, is an unknown path like any other; there is no discovery document either.
 */
export function oauthHostAnswer(state: OauthState, request: RecordedRequest, now: number): Answer {
  switch (`${request.method} ${pathnameOf(request)}`) {
    case 'GET /oauth2/auth':
      return authorizeAnswer(state, request, now);
    case 'POST /oauth2/token':
      return tokenAnswer(state, request, now);
    case 'POST /oauth2/revoke':
      return revokeAnswer(state, request);
    default:
      return notFound('The requested resource could not be found.');
  }
}

/**
 * Answers `GET /oauth2/auth`. The login and the consent screen are skipped: the browser goes
 * straight back with a code, as if the user had consented to every scope that was asked for.
 *
 * @see https://docs.qonto.com/api-reference/business-api/authentication/oauth2/retrieve_authorization
 */
function authorizeAnswer(state: OauthState, request: RecordedRequest, now: number): Answer {
  const query = queryOf(request);
  const clientId = query.get('client_id') ?? '';
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!state.clients.allowsRedirect(clientId, redirectUri)) {
    return notFound('The client or its redirect URI is unknown.');
  }

  const stateValue = query.get('state');
  if (stateValue === null || stateValue === '') {
    return backTo(redirectUri, { error: 'invalid_state' });
  }
  const challenge = query.get('code_challenge');
  const error = authorizeError(query);
  if (error !== undefined) return backTo(redirectUri, { error, state: stateValue });
  const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const code = state.codes.issue(
    {
      clientId,
      redirectUri,
      scopes,
      ...(challenge === null ? {} : { codeChallenge: challenge }),
    },
    now,
  );
  return backTo(redirectUri, { code, scope: scopes.join(' '), state: stateValue });
}

function authorizeError(query: URLSearchParams): string | undefined {
  if (query.get('response_type') !== 'code') return 'unsupported_response_type';
  if (query.has('code_challenge') && query.get('code_challenge_method') !== 'S256') {
    return 'invalid_request';
  }
  return undefined;
}

function revokeAnswer(state: OauthState, request: RecordedRequest): Answer {
  const read = readClientForm(state.clients, request);
  if (read.kind === 'refused') return read.answer;
  const token = read.form.get('token');
  if (token === null) {
    return oauthRefusal(400, 'invalid_request', 'The parameter "token" is missing.');
  }
  const owner = state.tokens.clientOf(token);
  if (owner !== undefined && owner !== read.clientId) {
    return oauthRefusal(400, 'unauthorized_client', 'The token was issued to another client.');
  }
  state.tokens.revoke(token);
  return jsonAnswer(200, {});
}

function backTo(redirectUri: string, parameters: Readonly<Record<string, string>>): Answer {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return redirectAnswer(url.href);
}

function notFound(description: string): Answer {
  return oauthRefusal(404, 'not_found', description);
}
