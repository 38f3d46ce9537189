import { applyEdits, type JSONPath, modify } from 'jsonc-parser';
import type { CredentialConfig, SecretField } from '../config/monitor-config.ts';
import { Secret } from '../secret.ts';
import { readManagedGrant } from './managed-grant.ts';
import { type JsonObject, keysOf, own, select } from './stored-credential.ts';

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
 * A secret's content with new tokens in it, in its own spelling: the keys by which it calls them,
 * its way of writing times, and everything else that it holds to the letter. Its text is edited and
 * not written anew, so that no other value loses a digit.
 *
 * @returns null when the tokens cannot be put in so that they would be read again, as in a secret
 * that has a key twice
 */
export function withRotatedTokens(
  content: Secret,
  config: CredentialConfig,
  tokens: RotatedTokens,
): Secret | null {
  const selected = select(content.reveal(), config.secret.key);
  if ('kind' in selected || typeof selected.value === 'string') return null;
  const { value: object } = selected;
  const values = valuesFor(object, config, tokens);
  const text = content.reveal();
  const { key } = config.secret;
  const outer = key === null ? null : own(JSON.parse(text), key);
  const rotated =
    typeof outer === 'string' && key !== null
      ? withValue(text, [key], withValues(outer, [], values))
      : withValues(text, key === null ? [] : [key], values);
  return isReadable(rotated, config, tokens) ? new Secret(rotated) : null;
}

type Value = string | number | readonly string[];

/** The keys of the object that get new values. */
function valuesFor(
  object: JsonObject,
  config: CredentialConfig,
  { accessToken, refreshToken, expiresAt, refreshedAt, scope }: RotatedTokens,
): readonly (readonly [key: string, value: Value])[] {
  const isSnakeCase = Object.keys(object).some((key) => /^(?:access|refresh|client)_/.test(key));
  const entry = (field: SecretField, valueLike: (stored: unknown) => Value) => {
    const keys = keysOf(field, config);
    const stored = keys.find((key) => own(object, key) != null);
    const added = (isSnakeCase ? keys[1] : undefined) ?? keys[0] ?? field;
    const key = stored ?? added;
    return [key, valueLike(own(object, key))] as const;
  };
  const hasScope = keysOf('scope', config).some((key) => own(object, key) != null);
  return [
    entry('accessToken', () => accessToken.reveal()),
    entry('refreshToken', () => refreshToken.reveal()),
    entry('expiresAt', (stored) => timeLike(stored, expiresAt)),
    entry('refreshedAt', (stored) => timeLike(stored, refreshedAt)),
    ...(hasScope && scope !== null
      ? [entry('scope', (stored) => (Array.isArray(stored) ? scope.split(' ') : scope))]
      : []),
  ];
}

/** A time as the secret writes it: Unix seconds, milliseconds, or ISO 8601. */
function timeLike(stored: unknown, time: number): string | number {
  const number = typeof stored === 'string' && stored.trim() === '' ? Number.NaN : Number(stored);
  if (stored == null || !Number.isFinite(number)) return new Date(time).toISOString();
  const inItsUnit = number > 1e11 ? time : Math.floor(time / 1_000);
  return typeof stored === 'number' ? inItsUnit : String(inItsUnit);
}

function withValues(
  text: string,
  path: JSONPath,
  values: readonly (readonly [string, Value])[],
): string {
  return values.reduce((edited, [key, value]) => withValue(edited, [...path, key], value), text);
}

function withValue(text: string, path: JSONPath, value: Value): string {
  return applyEdits(text, modify(text, path, value, {}));
}

function isReadable(text: string, config: CredentialConfig, tokens: RotatedTokens): boolean {
  const stored = readManagedGrant(new Secret(text), config);
  return (
    stored.kind === 'grant' &&
    stored.grant.accessToken?.reveal() === tokens.accessToken.reveal() &&
    stored.grant.refreshToken.reveal() === tokens.refreshToken.reveal() &&
    stored.grant.expiresAt !== null &&
    Math.abs(stored.grant.expiresAt - tokens.expiresAt) < 1_000
  );
}
