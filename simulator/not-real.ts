import { randomBytes, randomInt } from 'node:crypto';

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** The login of an API key when none is asked for. Qonto's own look like `acme-corp-1234`. */
export const DEFAULT_LOGIN = 'acme-corp-1234';

/**
 * An API key's secret that nobody can take for a real one, in the form of the documented sample:
 * 32 lower-case letters and digits.
 *
 * @see https://docs.qonto.com/guides/authentication/api-key
 */
export function fakeApiSecret(): string {
  return `notarealsecret${randomText(18)}`;
}

/** The kinds of token, by the prefix that Qonto's documented samples carry (Ory Hydra's). */
export type TokenPrefix = 'ory_at' | 'ory_rt' | 'ory_ac';

/** An access token (`ory_at`), refresh token (`ory_rt`) or authorization code (`ory_ac`). */
export function fakeToken(prefix: TokenPrefix): string {
  return `${prefix}_not-real-${randomText(32)}`;
}

/** A value of `X-Qonto-Staging-Token`; its real form is not documented. */
export function fakeStagingToken(): string {
  return `not-real-staging-token-${randomText(16)}`;
}

/** The identifier of an OAuth client. */
export function fakeClientId(): string {
  return `not-real-client-${randomText(8)}`;
}

/** The secret of an OAuth client. */
export function fakeClientSecret(): string {
  return `not-real-client-secret-${randomText(24)}`;
}

/**
 * A fresh trace identifier: 32 lower-case hex digits, as in Qonto's documented sample.
 *
 * @see https://docs.qonto.com/api-reference/business-api/introduction/errors
 */
export function freshTraceId(): string {
  return randomBytes(16).toString('hex');
}

function randomText(length: number): string {
  return Array.from({ length }, () =>
    LETTERS_AND_DIGITS.charAt(randomInt(LETTERS_AND_DIGITS.length)),
  ).join('');
}
