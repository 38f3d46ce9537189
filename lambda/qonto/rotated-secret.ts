import type { CredentialConfig } from '../config/monitor-config.ts';
import type { Secret } from '../secret.ts';
import { readManagedGrant } from './managed-grant.ts';
import { withFields } from './secret-content.ts';
import { readFields } from './stored-credential.ts';

/** What the token endpoint handed out. Times are epoch milliseconds. */
export interface RotatedTokens {
  readonly accessToken: Secret;
  /** The new one; the one that was sent, where the answer had none. */
  readonly refreshToken: Secret;
  readonly expiresAt: number;
  readonly refreshedAt: number;
  /** Granted scopes, separated by blanks, where the answer names them. */
  readonly scope: string | null;
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
  const { scope, ...fresh } = tokens;
  // Scopes are written where the secret has some; nothing else here reads them.
  const hasScope = readFields(content, config)?.scope !== undefined;
  const scopes = hasScope && scope !== null ? { scope: scope.split(' ') } : {};
  const changed = withFields(content, config, { ...fresh, ...scopes });
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
