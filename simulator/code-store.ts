import { createHash } from 'node:crypto';
import { fakeToken } from './not-real.ts';

/**
 * How long an authorization code lives: ten minutes, in milliseconds.
 *
 * @see https://docs.qonto.com/api-reference/business-api/authentication/oauth2/create_tokens
 */
export const CODE_LIFETIME_MS = 600_000;

/** What a user has consented to, and what the exchange of the code must repeat. */
export interface CodeRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** The S256 challenge of PKCE. Qonto tolerates PKCE and does not require it. */
  readonly codeChallenge?: string;
}

/** What an application presents to get tokens for a code. */
export interface CodeExchange {
  readonly code: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeVerifier?: string;
}

/** The authorization codes of one environment. All times are epoch milliseconds. */
export class CodeStore {
  readonly #codes = new Map<string, { request: CodeRequest; expiresAt: number }>();

  /** Issues a code, as after a consent. */
  issue(request: CodeRequest, now: number): string {
    const code = fakeToken('ory_ac');
    this.#codes.set(code, { request, expiresAt: now + CODE_LIFETIME_MS });
    return code;
  }

  /**
   * Takes a code in exchange: it is gone afterwards, once the right client presented it.
   *
   * @returns the scopes that were consented to; `undefined` when the code is unknown, used,
   * expired, another client's, or comes with another redirect URI or a wrong verifier
   */
  redeem(exchange: CodeExchange, now: number): readonly string[] | undefined {
    const issued = this.#codes.get(exchange.code);
    if (issued === undefined || issued.request.clientId !== exchange.clientId) return undefined;
    this.#codes.delete(exchange.code);
    const { request, expiresAt } = issued;
    const isGood =
      now < expiresAt &&
      request.redirectUri === exchange.redirectUri &&
      (request.codeChallenge === undefined ||
        request.codeChallenge === s256(exchange.codeVerifier ?? ''));
    return isGood ? request.scopes : undefined;
  }
}

/**
 * The S256 challenge of a PKCE verifier.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7636#section-4.2
 */
export function s256(codeVerifier: string): string {
  return createHash('sha256').update(codeVerifier).digest('base64url');
}
