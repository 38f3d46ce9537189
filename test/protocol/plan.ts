import fc from 'fast-check';
import { NAMES, type Name } from './world.ts';

/** What can go wrong with one call of DynamoDB or SNS. */
export type Accident =
  /** The process dies before the call takes effect, or after. */
  | 'crash-before'
  | 'crash-after'
  /** The call has no effect and throws. */
  | 'fail'
  /** The call has its effect, and throws: all answers to it were lost. */
  | 'lose'
  /** The answer was lost; the client repeated the call and got the answer to that. */
  | 'repeat'
  /** SNS refuses the message for good, for what it holds; any other call fails. */
  | 'refuse';

/** How one run goes. */
export interface Plan {
  /** The credential whose secret has changed, if the run is about one; null for a sweep. */
  readonly about: Name | null;
  /** How far its clock is ahead of the others', in milliseconds. */
  readonly aheadMs: number;
  /** How long each of its calls takes at least, in milliseconds. */
  readonly paceMs: number;
  /** What goes wrong, by the number of the call, or by what it does (each time). */
  readonly accidents: Readonly<Record<number | string, Accident>>;
  /** Whether calls that were under way when the process died arrive all the same. */
  readonly arrivesLate: boolean;
}

/** A run to which nothing happens. */
export const SMOOTH: Plan = {
  about: null,
  aheadMs: 0,
  paceMs: 3,
  accidents: {},
  arrivesLate: false,
};

const ACCIDENTS: readonly Accident[] = [
  'crash-before',
  'crash-after',
  'fail',
  'lose',
  'repeat',
  'refuse',
];

/** About as many calls as most runs make. */
const CALLS = 16;

/** Calls around which the order of things matters most. */
const MOMENTS = [
  'write accounting',
  'write payroll',
  'publish regression',
  'publish recovery',
  'publish cause_changed',
  'claim',
  'note',
  'release',
  'mark accounting',
  'mark payroll',
] as const;

const call = fc.oneof(fc.nat(CALLS), fc.constantFrom(...MOMENTS));

/** Runs to which nothing happens, one thing, or a few. */
export const plan: fc.Arbitrary<Plan> = fc.record({
  about: fc.constantFrom(null, null, null, ...NAMES),
  aheadMs: fc.constantFrom(0, 0, 1, 700, 2_000),
  paceMs: fc.constantFrom(1, 40, 600),
  accidents: fc
    .array(fc.tuple(call, fc.constantFrom(...ACCIDENTS)), { maxLength: 3 })
    .map((pairs): Record<number | string, Accident> => Object.fromEntries(pairs)),
  arrivesLate: fc.boolean(),
});

/** A plan in one word or two, for the list of commands that led to a failure. */
export function planText({ about, aheadMs, paceMs, accidents, arrivesLate }: Plan): string {
  const what = Object.entries(accidents).map(([call, accident]) => `${accident}@${call}`);
  return [
    ...(about === null ? [] : [about]),
    `+${aheadMs}`,
    `~${paceMs}`,
    ...what,
    ...(arrivesLate ? ['late'] : []),
  ].join(' ');
}
