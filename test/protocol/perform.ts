import type fc from 'fast-check';
import { expect } from 'vitest';
import type { Truth } from './fake-qonto.ts';
import { type Plan, SMOOTH } from './plan.ts';
import { atOnce, type Ending, type Run, startRun } from './run.ts';
import type { Name, World } from './world.ts';

/** What a schedule acts on. */
export interface Real {
  readonly world: World;
  readonly scheduler: fc.Scheduler;
}

/** A credential that turns while runs are under way. */
export type Flip = readonly [Name, Truth];

type Ended = Omit<Run, 'ended'> & { readonly how: Ending };

/** Lets some runs start, take turns and end, while credentials turn. */
export async function runAll(
  { world, scheduler }: Real,
  plans: readonly Plan[],
  flips: readonly Flip[],
): Promise<void> {
  const takeTurn = (label: string) => scheduler.schedule(Promise.resolve(), label);
  const runs = plans.map(async (plan) => {
    await takeTurn('start');
    return endOf(startRun(world, plan, takeTurn));
  });
  for (const [name, truth] of flips) {
    takeTurn(`${name} turns ${truth}`).then(() => world.turn(name, truth));
  }
  const ended = await scheduler.waitFor(Promise.all(runs));
  // Calls of processes that died may still be under way.
  await scheduler.waitIdle();
  for (const one of ended) expectToAdmit(one);
  const [alone] = ended;
  if (alone !== undefined && plans.length === 1 && alone.accidents.length === 0) {
    await expectToSettle(world, alone);
  }
}

/** Sweeps without accidents, hours apart: whatever is owed or waits is told. */
export async function settle(world: World): Promise<void> {
  world.refusedEvent = null;
  for (const hours of [3, 25]) {
    world.now += hours * 3_600_000;
    await expectToSettle(world, await endOf(startRun(world, SMOOTH, atOnce)));
  }
}

async function endOf({ name, accidents, ended }: Run): Promise<Ended> {
  return { name, accidents, how: await ended };
}

/** A run to which SNS refused something for good ends with a fault, so that somebody hears of it. */
function expectToAdmit({ name, accidents, how }: Ended): void {
  if (!accidents.some((one) => one.startsWith('refuse publish'))) return;
  expect(['crashed', 'failed'], name).toContain(how.kind);
}

/** A run that had AWS for itself owes nothing afterwards, and reports what it told. */
async function expectToSettle({ statuses, journal }: World, run: Ended): Promise<void> {
  const { records } = await statuses.readAll();
  expect(records.flatMap(({ outbox }) => Object.keys(outbox))).toEqual([]);
  const published = journal.flatMap((one) =>
    one.kind === 'published' && one.run === run.name ? [one.document.id] : [],
  );
  expect(run.how.kind).toBe('done');
  const reported = run.how.kind === 'done' ? run.how.report.alerts : [];
  expect(reported.map(({ id, delivered }) => ({ id, delivered }))).toEqual(
    published.map((id) => ({ id, delivered: true })),
  );
}
