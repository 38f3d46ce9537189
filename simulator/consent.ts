import { type Answer, redirectAnswer } from './answer.ts';
import type { ClientStore } from './client-store.ts';
import type { CodeStore } from './code-store.ts';
import { notFound } from './oauth-client-auth.ts';
import { queryOf, type RecordedRequest } from './recorded-request.ts';

/** What the user does on Qonto's pages; read anew at every request. */
export interface ConsentSettings {
  /**
   * `denied` is a refusal by the user. `no_csrf_cookie` is what comes when the page was opened by
   * something else than the browser in which the user signed in.
   *
   * @default 'given'
   * @see https://docs.qonto.com/guides/authentication/oauth-flow
   */
  consent: 'given' | 'denied' | 'no_csrf_cookie';
  /**
   * Scopes that are not granted although they were asked for.
   *
   * @default []
   */
  withheldScopes: readonly string[];
  /**
   * Whether the user is signed in to the web app. The sandbox answers 404 otherwise, as it does for
   * an unknown client; production shows a sign-in, which is skipped here.
   *
   * @default true
   */
  isSignedIn: boolean;
}

/** What the page of a consent knows. */
export interface ConsentState {
  readonly clients: ClientStore;
  readonly codes: CodeStore;
  readonly settings: ConsentSettings;
}

const REFUSALS = {
  denied: ['access_denied', 'The resource owner denied the request.'],
  no_csrf_cookie: [
    'request_forbidden',
    'The request is not allowed. No CSRF value available in the session cookie.',
  ],
} as const;

/**
 * Answers `GET /oauth2/auth`. The login and the consent screen are skipped: the browser goes
 * straight back, with a code as if the user had consented to the scopes that were asked for.
 *
 * @see https://docs.qonto.com/api-reference/business-api/authentication/oauth2/retrieve_authorization
 */
export function consentAnswer(state: ConsentState, request: RecordedRequest, now: number): Answer {
  const { settings } = state;
  const query = queryOf(request);
  const clientId = query.get('client_id') ?? '';
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!settings.isSignedIn || !state.clients.allowsRedirect(clientId, redirectUri)) {
    return notFound('The client or its redirect URI is unknown.');
  }

  const stateValue = query.get('state');
  if (stateValue === null || stateValue === '') {
    return backTo(redirectUri, { error: 'invalid_state' });
  }
  const challenge = query.get('code_challenge');
  const error = authorizeError(query);
  if (error !== undefined) return backTo(redirectUri, { error, state: stateValue });
  if (settings.consent !== 'given') {
    const [name, error_description] = REFUSALS[settings.consent];
    return backTo(redirectUri, { error: name, error_description, state: stateValue });
  }
  const scopes = (query.get('scope') ?? '')
    .split(' ')
    .filter((scope) => scope !== '' && !settings.withheldScopes.includes(scope));
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

function backTo(redirectUri: string, parameters: Readonly<Record<string, string>>): Answer {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return redirectAnswer(url.href);
}
