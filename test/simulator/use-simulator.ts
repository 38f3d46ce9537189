import { afterEach, beforeEach } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';

/** The moment at which every test starts, in milliseconds since the epoch. */
export const START = Date.parse('2026-11-23T08:00:00Z');

/** A simulator whose clock stands still until a test moves it. */
export interface Bench {
  qonto: Simulator;
  /** Epoch milliseconds. */
  now: number;
}

/** Starts a simulator before each test of a file and closes it afterwards. */
export function useSimulator(): Bench {
  const bench: Partial<Bench> & { now: number } = { now: START };
  beforeEach(async () => {
    bench.now = START;
    bench.qonto = await startSimulator({ now: () => bench.now });
  });
  afterEach(async () => {
    await bench.qonto?.close();
  });
  return bench as Bench;
}
