import fc from 'fast-check';
import { TRUTHS, type Truth } from './fake-qonto.ts';
import { type Flip, type Real, runAll } from './perform.ts';
import { plan, planText, SMOOTH } from './plan.ts';
import { NAMES } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A step of a schedule. What should come of it is judged in the end, so there is no model. */
type Command = fc.AsyncCommand<object, Real>;

function command(text: string, run: (real: Real) => Promise<void>): Command {
  return { check: () => true, run: (_model, real) => run(real), toString: () => text };
}

const name = fc.constantFrom(...NAMES);

const TURNS: readonly Truth[] = [
  'good',
  'good',
  'deprecated',
  'refused',
  'refused',
  'mangled',
  'trouble',
];

const turns = fc.array(fc.tuple(fc.subarray(NAMES, { minLength: 1 }), fc.constantFrom(...TURNS)), {
  maxLength: 2,
});

const flips: fc.Arbitrary<Flip[]> = fc.array(fc.tuple(name, fc.constantFrom(...TURNS)), {
  maxLength: 2,
});

/** Credentials turn, then one run sweeps or several at once, and more turn meanwhile. */
const sweeps = fc
  .tuple(turns, fc.array(plan, { minLength: 1, maxLength: 3 }), flips)
  .map(([before, plans, meanwhile]) => {
    const text = [
      ...before.map(([names, truth]) => `${names.join(', ')} turn ${truth}`),
      ...plans.map((one) => `run ${planText(one)}`),
      ...meanwhile.map(([one, truth]) => `meanwhile ${one} turns ${truth}`),
    ];
    return command(text.join('; '), async (real) => {
      for (const [names, truth] of before) for (const one of names) real.world.turn(one, truth);
      await runAll(real, plans, meanwhile);
      real.world.now += 3_000;
    });
  });

const undisturbed = fc.constant(
  command('undisturbed run', async (real) => {
    await runAll(real, [SMOOTH], []);
    real.world.now += 3_000;
  }),
);

const toss = fc
  .tuple(name, fc.array(fc.constantFrom(...TRUTHS), { minLength: 2, maxLength: 7 }))
  .map(([one, truths]) =>
    command(`${one} turns ${truths.join(', ')}, a run each`, async (real) => {
      for (const truth of truths) {
        real.world.turn(one, truth);
        await runAll(real, [SMOOTH], []);
        real.world.now += 5 * MINUTE;
      }
    }),
  );

const pass = fc.constantFrom(20_000, 5 * MINUTE, 20 * MINUTE, 61 * MINUTE, 25 * HOUR).map((ms) =>
  command(`${ms / 1_000} s pass`, async ({ world }) => {
    world.now += ms;
  }),
);

const mute = fc
  .tuple(name, fc.constantFrom(MINUTE, 30 * MINUTE, 2 * HOUR))
  .map(([one, ms]) =>
    command(`mute ${one} for ${ms / 1_000} s`, async ({ world }) => world.mute(one, ms)),
  );

const reconfigure = name.map((one) =>
  command(`take ${one} out, or back in`, async ({ world }) => world.toggle(one)),
);

const weather = fc.constantFrom('regression', 'recovery', null).map((event) =>
  command(`SNS takes ${event === null ? 'all' : `no ${event}`}`, async ({ world }) => {
    world.refusedEvent = event;
  }),
);

const throttle = fc
  .constantFrom(0, 60, 90, 98)
  .map((refusals) =>
    command(refusals > 0 ? `${refusals} refusals` : 'Qonto asks to wait', ({ world }) =>
      world.throttle(refusals),
    ),
  );

/** All kinds of steps; those in which most can go wrong more often. */
export const commands = fc.commands(
  [
    sweeps,
    sweeps,
    sweeps,
    sweeps,
    sweeps,
    undisturbed,
    pass,
    pass,
    toss,
    mute,
    reconfigure,
    weather,
    weather,
    throttle,
  ],
  { maxCommands: 10 },
);
