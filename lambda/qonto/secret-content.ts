import type { CredentialConfig, SecretField } from '../config/monitor-config.ts';
import { Secret } from '../secret.ts';
import { type EditedText, type JsonEdit, withValues } from './json-text.ts';
import { ALIASES, isObject, type JsonObject, own, parseContent } from './stored-credential.ts';

type TimeField = 'expiresAt' | 'refreshedAt';

/**
 * New values for the fields of a secret. A field that is left out stays as it is; null takes it away.
 * Times are epoch milliseconds.
 */
export type FieldChanges = {
  readonly [F in Exclude<SecretField, TimeField | 'scope'>]?: Secret | null | undefined;
} & {
  readonly [F in TimeField]?: number | null | undefined;
} & { readonly scope?: readonly string[] | null | undefined };

/** What came of changing a secret's content. */
export type ChangedContent =
  | {
      readonly kind: 'content';
      readonly content: Secret;
      /** The text had to be written anew, see {@link EditedText}. */
      readonly isRewritten: boolean;
    }
  | {
      readonly kind: 'impossible';
      readonly reason: /** It starts like JSON and is not, or holds something else than text or an object. */
        | 'malformed'
        /** It is bare text, which has no room for fields. */
        | 'plain_text';
    };

/**
 * Changes fields of a credential inside the text of its secret, and nothing else: other keys, their
 * order, the spelling of the keys, the form of times (ISO 8601 or Unix time) and of scopes, and the
 * layout stay as the owner of the secret wrote them. A field that stands there in two spellings is
 * changed in both, so that whatever reads the secret finds the same. One that is new takes the name
 * that the configuration has for it, else the contract's, in snake_case among snake_case.
 *
 * @param existing the whole text of the secret; `{}` for one that does not exist yet
 */
export function withFields(
  existing: Secret,
  config: CredentialConfig,
  changes: FieldChanges,
): ChangedContent {
  const text = existing.reveal();
  const whole = parseContent(text);
  if (whole === null) return impossible('malformed');
  if (typeof whole.value === 'string') return impossible('plain_text');
  const { key } = config.secret;
  if (key === null) return content(edited(text, [], whole.value, config, changes));

  const inner = own(whole.value, key) ?? {};
  if (typeof inner !== 'string') {
    if (!isObject(inner)) return impossible('malformed');
    return content(edited(text, [key], inner, config, changes));
  }
  // JSON as text within JSON.
  const parsed = parseContent(inner);
  if (parsed === null) return impossible('malformed');
  if (typeof parsed.value === 'string') return impossible('plain_text');
  const changed = edited(inner, [], parsed.value, config, changes);
  const outer = withValues(text, [[[key], changed.text]]);
  return content({ ...outer, isRewritten: outer.isRewritten || changed.isRewritten });
}

/**
 * Puts bare text in the place of bare text: the whole secret, or what stands under the credential's
 * key. Impossible where something else stands.
 */
export function withPlainText(
  existing: Secret,
  { secret: { key } }: CredentialConfig,
  text: Secret,
): ChangedContent {
  const whole = parseContent(existing.reveal());
  if (whole === null) return impossible('malformed');
  if (key === null) {
    return typeof whole.value === 'string'
      ? content({ text: text.reveal(), isRewritten: false })
      : impossible('malformed');
  }
  const inner = typeof whole.value === 'string' ? undefined : own(whole.value, key);
  if (typeof whole.value === 'string' || typeof inner !== 'string') return impossible('malformed');
  if (typeof parseContent(inner)?.value !== 'string') return impossible('malformed');
  return content(withValues(existing.reveal(), [[[key], text.reveal()]]));
}

/**
 * The content with an empty object where the credential stands, for a place that has no room for
 * fields. Everything beside the credential stays, as far as it can be read.
 */
export function withoutCredential(existing: Secret, { secret: { key } }: CredentialConfig): Secret {
  const whole = parseContent(existing.reveal());
  if (key === null || whole === null || typeof whole.value === 'string') return new Secret('{}');
  return new Secret(withValues(existing.reveal(), [[[key], {}]]).text);
}

function content({ text, isRewritten }: EditedText): ChangedContent {
  return { kind: 'content', content: new Secret(text), isRewritten };
}

function impossible(reason: 'malformed' | 'plain_text'): ChangedContent {
  return { kind: 'impossible', reason };
}

/** The text with the changes made to `object`, which stands at `path` in it. */
function edited(
  text: string,
  path: readonly string[],
  object: JsonObject,
  config: CredentialConfig,
  changes: FieldChanges,
): EditedText {
  const edits = Object.entries(changes).flatMap(([field, change]): JsonEdit[] => {
    if (change === undefined) return [];
    return keysOf(field as SecretField, object, config).map((key) => {
      return [[...path, key], formed(change, own(object, key))];
    });
  });
  return withValues(text, edits);
}

/** The keys of an object that hold a field: all spellings that are there, or the one for a new one. */
function keysOf(field: SecretField, object: JsonObject, { fields }: CredentialConfig): string[] {
  const renamed = fields[field];
  if (renamed !== undefined) return [renamed];
  const aliases = ALIASES[field] ?? [];
  const present = [field, ...aliases].filter((name) => own(object, name) !== undefined);
  if (present.length > 0) return present;
  const inSnakeCase = aliases.find((alias) => alias.includes('_'));
  return [inSnakeCase !== undefined && isInSnakeCase(object) ? inSnakeCase : field];
}

function isInSnakeCase(object: JsonObject): boolean {
  const known = new Set(Object.values(ALIASES).flat());
  return Object.keys(object).some((key) => key.includes('_') && known.has(key));
}

/** A new value in the form of the old one; undefined takes the key away. */
function formed(
  change: Secret | number | readonly string[] | null,
  old: unknown,
): string | number | readonly string[] | undefined {
  if (change === null) return undefined;
  if (change instanceof Secret) return change.reveal();
  if (typeof change !== 'number') return Array.isArray(old) ? change : change.join(' ');
  const isWritten = typeof old === 'string' && old.trim() !== '';
  const unix = typeof old === 'number' || isWritten ? Number(old) : Number.NaN;
  if (!Number.isFinite(unix)) return new Date(change).toISOString();
  const time = unix > 1e11 ? Math.round(change) : Math.floor(change / 1_000);
  return typeof old === 'number' ? time : String(time);
}
