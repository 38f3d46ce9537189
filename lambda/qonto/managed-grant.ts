import { createHash } from 'node:crypto';
import type { CredentialConfig, SecretField } from '../config/monitor-config.ts';
import { Secret } from '../secret.ts';
import { collect, type JsonObject, keysOf, own, parseTime, select } from './stored-credential.ts';

/**
 * An OAuth grant that the monitor owns (`"tokens": "manage"`). This is the one type that holds a
 * refresh token: what observes a credential never gets one, see `OAuthCredential`.
 */
export interface ManagedGrant {
  readonly clientId: Secret;
  readonly clientSecret: Secret;
  /** The key under which the secret has the client secret. */
  readonly clientSecretKey: string;
  readonly refreshToken: Secret;
  /** Null where only a refresh token was stored so far. */
  readonly accessToken: Secret | null;
  /** Epoch milliseconds, where the secret says it. */
  readonly expiresAt: number | null;
  /** When the tokens were last refreshed, epoch milliseconds, where the secret says it. */
  readonly refreshedAt: number | null;
  readonly stagingToken: Secret | null;
}

/** What a secret was read as, of a credential whose tokens are managed. */
export type StoredGrant =
  | { readonly kind: 'grant'; readonly grant: ManagedGrant }
  | {
      readonly kind: 'unusable';
      readonly code: 'SECRET_MALFORMED' | 'SECRET_INCOMPLETE' | 'OAUTH_REFRESH_TOKEN_MISSING';
      readonly evidence: string;
    };

/** Reads what it takes to refresh a grant. */
export function readManagedGrant(content: Secret, config: CredentialConfig): StoredGrant {
  const selected = select(content.reveal(), config.secret.key);
  if ('kind' in selected) return unusable('SECRET_MALFORMED', 'it cannot be read as one');
  if (typeof selected.value === 'string') {
    return unusable('OAUTH_REFRESH_TOKEN_MISSING', 'it is a bare text, without a refresh token');
  }
  const found = collect(selected.value, config);
  if (Array.isArray(found)) return unusable('SECRET_MALFORMED', 'a field is of a wrong type');
  const { clientId, clientSecret, refreshToken, accessToken } = found;
  if (!refreshToken?.trim()) {
    return unusable('OAUTH_REFRESH_TOKEN_MISSING', 'the field "refreshToken" is missing or empty');
  }
  if (!clientId?.trim()) return unusable('SECRET_INCOMPLETE', lacking('clientId'));
  if (!clientSecret?.trim()) return unusable('SECRET_INCOMPLETE', lacking('clientSecret'));
  return {
    kind: 'grant',
    grant: {
      clientId: new Secret(clientId),
      clientSecret: new Secret(clientSecret),
      clientSecretKey: keyOf('clientSecret', selected.value, config),
      refreshToken: new Secret(refreshToken),
      accessToken: accessToken?.trim() ? new Secret(accessToken) : null,
      expiresAt: parseTime(found.expiresAt),
      refreshedAt: parseTime(found.refreshedAt),
      stagingToken: found.stagingToken?.trim() ? new Secret(found.stagingToken.trim()) : null,
    },
  };
}

function keyOf(field: SecretField, object: JsonObject, config: CredentialConfig): string {
  return keysOf(field, config).find((key) => own(object, key) != null) ?? field;
}

function lacking(field: string): string {
  return `the field "${field}" is missing or empty`;
}

function unusable(
  code: Extract<StoredGrant, { kind: 'unusable' }>['code'],
  fact: string,
): StoredGrant {
  return {
    kind: 'unusable',
    code,
    evidence: `the monitor cannot refresh the tokens of the secret: ${fact}`,
  };
}

/** Tells one refresh token from another, without any part of either: fit to be remembered. */
export function fingerprintOf({ refreshToken }: Pick<ManagedGrant, 'refreshToken'>): string {
  const digest = createHash('sha256').update(`refresh token\n${refreshToken.reveal()}`);
  return digest.digest('base64url').slice(0, 22);
}
