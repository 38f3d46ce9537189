import fc from 'fast-check';

/** How an API key stands. */
export type Standing = 'good' | 'refused' | 'mangled';

/** The credentials that a schedule of kills breaks and mends. */
export const TOSSED = ['accounting', 'payroll', 'branch-1', 'branch-2', 'shop'] as const;

/** One of them. */
export type Tossed = (typeof TOSSED)[number];

/** One run that is killed, and what happens before it. */
export interface Kill {
  /** Time that passes before, in milliseconds. */
  readonly afterMs: number;
  /** Credentials that stand otherwise from now on. */
  readonly turns: readonly { readonly names: readonly Tossed[]; readonly standing: Standing }[];
  /** When it is killed, as a share of what a whole run takes, the start of its process included. */
  readonly share: number;
  /** Whether another run, which nobody kills, starts at the same time. */
  readonly hasCompany: boolean;
  /** Whether a run that nobody disturbs follows. */
  readonly isFollowed: boolean;
}

const SECOND = 1_000;

const kill: fc.Arbitrary<Kill> = fc.record({
  afterMs: fc.constantFrom(12 * SECOND, 300 * SECOND, 3_700 * SECOND),
  turns: fc.array(
    fc.record({
      names: fc.subarray([...TOSSED], { minLength: 1 }),
      standing: fc.constantFrom<Standing[]>('good', 'good', 'refused', 'mangled'),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  // Anywhere in a run, and as often where it writes and tells, which is near its end.
  share: fc.oneof(
    fc.double({ min: 0.05, max: 1, noNaN: true }),
    fc.double({ min: 0.65, max: 1.05, noNaN: true }),
  ),
  hasCompany: fc.nat(7).map((one) => one === 0),
  isFollowed: fc.nat(5).map((one) => one === 0),
});

/** A schedule; the same for the same seed. */
export function killsOf(count: number, seed: number): Kill[] {
  return fc.sample(kill, { numRuns: count, seed });
}
