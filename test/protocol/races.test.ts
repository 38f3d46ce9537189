import { describe, expect, it } from 'vitest';
import { type Plan, SMOOTH } from './plan.ts';
import { atOnce, type Ending, startRun, type TakeTurn } from './run.ts';
import type { Settings } from './world.ts';
import { World } from './world.ts';

const SETTINGS: Settings = {
  unreachableAfter: 3,
  recoverAfter: 1,
  remindEvery: 'never',
  hasMaintenance: false,
};

/** A world whose credentials were seen healthy. */
async function healthyWorld(): Promise<World> {
  const world = new World(SETTINGS);
  await sweep(world);
  world.now += 300_000;
  return world;
}

function sweep(world: World, plan: Partial<Plan> = {}): Promise<Ending> {
  return startRun(world, { ...SMOOTH, ...plan }, atOnce).ended;
}

const crashAt = (call: string): Partial<Plan> => ({ accidents: { [call]: 'crash-before' } });

/** Keeps one call waiting, each time that it is made, until the test lets it go on. */
function holdBack(call: string): {
  readonly takeTurn: TakeTurn;
  readonly arrived: Promise<void>;
  readonly release: () => void;
} {
  let arrive = (): void => {};
  let release = (): void => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const takeTurn: TakeTurn = async (label) => {
    if (!label.endsWith(call)) return;
    arrive();
    await released;
  };
  return { takeTurn, arrived, release };
}

/** What people received, in order. */
function told({ journal }: World): string[] {
  return journal.flatMap((one) =>
    one.kind === 'published' ? [`${one.document.event}: ${one.credentials.join(', ')}`] : [],
  );
}

async function owed({ statuses }: World): Promise<string[]> {
  const { records } = await statuses.readAll();
  return records.flatMap(({ outbox }) => Object.keys(outbox));
}

describe('a group of credentials', () => {
  it('is told in full when the answers to one of its writes were lost', async () => {
    const world = await healthyWorld();
    for (const name of ['accounting', 'payroll'] as const) world.turn(name, 'refused');
    const first = await sweep(world, { accidents: { 'write payroll': 'lose' } });
    expect(first).toMatchObject({ kind: 'failed', error: { code: 'STATE_UNAVAILABLE' } });
    world.now += 300_000;
    await sweep(world);

    expect(told(world)).toEqual(['regression: accounting', 'regression: payroll']);
    expect(await owed(world)).toEqual([]);
    const [opened, rest] = world.topic.published.map(({ document }) => document);
    expect(rest?.incidentId).toBe(opened?.incidentId);
    expect(rest?.id).not.toBe(opened?.id);
  });

  it('is told in full when its run dies after a write that another run has not seen', async () => {
    const world = await healthyWorld();
    for (const name of ['accounting', 'payroll'] as const) world.turn(name, 'refused');
    const write = holdBack('write payroll');
    const dying = startRun(world, { ...SMOOTH, ...crashAt('publish regression') }, write.takeTurn);
    await write.arrived;
    const read = holdBack('read secrets');
    const other = startRun(world, SMOOTH, read.takeTurn);
    await read.arrived;
    write.release();
    await dying.ended;
    read.release();
    await other.ended;

    expect(told(world)).toEqual(['regression: accounting, payroll']);
    expect(await owed(world)).toEqual([]);
  });

  it('is told in full, and nobody twice, when its run is so slow that another steps in', async () => {
    const world = await healthyWorld();
    for (const name of ['accounting', 'payroll'] as const) world.turn(name, 'refused');
    const write = holdBack('write payroll');
    const slow = startRun(world, SMOOTH, write.takeTurn);
    await write.arrived;
    world.now += 11_000;
    const read = holdBack('read secrets');
    const quick = startRun(world, SMOOTH, read.takeTurn);
    await read.arrived;
    expect(told(world)).toEqual(['regression: accounting']);
    write.release();
    await slow.ended;
    read.release();
    await quick.ended;

    expect(told(world)).toEqual(['regression: accounting', 'regression: payroll']);
    expect(await owed(world)).toEqual([]);
  });

  it('is told in full, and nobody twice, when one of its writes was made long after another', async () => {
    const world = await healthyWorld();
    const noWarning = { accidents: { 'publish warning': 'fail' } } as const;
    world.turn('payroll', 'deprecated');
    await sweep(world, noWarning);
    for (const name of ['accounting', 'payroll'] as const) world.turn(name, 'refused');
    const write = holdBack('write payroll');
    const read = holdBack(' read');
    const slow = startRun(world, { ...SMOOTH, ...noWarning }, async (label) => {
      await write.takeTurn(label);
      await read.takeTurn(label);
    });
    await write.arrived;
    // A mark on the record makes the write that waits a lost race.
    await sweep(world, crashAt('read secrets'));
    write.release();
    await read.arrived;
    world.now += 11_000;
    await sweep(world, crashAt('read secrets'));
    read.release();
    await slow.ended;

    expect(told(world)).toEqual([
      'warning: payroll',
      'regression: accounting',
      'regression: payroll',
    ]);
  });
});

