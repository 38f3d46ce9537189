import { isDeepStrictEqual } from 'node:util';
import { applyEdits, type FormattingOptions, modify } from 'jsonc-parser';
import type { CredentialConfig, SecretField } from '../config/monitor-config.ts';
import { Secret } from '../secret.ts';
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
  | { readonly kind: 'content'; readonly content: Secret }
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
 * layout stay as the owner of the secret wrote them. A field that is new takes the name that the
 * configuration has for it, else the contract's, in snake_case among snake_case.
 *
 * The text itself is edited, since a number beyond 2^53 does not survive being parsed and written.
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
  if (key === null) return content(edited(text, whole.value, [], whole.value, config, changes));

  const inner = own(whole.value, key) ?? {};
  if (typeof inner !== 'string') {
    if (!isObject(inner)) return impossible('malformed');
    return content(edited(text, whole.value, [key], inner, config, changes));
  }
  // JSON as text within JSON.
  const parsed = parseContent(inner);
  if (parsed === null) return impossible('malformed');
  if (typeof parsed.value === 'string') return impossible('plain_text');
  const innerText = edited(inner, parsed.value, [], parsed.value, config, changes);
  return content(withValues(text, whole.value, [[[key], innerText]]));
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
    return typeof whole.value === 'string' ? content(text.reveal()) : impossible('malformed');
  }
  const inner = typeof whole.value === 'string' ? undefined : own(whole.value, key);
  if (typeof whole.value === 'string' || typeof inner !== 'string') return impossible('malformed');
  if (typeof parseContent(inner)?.value !== 'string') return impossible('malformed');
  return content(withValues(existing.reveal(), whole.value, [[[key], text.reveal()]]));
}

/**
 * The content with an empty object where the credential stands, for a place that has no room for
 * fields. Everything beside the credential stays, as far as it can be read.
 */
export function withoutCredential(existing: Secret, { secret: { key } }: CredentialConfig): Secret {
  const whole = parseContent(existing.reveal());
  if (key === null || whole === null || typeof whole.value === 'string') return new Secret('{}');
  return new Secret(withValues(existing.reveal(), whole.value, [[[key], {}]]));
}

function content(text: string): ChangedContent {
  return { kind: 'content', content: new Secret(text) };
}

function impossible(reason: 'malformed' | 'plain_text'): ChangedContent {
  return { kind: 'impossible', reason };
}

type Edit = readonly [path: readonly string[], value: unknown];

/** The text with the changes made to `object`, which stands at `path` in it. */
function edited(
  text: string,
  whole: JsonObject,
  path: readonly string[],
  object: JsonObject,
  config: CredentialConfig,
  changes: FieldChanges,
): string {
  const edits = Object.entries(changes).flatMap(([field, change]): Edit[] => {
    if (change === undefined) return [];
    return keysOf(field as SecretField, object, config).map((key) => {
      return [[...path, key], formed(change, own(object, key))];
    });
  });
  return withValues(text, whole, edits);
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
  if (Number.isNaN(unix)) return new Date(change).toISOString();
  const time = unix > 1e11 ? Math.round(change) : Math.floor(change / 1_000);
  return typeof old === 'number' ? time : String(time);
}

function withValues(text: string, whole: JsonObject, edits: readonly Edit[]): string {
  const formattingOptions = layoutOf(text);
  const result = edits.reduce((before, [path, value]) => {
    return applyEdits(
      before,
      modify(before, [...path], value, formattingOptions === null ? {} : { formattingOptions }),
    );
  }, text);
  const meant = structuredClone(whole);
  for (const [path, value] of edits) setIn(meant, path, value);
  // Of a key that stands there twice the first was edited, and the last is read.
  return isDeepStrictEqual(JSON.parse(result), meant) ? result : JSON.stringify(meant);
}

function setIn(object: JsonObject, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) {
    const inner = own(object, key);
    const next = isObject(inner) ? inner : {};
    define(object, key, next);
    setIn(next, rest, value);
  } else if (value === undefined) delete object[key];
  else define(object, key, value);
}

/** Assigning to a key such as `__proto__` would do something else. */
function define(object: JsonObject, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/** How a text of several lines is indented; null for one line, which stays one. */
function layoutOf(text: string): FormattingOptions | null {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1];
  if (indent === undefined) return null;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.length, eol };
}
