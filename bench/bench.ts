/** One thing that is measured. */
export interface Bench {
  readonly name: string;
  /** Does the work once or many times; returns how many operations that were. */
  readonly run: () => number | Promise<number>;
  /** The bench whose time it is compared with, in the same round. */
  readonly comparedWith?: string;
}

/** What came of one bench. Times are of one operation. */
export interface Result {
  readonly name: string;
  readonly medianMicroseconds: number;
  readonly perSecond: number;
  /** The quartiles' distance as a share of the median: how far to trust it. */
  readonly spread: number;
  /** How many times as long as the bench that it is compared with: the median of all rounds. */
  readonly ratio: number | null;
  readonly comparedWith: string | null;
}

/** A limit that a result has to keep. */
export interface Goal {
  readonly name: string;
  readonly value: (results: ReadonlyMap<string, Result>) => number;
  /** The value must be below it. */
  readonly limit: number;
}

/** A goal, and whether it was met. */
export interface Met {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly isMet: boolean;
}

/**
 * Measures all benches in turn, round after round, so that whatever else the machine does strikes
 * all alike. The first rounds only warm up.
 */
export async function measure(
  benches: readonly Bench[],
  { rounds, warmUp }: { rounds: number; warmUp: number },
): Promise<Result[]> {
  const times = new Map<string, number[]>(benches.map(({ name }) => [name, []]));
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (const { name, run } of benches) {
      const startedAt = performance.now();
      const operations = await run();
      const microseconds = ((performance.now() - startedAt) * 1_000) / operations;
      if (round >= warmUp) times.get(name)?.push(microseconds);
    }
  }
  return benches.map(({ name, comparedWith }) => {
    const own = times.get(name) ?? [];
    const other = comparedWith === undefined ? undefined : times.get(comparedWith);
    const medianMicroseconds = quantile(own, 0.5);
    return {
      name,
      medianMicroseconds,
      perSecond: 1_000_000 / medianMicroseconds,
      spread: (quantile(own, 0.75) - quantile(own, 0.25)) / medianMicroseconds,
      ratio: other === undefined ? null : quantile(ratiosOf(own, other), 0.5),
      comparedWith: comparedWith ?? null,
    };
  });
}

/** Holds the results against the goals. */
export function judge(goals: readonly Goal[], results: readonly Result[]): Met[] {
  const byName = new Map(results.map((result) => [result.name, result]));
  return goals.map(({ name, value, limit }) => {
    const reached = value(byName);
    return { name, value: reached, limit, isMet: reached < limit };
  });
}

function ratiosOf(own: readonly number[], other: readonly number[]): number[] {
  return own.map((time, round) => time / (other[round] ?? Number.NaN));
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
