/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The median of what each value is to the one that was measured beside it. */
export function medianRatio(own: readonly number[], other: readonly number[]): number {
  return median(own.map((value, round) => value / (other[round] ?? Number.NaN)));
}

/**
 * Lets contestants do their work in turn, round after round, each round in the other order, so that
 * whatever else the machine does strikes all alike.
 *
 * @returns what each of them came to, by name, round by round
 */
export async function interleave<T, Name extends string>(
  contestants: Readonly<Record<Name, () => Promise<T>>>,
  rounds: number,
): Promise<Record<Name, T[]>> {
  const names = Object.keys(contestants) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    T[]
  >;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      results[name].push(await contestants[name]());
    }
  }
  return results;
}
