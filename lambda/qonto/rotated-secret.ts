import type { CredentialConfig } from '../config/monitor-config.ts';
import type { Secret } from '../secret.ts';
import { readManagedGrant } from './managed-grant.ts';
import { withFields } from './secret-content.ts';
import { readFields } from './stored-credential.ts';
import type { IssuedTokens } from './token-answer.ts';

/** Tokens that take the place of others: what an answer may leave out is known here. */
export interface RotatedTokens extends IssuedTokens {
  readonly refreshToken: Secret;
  readonly expiresAt: number;
}

/**
 * A secret's content with new tokens in it, in its own spelling, and everything else that it holds to
 * the letter.
 *
 * @returns null when the tokens cannot be put in so that they would be read again, or not without
 * writing all of it anew, as in a secret that has a key twice
 */
export function withRotatedTokens(
  content: Secret,
  config: CredentialConfig,
  tokens: RotatedTokens,
): Secret | null {
  const { accessToken, refreshToken, expiresAt, issuedAt, scopes } = tokens;
  // Scopes are written where the secret has some.
  const hasScope = readFields(content, config)?.scope !== undefined;
  const changed = withFields(content, config, {
    accessToken,
    refreshToken,
    expiresAt,
    refreshedAt: issuedAt,
    scope: hasScope && scopes !== null ? scopes : undefined,
  });
  if (changed.kind === 'impossible' || changed.isRewritten) return null;
  return isReadable(changed.content, config, tokens) ? changed.content : null;
}

function isReadable(content: Secret, config: CredentialConfig, tokens: RotatedTokens): boolean {
  const stored = readManagedGrant(content, config);
  return (
    stored.kind === 'grant' &&
    stored.grant.accessToken?.reveal() === tokens.accessToken.reveal() &&
    stored.grant.refreshToken.reveal() === tokens.refreshToken.reveal() &&
    stored.grant.expiresAt !== null &&
    Math.abs(stored.grant.expiresAt - tokens.expiresAt) < 1_000
  );
}
