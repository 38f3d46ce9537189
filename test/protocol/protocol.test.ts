import fc from 'fast-check';
import { describe, it } from 'vitest';
import { commands } from './commands.ts';
import { settle } from './perform.ts';
import { storyOf } from './story.ts';
import { judgeWorld } from './verdict.ts';
import { type Settings, World } from './world.ts';

const settings: fc.Arbitrary<Settings> = fc.record({
  unreachableAfter: fc.integer({ min: 1, max: 3 }),
  recoverAfter: fc.integer({ min: 1, max: 2 }),
  remindEvery: fc.constantFrom('never', '2h'),
  hasMaintenance: fc.nat(15).map((one) => one === 0),
});

const anySchedule = fc.asyncProperty(
  settings,
  commands,
  fc.scheduler(),
  async (chosen, schedule, scheduler) => {
    const world = new World(chosen);
    try {
      await fc.asyncModelRun(() => ({ model: {}, real: { world, scheduler } }), schedule);
      await settle(world);
      await judgeWorld(world);
    } catch (error) {
      throw new Error(`${error}\n\n${storyOf(world.journal)}`, { cause: error });
    }
  },
);

const { PROTOCOL_RUNS, PROTOCOL_SEED } = process.env;

/** As many schedules as are asked for; else 2000, or fewer where the machine is slow. */
const EXTENT = PROTOCOL_RUNS
  ? { numRuns: Number(PROTOCOL_RUNS) }
  : { numRuns: 2_000, interruptAfterTimeLimit: 20_000 };

describe('the alerting', () => {
  it('reaches people once, whatever crashes in between', async () => {
    const outcome = await fc.check(anySchedule, {
      ...EXTENT,
      ...(PROTOCOL_SEED ? { seed: Number(PROTOCOL_SEED) } : {}),
    });
    console.error(`protocol: ${outcome.numRuns} schedules, PROTOCOL_SEED=${outcome.seed}`);
    if (outcome.failed) {
      throw new Error(await fc.asyncDefaultReportMessage(outcome), {
        cause: outcome.errorInstance,
      });
    }
  }, 3_600_000);
});
