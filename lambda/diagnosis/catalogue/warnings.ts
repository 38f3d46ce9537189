import { type CatalogueEntry, DOCS } from './entry.ts';

/** What is said of a refresh token whose 90 days seem to be over: nothing can be exchanged for it. */
export const REFRESH_TOKEN_EXPIRED = {
  title: 'refresh token has probably expired',
  remedy: [
    'Ask for a new consent: let the user who owns the connection go through the OAuth flow once more, in your application or with this.',
    'npx qonto-auth-monitor authorize -e {environment} -c {credential}',
  ],
} as const;

/** Things to mend that did not decide the outcome. */
export const WARNING_CODES = {
  TRANSIENT_REJECTION: {
    kind: 'warning',
    title: 'refused once, accepted on the repeat',
    cause: 'Qonto refused the credential and accepted it a moment later.',
    remedy: ["Nothing, if it stays rare. If it recurs, tell Qonto's support the trace ids."],
    docsUrl: DOCS.troubleshooting,
    support: true,
  },
  API_KEY_ACCEPTED_BUT_MALFORMED: {
    kind: 'warning',
    title: 'accepted although malformed',
    cause: 'Qonto accepts the value although its form is not the documented login:secret-key.',
    remedy: [
      'Store the value in the documented form: what is tolerated today may be refused tomorrow.',
    ],
    docsUrl: DOCS.apiKey,
  },
  STAGING_TOKEN_IN_PRODUCTION: {
    kind: 'warning',
    title: 'staging token in production',
    cause: 'A staging token is configured for production, where none is needed; it is not sent.',
    remedy: [
      'Remove it from the secret or the configuration: perhaps the environments are mixed up.',
    ],
    docsUrl: DOCS.sandboxAccess,
  },
  ENDPOINT_DEPRECATED: {
    kind: 'warning',
    title: 'endpoint deprecated',
    cause: 'Qonto announces in its answer (Sunset or Deprecation) that the endpoint will go.',
    remedy: [
      'Look for a newer version of this monitor, and for uses of GET /v2/bank_accounts in your own code.',
    ],
    docsUrl: DOCS.versioning,
  },
  OAUTH_REFRESH_TOKEN_EXPIRING: {
    kind: 'warning',
    title: 'refresh token expires soon',
    cause:
      "Fewer than 14 days are left of the refresh token's 90, or none: it was not exchanged for a long time.",
    remedy: ['Let the application refresh the token; each exchange starts the 90 days anew.'],
    docsUrl: DOCS.tokens,
  },
  TRACE_ID_MISMATCH: {
    kind: 'warning',
    title: 'two different trace ids',
    cause: "The header and the body of one answer name different trace ids; the header's is shown.",
    remedy: ["Nothing for the credential; mention it if you write to Qonto's support."],
    docsUrl: DOCS.errors,
  },
} as const satisfies Record<string, CatalogueEntry>;
