/** More changes than this share of its letters make another word of it. */
const MOST_CHANGED = 0.4;

/**
 * The name that a misspelt one most likely stands for, or null: the nearest by letters changed,
 * added, left out or swapped with their neighbour, whatever its case.
 */
export function nearestName(text: string, names: readonly string[]): string | null {
  const ranked = names
    .map((name) => ({ name, distance: distanceOf(text.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  const allowed = Math.max(1, Math.floor(text.length * MOST_CHANGED));
  return best !== undefined && best.distance <= allowed ? best.name : null;
}

/** Words to put after a fault: which name was meant, or nothing. */
export function suggestion(text: string, names: readonly string[]): string {
  const nearest = nearestName(text, names);
  return nearest === null ? '' : `; did you mean ${JSON.stringify(nearest)}?`;
}

/** The distance of Damerau and Levenshtein (optimal string alignment). */
function distanceOf(a: string, b: string): number {
  // Longer than any name: nothing is near, and the table would be large.
  if (a.length > 64) return Infinity;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + cost,
        isSwap ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, next];
  }
  return last[b.length] ?? Infinity;
}
