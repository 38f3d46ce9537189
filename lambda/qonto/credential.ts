import type { Secret } from '../secret.ts';
import { STAGING_TOKEN_HEADER } from './environments.ts';

/** A static API key: `login:secret-key`, raw, as the whole Authorization header. */
export interface ApiKeyCredential {
  readonly method: 'api_key';
  /** The whole header value as the user's application sends it. */
  readonly authorization: Secret;
  /** The two halves, where the secret holds them apart. */
  readonly parts: { readonly login: Secret; readonly secret: Secret } | null;
  readonly stagingToken: Secret | null;
}

/**
 * The OAuth material that a check needs. There is no refresh token in it: whoever observes has no
 * way to spend one.
 */
export interface OAuthCredential {
  readonly method: 'oauth';
  readonly accessToken: Secret;
  readonly clientId: Secret | null;
  readonly clientSecret: Secret | null;
  /** Epoch milliseconds, where the secret says it. */
  readonly expiresAt: number | null;
  /** When the tokens were last refreshed, epoch milliseconds, where the secret says it. */
  readonly refreshedAt: number | null;
  /** Granted scopes, where the secret says it. */
  readonly scopes: readonly string[] | null;
  readonly hasRefreshToken: boolean;
  readonly stagingToken: Secret | null;
}

/** What can be sent to Qonto. */
export type Credential = ApiKeyCredential | OAuthCredential;

/** The Authorization header's value, raw for an API key, `Bearer` for a token. */
export function authorizationHeader(credential: Credential): string {
  return credential.method === 'api_key'
    ? credential.authorization.reveal()
    : `Bearer ${credential.accessToken.reveal()}`;
}

/**
 * The value as HTTP carries it: characters beyond Latin-1 travel as their UTF-8 bytes, as curl
 * sends them. Null when no header can carry it: line breaks and other control characters.
 */
export function asHeaderValue(value: string): string | null {
  if (/(?![\t\u0080-\u009f])\p{Cc}/u.test(value)) return null;
  const isLatin1 = Buffer.from(value, 'latin1').toString('latin1') === value;
  return isLatin1 ? value : Buffer.from(value, 'utf8').toString('latin1');
}

/** The header that carries a staging token; none where there is none, or no header can carry it. */
export function stagingHeader(stagingToken: Secret | null): Readonly<Record<string, string>> {
  const value = stagingToken === null ? null : asHeaderValue(stagingToken.reveal());
  return value === null ? {} : { [STAGING_TOKEN_HEADER]: value };
}
