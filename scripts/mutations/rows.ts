/** One element of an array in a source text. */
export interface Row {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The elements of the array (or of the array in `new Set([...])`) that a top-level constant holds.
 *
 * @throws when the source has no such constant
 */
export function rowsOf(source: string, name: string): Row[] {
  const declared = new RegExp(`\\bconst ${name}\\b`).exec(source);
  const opening = /(?<![=!<>])=(?![>=])\s*(?:new Set\()?\[/g;
  opening.lastIndex = declared?.index ?? source.length;
  if (declared === null || opening.exec(source) === null) {
    throw new Error(`There is no array called ${name}.`);
  }
  return elements(source, opening.lastIndex);
}

/** The source without one row. */
export function withoutRow(source: string, { start, end }: Row): string {
  const rest = source.slice(end).replace(/^\s*,/, '');
  return source.slice(0, start) + rest;
}

/** The elements from just behind an opening bracket to its closing one. */
function elements(source: string, from: number): Row[] {
  const rows: Row[] = [];
  let depth = 0;
  let start = from;
  let position = from;
  const push = (end: number) => {
    const text = source.slice(start, end);
    const lead = /^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0].length ?? 0;
    const body = text.slice(lead).trimEnd();
    if (body !== '')
      rows.push({ start: start + lead, end: start + lead + body.length, text: body });
    start = end + 1;
  };
  while (position < source.length) {
    const sign = source.charAt(position);
    const skipped = lengthOfToken(source, position);
    if (skipped > 0) {
      position += skipped;
      continue;
    }
    if ('([{'.includes(sign)) depth += 1;
    if (')]}'.includes(sign)) {
      if (depth === 0) {
        push(position);
        return rows;
      }
      depth -= 1;
    }
    if (sign === ',' && depth === 0) push(position);
    position += 1;
  }
  throw new Error('An array has no end.');
}

/** The length of a comment, string or regular expression that begins here; 0 when none does. */
function lengthOfToken(source: string, position: number): number {
  const rest = source.slice(position);
  const token =
    /^\/\/[^\n]*|^\/\*[\s\S]*?\*\/|^'(?:[^'\\\n]|\\.)*'|^"(?:[^"\\\n]|\\.)*"|^`(?:[^`\\]|\\.)*`/.exec(
      rest,
    );
  if (token !== null) return token[0].length;
  if (!rest.startsWith('/') || !mayBeginRegExp(source.slice(0, position))) return 0;
  return /^\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/.exec(rest)?.[0].length ?? 0;
}

/** A slash is a division after a value, and begins a regular expression after anything else. */
function mayBeginRegExp(before: string): boolean {
  const text = before.trimEnd();
  return text === '' || /[([{,;:=!&|?+\-*%<>~^]$|\breturn$/.test(text);
}