describe('a write whose answer was lost, and which was repeated', () => {
  it('gives nobody the right to what another run is about to tell', async () => {
    const world = await healthyWorld();
    world.turn('payroll', 'refused');
    const publish = holdBack('publish regression');
    const slow = startRun(world, SMOOTH, publish.takeTurn);
    await publish.arrived;
    world.turn('payroll', 'good');
    const repeating: Plan = { ...SMOOTH, accidents: { 'write payroll': 'repeat' } };
    const quick = startRun(world, repeating, async (label) => {
      if (!label.endsWith('sleep')) return;
      publish.release();
      await slow.ended;
    });
    await quick.ended;
    publish.release();
    await slow.ended;

    expect(told(world)).toEqual(['regression: payroll', 'recovery: payroll']);
  });

  it('is not mistaken for that of another run', async () => {
    const world = await healthyWorld();
    world.turn('payroll', 'refused');
    const before = world.now;
    await sweep(world, { accidents: { 'write payroll': 'repeat' } });

    expect(told(world)).toEqual(['regression: payroll']);
    expect(world.now - before).toBeLessThan(3_000);
  });
});

describe('the order of alerts', () => {
  it('has the regression first although the clock of the run that died was ahead', async () => {
    const world = await healthyWorld();
    world.turn('payroll', 'refused');
    await sweep(world, { aheadMs: 2_000, ...crashAt('publish regression') });
    world.turn('payroll', 'good');
    await sweep(world);
    await sweep(world);

    expect(told(world)).toEqual(['regression: payroll', 'recovery: payroll']);
  });

  it('has the regression first although its run is still about to tell it', async () => {
    const world = await healthyWorld();
    world.turn('payroll', 'refused');
    const publish = holdBack('publish regression');
    const slow = startRun(world, SMOOTH, publish.takeTurn);
    const read = holdBack('read secrets');
    const quick = startRun(world, SMOOTH, read.takeTurn);
    await Promise.all([publish.arrived, read.arrived]);
    world.turn('payroll', 'deprecated');
    read.release();
    await quick.ended;
    publish.release();
    await slow.ended;

    expect(told(world).slice(0, 2)).toEqual(['regression: payroll', 'recovery: payroll']);
  });

  it('tells nothing later of a credential before what SNS did not take', async () => {
    const world = await healthyWorld();
    world.turn('payroll', 'refused');
    await sweep(world, { accidents: { 'publish regression': 'fail' } });
    world.turn('payroll', 'good');
    await sweep(world, { accidents: { 'publish regression': 'fail' } });
    world.turn('payroll', 'mangled');
    // Only its first call of SNS fails.
    await sweep(world, { accidents: { 3: 'fail' } });
    expect(told(world)).toEqual([]);
    await sweep(world);

    expect(told(world)).toEqual([
      'regression: payroll',
      'recovery: payroll',
      'regression: payroll',
    ]);
  });

  it('lets no warning that SNS did not take hold a regression back', async () => {
    const world = await healthyWorld();
    const failing = { accidents: { 'publish warning': 'fail' } } as const;
    world.turn('payroll', 'deprecated');
    await sweep(world, failing);
    world.turn('payroll', 'refused');
    await sweep(world, failing);

    expect(told(world)).toEqual(['regression: payroll']);
  });

  it('tells what SNS did not take before anything is checked', async () => {
    const world = await healthyWorld();
    world.turn('payroll', 'refused');
    await sweep(world, { accidents: { 'publish regression': 'fail' } });
    await sweep(world, crashAt('read secrets'));

    expect(told(world)).toEqual(['regression: payroll']);
  });
});

describe('a credential that is taken out of the configuration', () => {
  it('is not told of as new by a run that still had it', async () => {
    const world = await healthyWorld();
    world.turn('payroll', 'refused');
    await sweep(world);
    const write = holdBack('write payroll');
    const old = startRun(world, SMOOTH, write.takeTurn);
    await write.arrived;
    world.toggle('payroll');
    await sweep(world);
    write.release();
    await old.ended;

    expect(told(world)).toEqual(['regression: payroll']);
    expect((await world.statuses.readAll()).records).toHaveLength(2);
  });
});

describe('a claim', () => {
  it('is not given back by a run that has lost it', async () => {
    const world = await healthyWorld();
    world.turn('payroll', 'refused');
    const failing = holdBack('publish regression');
    const slow = startRun(
      world,
      { ...SMOOTH, accidents: { 'publish regression': 'fail' } },
      failing.takeTurn,
    );
    await failing.arrived;
    world.now += 11_000;
    const taken = holdBack('publish regression');
    const second = startRun(world, SMOOTH, taken.takeTurn);
    await taken.arrived;
    failing.release();
    await slow.ended;
    const third = startRun(world, SMOOTH, async (label) => {
      if (!label.endsWith('sleep')) return;
      taken.release();
      await second.ended;
    });
    await third.ended;
    taken.release();
    await second.ended;

    expect(told(world)).toEqual(['regression: payroll']);
  });
});
