import type { DiagnosisCode, WarningCode } from './catalogue.ts';

/** How sure a fact is: H documented or seen live by others, M strong and indirect, L inferred. */
export type Certainty = 'H' | 'M' | 'L';

/** A fact that a code rests on. */
export interface Ground {
  readonly fact: string;
  /** A page of Qonto's documentation, a public project, or what it was deduced from. */
  readonly source: string;
  readonly certainty: Certainty;
}

const ground = (certainty: Certainty, source: string, fact: string): Ground => ({
  fact,
  source,
  certainty,
});

const GUIDE = 'docs.qonto.com/guides/troubleshooting';
const API_KEY = 'docs.qonto.com/guides/authentication/api-key';
const TOKENS = 'docs.qonto.com, create_tokens';
const ERRORS = 'docs.qonto.com, errors';
const FAQ = 'docs.qonto.com, FAQ on troubleshooting';
const NODE = 'Node.js and node-fetch 3.3.2, measured';
const AWS = 'AWS documentation of Secrets Manager';

const guideMistake = [
  ground('H', GUIDE, 'One of the six mistakes that the guide lists for static API keys.'),
  ground('H', API_KEY, 'The header is {login}:{secret-key}, raw, without a scheme word.'),
];

const REFUSAL = ground(
  'H',
  API_KEY,
  'A wrong key or header is answered with 401; the body does not say which.',
);
const TRACE = ground(
  'H',
  ERRORS,
  'Every answer of the Business API has X-Tyk-Trace-Id, every error body trace_id.',
);
const LIFETIME = ground('H', TOKENS, 'An access token lives one hour.');

