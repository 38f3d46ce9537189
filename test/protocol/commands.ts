import fc from 'fast-check';

import { expect } from 'vitest';

import { TRUTHS, type Truth } from './fake-qonto.ts';
import { type Plan, plan, planText, SMOOTH } from './plan.ts';
import { atOnce, type Ending, type Run, startRun } from './run.ts';
import { NAMES, type Name, type World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What commands act on. */
export interface Real {
  readonly world: World;
  readonly scheduler: fc.Scheduler;
}

/** A step of a schedule. What should come of it is judged from the journal, so there is no model. */
type Command = fc.AsyncCommand<object, Real>;

function command(text: string, run: (real: Real) => Promise<void>): Command {
  return { check: () => true, run: (_model, real) => run(real), toString: () => text };
}

const name = fc.constantFrom(...NAMES);

const turn = fc
  .tuple(
    fc.subarray(NAMES, { minLength: 1 }),
    fc.constantFrom<Truth[]>(
      'good',
      'good',
      'deprecated',
      'refused',
      'refused',
      'mangled',
      'trouble',
    ),
  )
  .map(([names, truth]) =>
    command(`${names.join(', ')} turn ${truth}`, async ({ world }) => {
      for (const one of names) world.turn(one, truth);
    }),
  );

const pass = fc
  .constantFrom(3_000, 20_000, 5 * MINUTE, 20 * MINUTE, 61 * MINUTE, 25 * HOUR)
  .map((ms) =>
    command(`pass ${ms / 1_000} s`, async ({ world }) => {
      world.now += ms;
    }),
  );

const mute = fc
  .tuple(name, fc.constantFrom(MINUTE, 30 * MINUTE, 2 * HOUR))
  .map(([one, ms]) =>
    command(`mute ${one} for ${ms / 1_000} s`, async ({ world }) => world.mute(one, ms)),
  );

const reconfigure = name.map((one) =>
  command(`toggle ${one}`, async ({ world }) => world.toggle(one)),
);

const throttle = fc.constantFrom(0, 60, 90, 98).map((refusals) =>
  command(refusals > 0 ? `${refusals} refusals` : 'Qonto asks to wait', async ({ world }) => {
    await world.throttle(refusals);
  }),
);

const alone = fc.oneof(fc.constant(SMOOTH), plan).map((how) =>
  command(`sweep ${planText(how)}`, async (real) => {
    const [run] = await runAll(real, [how], []);
    if (run !== undefined && how === SMOOTH) await expectSettled(real.world, run);
  }),
);

const toss = fc
  .tuple(name, fc.array(fc.constantFrom(...TRUTHS), { minLength: 2, maxLength: 7 }))
  .map(([one, truths]) =>
    command(`${one} turns ${truths.join(', ')}, a sweep each`, async (real) => {
      for (const truth of truths) {
        real.world.turn(one, truth);
        await runAll(real, [SMOOTH], []);
        real.world.now += 5 * MINUTE;
      }
    }),
  );

const flip = fc.tuple(name, fc.constantFrom(...TRUTHS));

const together = fc
  .tuple(fc.array(plan, { minLength: 2, maxLength: 3 }), fc.array(flip, { maxLength: 2 }))
  .map(([plans, flips]) =>
    command(
      `sweeps ${plans.map(planText).join(' | ')}; ${flips.map((one) => one.join(' turns ')).join(', ')}`,
      async (real) => {
        await runAll(real, plans, flips);
      },
    ),
  );

/** All kinds of steps. */
export const commands = fc.commands(
  [turn, turn, pass, mute, reconfigure, throttle, toss, alone, alone, together, together],
  { maxCommands: 12 },
);

type Ended = Run & { readonly how: Ending };

/** Lets some runs start, take turns and end, while credentials turn. */
async function runAll(
  { world, scheduler }: Real,
  plans: readonly Plan[],
  flips: readonly (readonly [Name, Truth])[],
): Promise<Ended[]> {
  const takeTurn = (label: string) => scheduler.schedule(Promise.resolve(), label);
  const runs = plans.map(async (how) => {
    await takeTurn('start');
    const run = startRun(world, how, takeTurn);
    return { ...run, how: await run.ended };
  });
  for (const [one, truth] of flips) {
    takeTurn('turn').then(() => world.turn(one, truth));
  }
  const ended = await scheduler.waitFor(Promise.all(runs));
  // Calls of processes that died may still be under way.
  await scheduler.waitIdle();
  world.now += 3_000;
  for (const { how, accidents } of ended) {
    if (accidents.includes('refuse publish') && how.kind === 'done') expect.fail('did not tell');
  }
  return ended;
}

/** A run that had AWS for itself owes nothing, and reports what it told. */
async function expectSettled({ statuses, journal }: World, run: Ended): Promise<void> {
  const { records } = await statuses.readAll();
  expect(records.flatMap(({ outbox }) => Object.keys(outbox))).toEqual([]);
  const published = journal.flatMap((one) =>
    one.kind === 'published' && one.run === run.name ? [one.document.id] : [],
  );
  const reported = run.how.kind === 'done' ? run.how.report.alerts : [];
  expect(run.how.kind).toBe('done');
  expect(reported.map(({ id, delivered }) => ({ id, delivered }))).toEqual(
    published.map((id) => ({ id, delivered: true })),
  );
}

/** Sweeps without accidents, hours apart: whatever is owed or waits is told. */
export async function settle(world: World): Promise<void> {
  for (const hours of [3, 25]) {
    world.now += hours * HOUR;
    const run = startRun(world, SMOOTH, atOnce);
    await expectSettled(world, { ...run, how: await run.ended });
  }
}
