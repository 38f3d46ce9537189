import { type CatalogueEntry, DOCS, STORE } from './entry.ts';

const AUTHORIZE_AGAIN =
  'Authorize again: let the user who owns the connection go through the OAuth flow once more, with the scopes offline_access and organization.read.';

/** The same of a grant that the monitor owns. */
const MANAGED_AUTHORIZE_AGAIN = [
  'Authorize again: let the user who owns the connection go through the OAuth flow once more:',
  'npx qonto-auth-monitor authorize -e {environment} -c {credential}',
];

/** What goes wrong with OAuth 2.0. */
export const OAUTH_CODES = {
  OAUTH_ACCESS_TOKEN_EXPIRED: {
    kind: 'rejected',
    title: 'access token expired',
    cause:
      'The access token is past its hour and was not renewed: the application that refreshes it has stopped, or fails to store what it gets.',
    remedy: [
      'Look at the application that refreshes the token and writes {secret}: is it running, and does its refresh succeed?',
      'It must store the new refresh token of each exchange: the one before dies 60 seconds after its first use.',
    ],
    managed: {
      cause:
        'The access token is past its hour, and the monitor, which refreshes it, has not done so yet.',
      remedy: [
        'Wait for the next sweep, which refreshes the token or says why it cannot; or start one:',
        'npx qonto-auth-monitor invoke --sweep',
      ],
    },
    docsUrl: DOCS.tokens,
  },
  OAUTH_ACCESS_TOKEN_REJECTED: {
    kind: 'rejected',
    title: 'access token refused',
    cause:
      'Qonto refuses an access token that should still be valid: it or the consent was revoked, the user was disabled, or it belongs to another environment.',
    remedy: [
      'Let the application refresh the token once. If the answer is invalid_grant, the grant is gone.',
      AUTHORIZE_AGAIN,
    ],
    managed: { remedy: MANAGED_AUTHORIZE_AGAIN },
    docsUrl: DOCS.oauthFlow,
    support: true,
  },
  OAUTH_TOKEN_TYPE_MISMATCH: {
    kind: 'rejected',
    title: 'not an access token',
    cause:
      'A refresh token, an ID token or an authorization code stands where the access token belongs.',
    remedy: [
      'Store the "access_token" of the token response (its values start with ory_at_) as "accessToken".',
      ...STORE,
    ],
    docsUrl: DOCS.tokens,
  },
  OAUTH_SCOPE_MISSING: {
    kind: 'rejected',
    title: 'scope organization.read missing',
    cause:
      'The access token is valid and was not granted organization.read, which the authentication check needs.',
    remedy: ['Add organization.read to the scopes that the application asks for.', AUTHORIZE_AGAIN],
    managed: { remedy: MANAGED_AUTHORIZE_AGAIN },
    docsUrl: DOCS.scopes,
  },
  OAUTH_REFRESH_TOKEN_INVALID: {
    kind: 'rejected',
    title: 'refresh token invalid',
    cause:
      'Qonto answers invalid_grant: the refresh token expired (90 days), was already exchanged, was revoked, or belongs to another client.',
    remedy: [AUTHORIZE_AGAIN],
    managed: { remedy: MANAGED_AUTHORIZE_AGAIN },
    docsUrl: DOCS.tokens,
  },
  OAUTH_REFRESH_TOKEN_MISSING: {
    kind: 'rejected',
    title: 'no refresh token',
    cause:
      'The access token has expired and there is nothing to refresh it with: a refresh token is only issued with the scope offline_access.',
    remedy: ['Add offline_access to the scopes that the application asks for.', AUTHORIZE_AGAIN],
    managed: {
      cause:
        'The monitor is to refresh the tokens, and there is no refresh token to do it with: one is only issued with the scope offline_access.',
      remedy: MANAGED_AUTHORIZE_AGAIN,
    },
    docsUrl: DOCS.tokens,
  },
  OAUTH_CLIENT_INVALID: {
    kind: 'rejected',
    title: 'OAuth client refused',
    cause:
      'Qonto answers invalid_client: client id or client secret is wrong, the secret was replaced in the Developer Portal, or the client is of another environment.',
    remedy: [
      'Copy client id and client secret from the Developer Portal, for the right environment.',
      'Send them in the form body; Qonto refuses HTTP Basic at the token endpoint.',
      ...STORE,
    ],
    docsUrl: DOCS.tokens,
    support: true,
  },
} as const satisfies Record<string, CatalogueEntry>;
