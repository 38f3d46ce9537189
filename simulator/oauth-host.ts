import { type Answer, jsonAnswer } from './answer.ts';
import { consentAnswer } from './consent.ts';
import { notFound, oauthRefusal, readClientForm } from './oauth-client-auth.ts';
import { type OauthState, tokenAnswer } from './oauth-token.ts';
import { pathnameOf, type RecordedRequest } from './recorded-request.ts';

/**
 * Answers a request to the OAuth host. `/v2/oauth2/token`, which a sample in Qonto's documentation
 * shows by mistake, is an unknown path like any other; there is no discovery document either.
 */
export function oauthHostAnswer(state: OauthState, request: RecordedRequest, now: number): Answer {
  switch (`${request.method} ${pathnameOf(request)}`) {
    case 'GET /oauth2/auth':
      return consentAnswer(state, request, now);
    case 'POST /oauth2/token':
      return tokenAnswer(state, request, now);
    case 'POST /oauth2/revoke':
      return revokeAnswer(state, request);
    default:
      return notFound('The requested resource could not be found.');
  }
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
