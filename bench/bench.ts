import { median, medianRatio } from './median.ts';
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
  /** How many times as long as the bench that it is compared with: the median of all rounds. */
  readonly ratio: number | null;
  readonly comparedWith: string | null;
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
    const medianMicroseconds = median(own);
    return {
      name,
      medianMicroseconds,
      ratio: other === undefined ? null : medianRatio(own, other),
      comparedWith: comparedWith ?? null,
    };
  });
}