/** The facts that each code rests on, for the documentation. */
export const GROUNDS: Readonly<Record<DiagnosisCode | WarningCode, readonly Ground[]>> = {
  API_KEY_MISSING_COLON: guideMistake,
  API_KEY_SWAPPED: [
    ...guideMistake,
    ground(
      'M',
      API_KEY,
      'A login ends in a hyphen and digits, a secret key is 32 letters and digits, by the documented sample.',
    ),
  ],
  API_KEY_BEARER_PREFIX: guideMistake,
  API_KEY_BASIC_PREFIX: guideMistake,
  API_KEY_WHITESPACE: [
    ...guideMistake,
    ground('H', NODE, 'No HTTP header can carry a line break: nothing is sent.'),
  ],
  API_KEY_BASE64: guideMistake,
  API_KEY_QUOTED: [REFUSAL],
  API_KEY_LOGIN_REPEATED: [REFUSAL],
  API_KEY_PLACEHOLDER: [REFUSAL],
  API_KEY_REJECTED: [
    REFUSAL,
    TRACE,
    ground(
      'H',
      'docs.qonto.com, FAQ on keys',
      'Regenerating a key kills the old one at once, and is the only revocation.',
    ),
  ],
  AUTHORIZATION_MISSING: [
    ground(
      'M',
      'a probe by a third party',
      'A request without Authorization was answered with 400; it may be 401.',
    ),
  ],
  METHOD_MISMATCH: [
    ground(
      'M',
      TOKENS,
      "OAuth values start with ory_at_, ory_rt_ or ory_ac_ in the documentation's samples; formats may change.",
    ),
  ],
  OAUTH_REQUIRED: [
    ground(
      'H',
      'six independent clients',
      'An API key on an OAuth-only endpoint is answered with "OAuth2 authentication is required here".',
    ),
  ],
  STAGING_TOKEN_MISSING: [
    ground(
      'H',
      'docs.qonto.com/guides/developer-portal/sandbox-access',
      'Without the token, the gate answers 200 with OneLogin HTML, or a redirect to a sign-in page.',
    ),
  ],
  STAGING_TOKEN_REJECTED: [
    ground(
      'L',
      'docs.qonto.com/guides/developer-portal/sandbox-access',
      'The gate lets a call through only when the token is present and valid, so a wrong one is answered like a missing one.',
    ),
  ],
  CREDENTIAL_OF_OTHER_ENVIRONMENT: [
    ground(
      'H',
      'docs.qonto.com, base URLs',
      'Production and sandbox have keys, clients and tokens of their own.',
    ),
  ],
  ACCESS_FORBIDDEN: [
    ground('M', 'public clients', 'A 403 with all scopes present comes from the role or the plan.'),
  ],
  OAUTH_ACCESS_TOKEN_EXPIRED: [LIFETIME],
  OAUTH_ACCESS_TOKEN_REJECTED: [
    LIFETIME,
    ground(
      'H',
      'end-to-end tests of a public client',
      'A revoked access token is answered with 401.',
    ),
  ],
  OAUTH_TOKEN_TYPE_MISMATCH: [
    ground(
      'M',
      TOKENS,
      'Refresh tokens start with ory_rt_, codes with ory_ac_; ID tokens are JWTs.',
    ),
  ],
  OAUTH_SCOPE_MISSING: [
    ground(
      'M',
      'a public client',
      'A missing scope is named in the detail of a 403; 401 is tolerated.',
    ),
  ],
  OAUTH_REFRESH_TOKEN_INVALID: [
    ground('H', TOKENS, 'A dead refresh token is answered with 400 invalid_grant.'),
  ],
  OAUTH_REFRESH_TOKEN_MISSING: [
    ground('H', TOKENS, 'A refresh token is only issued with the scope offline_access.'),
  ],
  OAUTH_CLIENT_INVALID: [
    ground(
      'H',
      'public clients',
      'A wrong or rotated client secret is answered with 401 invalid_client.',
    ),
  ],
  SECRET_NOT_FOUND: [ground('H', AWS, 'ResourceNotFoundException.')],
  SECRET_ACCESS_DENIED: [
    ground('H', AWS, 'AccessDeniedException, or DecryptionFailure for a customer managed key.'),
  ],
  SECRET_PENDING_DELETION: [ground('H', AWS, 'InvalidRequestException that speaks of a deletion.')],
  SECRET_MALFORMED: [ground('H', "this project's README", 'The shapes that a secret may have.')],
  SECRET_INCOMPLETE: [ground('H', "this project's README", 'The shapes that a secret may have.')],
  SECRETS_MANAGER_UNAVAILABLE: [
    ground(
      'H',
      AWS,
      'Throttling, InternalServiceError, or no answer after the retries of the SDK.',
    ),
  ],
  RATE_LIMITED: [
    ground(
      'H',
      'docs.qonto.com, rate-limits',
      '429 above 1,000 requests in 10 s or 10,000 in 10 min for an address; more than 200 answers of 401 in an hour throttle it too.',
    ),
  ],
  PROVIDER_ERROR: [ground('H', FAQ, "5xx is on Qonto's side, rare and mostly temporary.")],
  EDGE_BLOCKED: [
    TRACE,
    ground('L', 'deduced', 'HTML without a trace id did not come from the gateway.'),
  ],
  ENDPOINT_NOT_FOUND: [ground('H', FAQ, '404 is usually a wrong URL.')],
  ENDPOINT_GONE: [
    ground(
      'H',
      'docs.qonto.com, deprecated organization endpoints',
      'Endpoints answer 410 after their sunset.',
    ),
  ],
  UNEXPECTED_RESPONSE: [TRACE],
  DNS_FAILURE: [ground('H', NODE, 'ENOTFOUND, EAI_AGAIN.')],
  CONNECTION_REFUSED: [ground('H', NODE, 'ECONNREFUSED.')],
  CONNECTION_TIMEOUT: [
    ground(
      'H',
      NODE,
      'The time ran out before a connection stood; ETIMEDOUT, EHOSTUNREACH, ENETUNREACH.',
    ),
  ],
  CONNECTION_RESET: [ground('H', NODE, 'ECONNRESET, EPIPE.')],
  RESPONSE_TIMEOUT: [ground('H', NODE, 'The time ran out after a connection stood.')],
  TLS_CERTIFICATE: [
    ground(
      'H',
      NODE,
      'CERT_*, SELF_SIGNED_CERT*, UNABLE_TO_VERIFY*, ERR_TLS_CERT_ALTNAME_INVALID.',
    ),
  ],
  TLS_HANDSHAKE: [ground('H', NODE, 'EPROTO, ERR_SSL_*.')],
  NETWORK_ERROR: [
    ground('H', NODE, 'Any other failure of a call, such as an answer that is not HTTP.'),
  ],
  TRANSIENT_REJECTION: [REFUSAL],
  API_KEY_ACCEPTED_BUT_MALFORMED: [
    ground(
      'H',
      API_KEY,
      'The documented form; HTTP itself takes blanks at the ends of a value away.',
    ),
  ],
  STAGING_TOKEN_IN_PRODUCTION: [
    ground(
      'H',
      'docs.qonto.com/guides/developer-portal/sandbox-access',
      'The token is for sandboxes only.',
    ),
  ],
  ENDPOINT_DEPRECATED: [
    ground(
      'H',
      'docs.qonto.com, deprecated organization endpoints',
      'Sunset and Deprecation headers announce the end of an endpoint.',
    ),
  ],
  OAUTH_REFRESH_TOKEN_EXPIRING: [
    ground('H', TOKENS, 'A refresh token lives 90 days.'),
    ground('L', 'public clients', 'The 90 days begin anew with each exchange.'),
  ],
  TRACE_ID_MISMATCH: [ground('H', ERRORS, 'Header and body name the same trace id on errors.')],
};
