import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '../timeline.ts';
import { type Ending, SECOND, useSchedules } from './schedule.ts';
import type { Fate, Turn } from './world.ts';

/** What a lease leaves for all that comes before the token is sent, and how long it lasts. */
const BEFORE_REQUEST_MS = 10 * SECOND;
const LEASE_MS = 30 * SECOND;

const play = useSchedules();

const SURVIVED = ['authenticated', 'authenticated', 'authenticated'];

const takes = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 300, max: 9_000 }) },
);

const turn = (...fates: readonly Turn['fate'][]): fc.Arbitrary<Turn> =>
  fc.record({
    fate: fc.oneof(
      { weight: 6, arbitrary: fc.constant<Turn['fate']>('works') },
      { weight: 2, arbitrary: fc.constantFrom(...fates) },
    ),
    takes,
  });

const lots = (...fates: readonly Turn['fate'][]) =>
  fc.array(turn(...fates), { maxLength: 40, size: 'max' });

const anyFate = ['fails', 'loses its answer', 'is the last, undone', 'is the last, done'] as const;

/**
 * The token was marked as spent by a process that died before it sent it. The run that healed half a
 * minute later was the first to send it, and lost the answer.
 */
const DIED_BEFORE_IT_SENT: [Turn[], Turn[], number, Turn[]] = [
  [{ fate: 'fails', takes: 1 }],
  [...works(4), { fate: 'works', takes: 656 }, { fate: 'is the last, done', takes: 1 }],
  0,
  [
    ...[47, 170, 256, 1_196, 1, 1, 5_001, 1].map((takes): Turn => ({ fate: 'works', takes })),
    { fate: 'loses its answer', takes: 1 },
    { fate: 'fails', takes: 1 },
  ],
];

/**
 * Nobody had sent the token in a minute and a half: the first run could not, and could not say so; the
 * runs that healed were hindered after they had marked it. The last of them sent it, and lost the answer.
 */
const SENT_LATE: [Turn[], Turn[], number, Turn[]] = [
  [...slow(1, 1, 1, 300, 1, 1), { fate: 'fails', takes: 1 }, { fate: 'fails', takes: 300 }],
  [{ fate: 'fails', takes: 300 }],
  0,
  [
    ...slow(3_198, 1, 300, 1),
    { fate: 'loses its answer', takes: 1 },
    { fate: 'fails', takes: 1 },
    ...slow(1),
    { fate: 'fails', takes: 1 },
  ],
];

function works(calls: number): Turn[] {
  return Array(calls).fill({ fate: 'works', takes: 20 });
}

function slow(...takes: number[]): Turn[] {
  return takes.map((ms) => ({ fate: 'works', takes: ms }));
}

/**
 * How often two sweeps may exchange the token: once. But where AWS keeps both from sending it in the
 * time that their leases leave for that, it is not sent, lest its answer come when others hold the
 * lease. And a run that still stores when its lease has run out cannot be told from one that crashed:
 * another asks again, within the grace.
 */
function exchangesOf({ held }: Ending): number[] {
  const wereLate = held.length === 2 && held.every((ms) => ms > BEFORE_REQUEST_MS);
  const isOutlasted = held.some((ms) => ms > LEASE_MS);
  return [...(wereLate ? [0] : []), 1, ...(isOutlasted ? [2] : [])];
}

describe('a grant that the monitor owns', () => {
  it.each<[string, Fate[]]>([
    [
      'a process that dies at any of its calls, before it is served or after',
      ['is the last, undone', 'is the last, done'],
    ],
    ['a call that fails or loses its answer, whichever it is', ['fails', 'loses its answer']],
  ])('survives %s', async (_, fates) => {
    for (const fate of fates) {
      for (let call = 0; call < 16; call += 1) {
        const ending = await play({
          first: [...works(call), { fate, takes: 20 }],
          second: [],
          secondAfter: 4 * MINUTE,
          healing: [],
          lasts: Number.POSITIVE_INFINITY,
        });
        expect([fate, call, ...ending.outcomes]).toEqual([fate, call, ...SURVIVED]);
      }
    }
  });

  it.each<[string, Turn[], Turn[], Partial<Ending>]>([
    [
      'not at all by two sweeps that AWS keeps from sending it in time, but by the next',
      slow(32, 5_871, 4_278),
      slow(67, 64, 281, 50, 269, 82, 8_695, 8_177),
      { exchanges: 0, sweeps: ['inconclusive', 'inconclusive'] },
    ],
    [
      'twice within the grace where storing outlasts the lease',
      slow(20, 2_000, 2_000, 2_000, 2_000, 1_500, 8_000, 8_900, 8_900),
      [],
      { exchanges: 2, sweeps: ['authenticated', 'authenticated'] },
    ],
  ])('is refreshed %s', async (_, first, second, ending) => {
    const schedule = { first, second, secondAfter: 2_966, healing: [], lasts: 5 * MINUTE };
    expect(await play(schedule)).toMatchObject({ outcomes: SURVIVED, ...ending });
  });

  it('is refreshed once by two sweeps at once, as far as AWS lets them', async () => {
    await fc.assert(
      fc.asyncProperty(
        lots('works'),
        lots('works'),
        fc.integer({ min: 0, max: 3_000 }),
        async (first, second, secondAfter) => {
          const ending = await play({
            first,
            second,
            secondAfter,
            healing: [],
            lasts: Number.POSITIVE_INFINITY,
          });
          expect(ending.outcomes).toEqual(SURVIVED);
          expect(ending.sweeps).toHaveLength(2);
          expect(ending.sweeps).not.toContain('rejected');
          expect(exchangesOf(ending)).toContain(ending.exchanges);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['first sent by the run that heals', DIED_BEFORE_IT_SENT],
    ['first sent when runs that heal had marked it in vain', SENT_LATE],
  ])('survives that the answer is lost to a token %s', async (_, schedule) => {
    const [first, second, secondAfter, healing] = schedule;
    const ending = await play({ first, second, secondAfter, healing, lasts: 20 * SECOND });
    expect(ending.outcomes).toEqual(SURVIVED);
  });

  it('survives all that can befall two sweeps at once and the calls of what heals them, for 20 seconds', async () => {
    await fc.assert(
      fc.asyncProperty(
        lots(...anyFate),
        lots(...anyFate),
        fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 60_000 })),
        lots('fails', 'loses its answer'),
        async (first, second, secondAfter, healing) => {
          const schedule = { first, second, secondAfter, healing, lasts: 20 * SECOND };
          expect((await play(schedule)).outcomes).toEqual(SURVIVED);
        },
      ),
      { numRuns: 300 },
    );
  }, 120_000);
});
