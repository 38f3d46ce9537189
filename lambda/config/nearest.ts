/** More changes than this share of its letters make another word of it. */
const MOST_CHANGED = 0.4;

/** Words that people know for a name, where no name is spelt like them. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  interval: 'schedule',
  frequency: 'schedule',
  cron: 'schedule',
  rate: 'schedule',
  notifications: 'alerts',
  recipients: 'emails',
  url: 'apiUrl',
  baseurl: 'apiUrl',
  host: 'apiUrl',
  type: 'method',
  auth: 'method',
  arn: 'secret',
  basic: 'api_key',
  bearer: 'oauth',
  token: 'oauth',
  refresh: 'manage',
  watch: 'observe',
  lambda: 'function',
  live: 'production',
  test: 'sandbox',
  staging: 'sandbox',
};

/** So many letters of a word's beginning stand for it: "prod". */
const LEAST_BEGINNING = 3;

/**
 * The name that a misspelt one most likely stands for, or null: the nearest by letters changed,
 * added, left out or swapped with their neighbour, or one that begins so or is known by
 * that word; whatever its case.
 *
 * @param mostChanged which share of its letters may be other ones
 */
export function nearestName(
  text: string,
  names: readonly string[],
  mostChanged = MOST_CHANGED,
): string | null {
  const written = text.toLowerCase();
  const ranked = names
    .map((name) => {
      const meant = name.toLowerCase();
      const isBeginning = text.length >= LEAST_BEGINNING && meant.startsWith(written);
      return { name, distance: Math.min(distanceOf(written, meant), isBeginning ? 1 : Infinity) };
    })
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  const allowed = Math.max(1, Math.floor(text.length * mostChanged));
  if (best !== undefined && best.distance <= allowed) return best.name;
  const known = Object.hasOwn(OTHER_WORDS, written) ? OTHER_WORDS[written] : undefined;
  return known !== undefined && names.includes(known) ? known : null;
}

/** Words to put after a fault: which name was meant, or nothing. */
export function suggestion(text: string, names: readonly string[]): string {
  const nearest = nearestName(text, names);
  return nearest === null ? '' : `; did you mean ${JSON.stringify(nearest)}?`;
}

/** Names that a fault has room for. */
const MOST_LISTED = 10;

/** Words to put after a fault: which name was meant, if any is near, and which there are. */
export function suggestionAmong(text: string, names: readonly string[]): string {
  const listed = names.slice(0, MOST_LISTED).map((name) => JSON.stringify(name));
  const more = names.length - listed.length;
  const existing = `${listed.join(', ') || 'none'}${more > 0 ? ` and ${more} more` : ''}`;
  const meant = suggestion(text, names);
  return meant === '' ? `; there are ${existing}` : `${meant} There are ${existing}`;
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
