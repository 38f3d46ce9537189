import { isDeepStrictEqual } from 'node:util';
import { applyEdits, type FormattingOptions, modify } from 'jsonc-parser';
import { isObject, type JsonObject, own } from './stored-credential.ts';

/** A new value for what stands at a path; undefined takes it away. */
export type JsonEdit = readonly [path: readonly string[], value: unknown];

/** A text of JSON with other values in it. */
export interface EditedText {
  readonly text: string;
  /**
   * It had to be written anew, as where a key stands twice: layout is lost, and digits of numbers
   * beyond 2^53.
   */
  readonly isRewritten: boolean;
}

/**
 * Puts values into the text of a JSON object. The text itself is edited, since a number beyond 2^53
 * does not survive being parsed and written: all else stays to the letter, and a new key is laid out
 * as the lines around it.
 *
 * @param text of an object, whole and valid
 */
export function withValues(text: string, edits: readonly JsonEdit[]): EditedText {
  const formattingOptions = layoutOf(text);
  const edited = edits.reduce((before, [path, value]) => {
    return applyEdits(
      before,
      modify(before, [...path], value, formattingOptions === null ? {} : { formattingOptions }),
    );
  }, text);
  const meant: JsonObject = JSON.parse(text);
  for (const [path, value] of edits) setIn(meant, path, value);
  // Of a key that stands there twice the first was edited, and the last is read.
  return isDeepStrictEqual(JSON.parse(edited), meant)
    ? { text: edited, isRewritten: false }
    : { text: JSON.stringify(meant), isRewritten: true };
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
