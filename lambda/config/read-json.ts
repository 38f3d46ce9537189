import { readFileSync } from 'node:fs';
import {
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { MonitorError, nameOf } from '../errors.ts';

/** The parser's errors in the words of people. */
const WORDS: Readonly<Record<ReturnType<typeof printParseErrorCode>, string>> = {
  InvalidSymbol: 'a word stands outside of quotation marks',
  InvalidNumberFormat: 'a number is not written as JSON writes it',
  PropertyNameExpected: 'a key in quotation marks belongs here',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing between a key and its value',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'an object is not closed: } is missing',
  CloseBracketExpected: 'a list is not closed: ] is missing',
  EndOfFileExpected: 'more follows after its end',
  InvalidCommentToken: 'a comment is not written as // or /* */',
  UnexpectedEndOfComment: 'a comment is not closed: */ is missing',
  UnexpectedEndOfString: 'a text is not closed: " is missing',
  UnexpectedEndOfNumber: 'a number breaks off',
  InvalidUnicode: 'a \\u is not followed by four hexadecimal digits',
  InvalidEscapeCharacter: 'a backslash stands before a letter that takes none',
  InvalidCharacter: 'a control character stands in a text',
  '<unknown ParseErrorCode>': 'it breaks a rule of JSON',
};

const SINGLE = 'single quotation marks stand where JSON takes double ones';

/**
 * Reads a JSON file; comments and trailing commas are allowed.
 *
 * @throws MonitorError `CONFIG_INVALID` with line and column of what is wrong
 */
export function readJson(file: string): unknown {
  const text = readText(file);
  if (text.trim() === '') {
    throw new MonitorError('CONFIG_INVALID', `${file} is empty; write { "environments": { … } }.`);
  }
  if (text.includes('\0')) {
    // What Windows calls Unicode: two bytes for each letter.
    throw new MonitorError('CONFIG_INVALID', `${file} is not in UTF-8; save it as UTF-8.`);
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    throw invalid(
      `${file} is not JSON: ${text[error.offset] === "'" ? SINGLE : WORDS[printParseErrorCode(error.error)]}`,
      text,
      error.offset,
    );
  }
  const repeated = root && findRepeatedKey(root);
  if (repeated) {
    // JSON would take the last one and forget the first: a credential would go unwatched.
    throw invalid(
      `${file} has the key "${repeated.value}" twice, of which one would be forgotten`,
      text,
      repeated.offset,
    );
  }
  return root && getNodeValue(root);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (cause) {
    throw new MonitorError('CONFIG_INVALID', `${file} cannot be read: ${nameOf(cause)}.`, {
      cause,
    });
  }
}

function findRepeatedKey(node: Node): Node | undefined {
  const children = node.children ?? [];
  const keys =
    node.type === 'object' ? children.flatMap(({ children: pair }) => pair?.[0] ?? []) : [];
  const repeated = keys.find(
    (key, index) => keys.findIndex((one) => one.value === key.value) < index,
  );
  if (repeated !== undefined) return repeated;
  for (const child of children) {
    const deeper = findRepeatedKey(child);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

function invalid(fault: string, text: string, offset: number): MonitorError {
  const before = text.slice(0, offset).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  return new MonitorError('CONFIG_INVALID', `${fault}, at ${place}.`);
}
