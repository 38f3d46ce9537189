/** A name as it is granted or listened to: as it is, or as what several names begin with. */
export interface NamePattern {
  readonly text: string;
  readonly isPrefix: boolean;
}

/**
 * The names as they are, if there is room for them; else as few of them as are too many are taken
 * together by what they begin with, those first that have most in common. Names that have nothing in
 * common are never taken together, whatever room there is.
 *
 * @param costOf how much of the room a pattern takes
 */
export function namePatterns(
  names: readonly string[],
  room: number,
  costOf: (pattern: NamePattern) => number,
): NamePattern[] {
  const sorted = [...new Set(names)].sort();
  const shared = sorted.slice(1).map((name, index) => commonLength(sorted[index] ?? '', name));
  const closestFirst = shared
    .map((length, index) => ({ length, index }))
    .filter(({ length }) => length > 0)
    .sort((a, b) => b.length - a.length || a.index - b.index)
    .map(({ index }) => index);
  const mergedBy = (merges: number) =>
    patternsOf(sorted, shared, new Set(closestFirst.slice(0, merges)));
  const fits = (merges: number) =>
    mergedBy(merges).reduce((sum, pattern) => sum + costOf(pattern), 0) <= room;

  // The fewest merges that fit, by halving.
  let tooFew = -1;
  let enough = closestFirst.length;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (fits(middle)) enough = middle;
    else tooFew = middle;
  }
  return mergedBy(enough);
}

/** @param merged the names that are taken together with the one after them */
function patternsOf(
  sorted: readonly string[],
  shared: readonly number[],
  merged: ReadonlySet<number>,
): NamePattern[] {
  const patterns: NamePattern[] = [];
  let first = 0;
  let length = Infinity;
  sorted.forEach((name, index) => {
    if (merged.has(index)) {
      length = Math.min(length, shared[index] ?? 0);
      return;
    }
    const isPrefix = index > first;
    const text = isPrefix ? name.slice(0, length) : name;
    // What a prefix takes in needs no pattern of its own; in this order it stands beside it.
    while (isPrefix && patterns.at(-1)?.text.startsWith(text)) patterns.pop();
    const before = patterns.at(-1);
    if (!(before?.isPrefix && text.startsWith(before.text))) patterns.push({ text, isPrefix });
    first = index + 1;
    length = Infinity;
  });
  return patterns;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
