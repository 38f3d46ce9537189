import { fakeToken } from './not-real.ts';

/**
 * How long tokens live, in milliseconds.
 *
 * @see https://docs.qonto.com/api-reference/business-api/authentication/oauth2/create_tokens
 */
export const TOKEN_LIFETIMES = {
  /** An access token: one hour. */
  accessMs: 3_600_000,
  /** A refresh token: 90 days, counted from its own issue (the counting is inferred). */
  refreshMs: 90 * 24 * 3_600_000,
  /** A refresh token after its first use. */
  graceMs: 60_000,
} as const;

/** The scopes of a grant when none are asked for: what a monitor needs at least. */
export const DEFAULT_SCOPES: readonly string[] = ['offline_access', 'organization.read'];

/** The tokens of one issue, in the names and forms that a monitored secret may hold. */
export interface TokenSet {
  accessToken: string;
  /** Only with the scope `offline_access`. */
  refreshToken?: string;
  /** When the access token dies: ISO 8601 in UTC. */
  expiresAt: string;
  /** The granted scopes, separated by spaces. */
  scope: string;
}

interface Grant {
  readonly clientId: string;
  readonly scopes: readonly string[];
  isRevoked: boolean;
}

interface IssuedToken {
  readonly grant: Grant;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  isRevoked: boolean;
}

interface RefreshToken extends IssuedToken {
  /** Epoch milliseconds of the first exchange; `null` before it. */
  firstUsedAt: number | null;
}

/**
 * The OAuth grants of one environment and their tokens. All times are epoch milliseconds.
 *
 * A refresh does not end older access tokens (nothing is documented about it), and the use of a
 * long-rotated refresh token does not end its successors (Ory Hydra can do so).
 */
export class TokenStore {
  readonly #accessTokens = new Map<string, IssuedToken>();
  readonly #refreshTokens = new Map<string, RefreshToken>();
  #spent = 0;

  /** How many times a live refresh token was exchanged. */
  get spent(): number {
    return this.#spent;
  }

  /** Records a user's consent and issues its first tokens. */
  grant(clientId: string, scopes: readonly string[], now: number): TokenSet {
    return this.#issue({ clientId, scopes, isRevoked: false }, now);
  }

  /** The scopes of a live access token; `undefined` for one that is unknown or dead. */
  scopesOf(accessToken: string, now: number): readonly string[] | undefined {
    const token = this.#accessTokens.get(accessToken);
    return token !== undefined && isLive(token, now) ? token.grant.scopes : undefined;
  }

  /**
   * Exchanges a refresh token for new tokens. It may be used again for
   * {@link TOKEN_LIFETIMES.graceMs} after its first use, and is dead from then on.
   *
   * @returns `undefined` when the token is unknown, dead or another client's
   */
  refresh(refreshToken: string, clientId: string, now: number): TokenSet | undefined {
    const token = this.#refreshTokens.get(refreshToken);
    if (token === undefined || token.grant.clientId !== clientId || !isLive(token, now)) {
      return undefined;
    }
    if (token.firstUsedAt !== null && now >= token.firstUsedAt + TOKEN_LIFETIMES.graceMs) {
      return undefined;
    }
    token.firstUsedAt ??= now;
    this.#spent += 1;
    return this.#issue(token.grant, now);
  }

  /** The client that a token was issued to, dead or alive. */
  clientOf(token: string): string | undefined {
    return this.#find(token)?.grant.clientId;
  }

  /**
   * Revokes one token as RFC 7009 says: an access token dies alone, a refresh token takes its
   * whole grant along. An unknown token is no error.
   *
   * @see https://www.rfc-editor.org/rfc/rfc7009#section-2.1
   */
  revoke(token: string): void {
    const found = this.#find(token);
    if (found === undefined) return;
    found.isRevoked = true;
    if (this.#refreshTokens.has(token)) found.grant.isRevoked = true;
  }

  /** Withdraws the consent behind a token: every token of the grant dies. */
  revokeGrant(token: string): void {
    const found = this.#find(token);
    if (found === undefined) throw new Error('No grant of this environment has this token.');
    found.grant.isRevoked = true;
  }

  #find(token: string): IssuedToken | undefined {
    return this.#accessTokens.get(token) ?? this.#refreshTokens.get(token);
  }

  #issue(grant: Grant, now: number): TokenSet {
    const accessToken = fakeToken('ory_at');
    const expiresAt = now + TOKEN_LIFETIMES.accessMs;
    this.#accessTokens.set(accessToken, { grant, expiresAt, isRevoked: false });
    const tokens = {
      accessToken,
      expiresAt: new Date(expiresAt).toISOString(),
      scope: grant.scopes.join(' '),
    };
    if (!grant.scopes.includes('offline_access')) return tokens;

    const refreshToken = fakeToken('ory_rt');
    this.#refreshTokens.set(refreshToken, {
      grant,
      expiresAt: now + TOKEN_LIFETIMES.refreshMs,
      isRevoked: false,
      firstUsedAt: null,
    });
    return { ...tokens, refreshToken };
  }
}

function isLive(token: IssuedToken, now: number): boolean {
  return !token.isRevoked && !token.grant.isRevoked && now < token.expiresAt;
}
