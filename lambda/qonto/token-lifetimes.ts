/**
 * How long tokens live, in milliseconds.
 *
 * @see https://docs.qonto.com/api-reference/business-api/authentication/oauth2/create_tokens
 */

/** An access token: one hour. */
export const ACCESS_TOKEN_LIFETIME_MS = 3_600_000;

/** A refresh token: 90 days, counted from the exchange that it came from (the counting is inferred). */
export const REFRESH_TOKEN_LIFETIME_MS = 90 * 86_400_000;

/** A refresh token after its first use: a minute, in which it may be used again. */
export const GRACE_MS = 60_000;
