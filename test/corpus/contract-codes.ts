/** The codes of the contract's table (section 8), copied from the page and not from the code. */
export const REJECTED_CODES = [
  'API_KEY_MISSING_COLON',
  'API_KEY_SWAPPED',
  'API_KEY_BEARER_PREFIX',
  'API_KEY_BASIC_PREFIX',
  'API_KEY_WHITESPACE',
  'API_KEY_BASE64',
  'API_KEY_QUOTED',
  'API_KEY_LOGIN_REPEATED',
  'API_KEY_PLACEHOLDER',
  'API_KEY_REJECTED',
  'AUTHORIZATION_MISSING',
  'STAGING_TOKEN_MISSING',
  'STAGING_TOKEN_REJECTED',
  'OAUTH_ACCESS_TOKEN_EXPIRED',
  'OAUTH_ACCESS_TOKEN_REJECTED',
  'OAUTH_TOKEN_TYPE_MISMATCH',
  'OAUTH_SCOPE_MISSING',
  'OAUTH_REFRESH_TOKEN_INVALID',
  'OAUTH_REFRESH_TOKEN_MISSING',
  'OAUTH_CLIENT_INVALID',
  'OAUTH_REQUIRED',
  'METHOD_MISMATCH',
  'CREDENTIAL_OF_OTHER_ENVIRONMENT',
  'ACCESS_FORBIDDEN',
  'SECRET_NOT_FOUND',
  'SECRET_ACCESS_DENIED',
  'SECRET_PENDING_DELETION',
  'SECRET_MALFORMED',
  'SECRET_INCOMPLETE',
] as const;

export const INCONCLUSIVE_CODES = [
  'SECRETS_MANAGER_UNAVAILABLE',
  'RATE_LIMITED',
  'PROVIDER_ERROR',
  'EDGE_BLOCKED',
  'ENDPOINT_NOT_FOUND',
  'ENDPOINT_GONE',
  'UNEXPECTED_RESPONSE',
  'DNS_FAILURE',
  'CONNECTION_REFUSED',
  'CONNECTION_TIMEOUT',
  'CONNECTION_RESET',
  'RESPONSE_TIMEOUT',
  'TLS_CERTIFICATE',
  'TLS_HANDSHAKE',
  'NETWORK_ERROR',
] as const;

export const WARNING_CODES = [
  'TRANSIENT_REJECTION',
  'API_KEY_ACCEPTED_BUT_MALFORMED',
  'STAGING_TOKEN_IN_PRODUCTION',
  'ENDPOINT_DEPRECATED',
  'OAUTH_REFRESH_TOKEN_EXPIRING',
  'TRACE_ID_MISMATCH',
] as const;

export type RejectedCode = (typeof REJECTED_CODES)[number];
export type InconclusiveCode = (typeof INCONCLUSIVE_CODES)[number];
export type WarningCode = (typeof WARNING_CODES)[number];

/** What cannot happen while the monitor only observes, with the reason. */
export const OUTSIDE_OBSERVE_MODE: readonly RejectedCode[] = [
  // `invalid_grant` is the answer to a spent refresh token, and `observe` never spends one. The
  // experiment with an impossible refresh token always gets it, so that it proves nothing.
  'OAUTH_REFRESH_TOKEN_INVALID',
];
