import { describe, expect, it } from 'vitest';
import { refusalsWithinHour } from '../../lambda/monitor/traffic.ts';
import { errorFault } from '../../simulator/faults.ts';
import { type Fleet, HOUR, MINUTE, mostInAnHour, useFleet } from './fleet.ts';

/** The promise of the contract, section 5; Qonto throttles after 200. */
const PROMISED = 100;

/** A fleet of which all but one die at once, after a sweep that found them healthy. */
async function useDead(count: number, control: 400 | 401 = 400): Promise<Fleet> {
  const fleet = await useFleet({ production: count + 1 });
  fleet.simulator.production.missingAuthorizationStatus = control;
  await fleet.sweep();
  fleet.production.revoke(...fleet.production.names.slice(1));
  return fleet;
}

/** What the store has of refusals that still count. */
async function remembered({ statuses, now }: Fleet, environment = 'production'): Promise<number> {
  const { traffic } = await statuses.readAll();
  const own = traffic.find((one) => one.environment === environment);
  return own === undefined ? 0 : refusalsWithinHour(own, now());
}

describe('refused answers of an environment in any hour, sweeps every five minutes', () => {
  it.each([
    [1, 400],
    [1, 401],
    [8, 400],
    [8, 401],
    [30, 400],
    [30, 401],
    [45, 400],
    [45, 401],
    [60, 400],
  ] as const)(
    'are 100 at most when %i keys die at once (no credential: %i)',
    async (count, control) => {
      const fleet = await useDead(count, control);
      await fleet.sweepFor(6 * HOUR);

      const most = mostInAnHour(fleet.production.refusedAt);
      expect(most).toBeLessThanOrEqual(PROMISED);
      // And the budget is there to be used: each is seen to be dead still.
      expect(fleet.production.refusedAt.length).toBeGreaterThanOrEqual(2 * count + 5);
    },
    60_000,
  );

  it('are 100 at most when 60 keys die one after another, in four hours', async () => {
    const fleet = await useFleet({ production: 60 });
    for (const name of fleet.production.names) {
      fleet.production.revoke(name);
      await fleet.sweepFor(4 * MINUTE);
    }
    await fleet.sweepFor(4 * HOUR);

    expect(mostInAnHour(fleet.production.refusedAt)).toBeLessThanOrEqual(PROMISED);
    expect(
      fleet.topic.published.flatMap(({ attributes }) => attributes.credentials).sort(),
    ).toEqual(fleet.production.names.toSorted());
  }, 60_000);

  it('are 100 at most when 30 values are malformed, with experiments', async () => {
    const fleet = await useFleet({ production: 30 });
    fleet.production.mangle(...fleet.production.names);
    await fleet.sweepFor(4 * HOUR);

    expect(mostInAnHour(fleet.production.refusedAt)).toBeLessThanOrEqual(PROMISED);
  });

  it('are 100 at most when Qonto forbids: 403 counts as well', async () => {
    const fleet = await useFleet({ production: 20 });
    fleet.simulator.production.faults.add(
      errorFault('flat_message', 403, 'forbidden', 'Not allowed.'),
    );
    await fleet.sweepFor(4 * HOUR);

    expect(mostInAnHour(fleet.production.refusedAt)).toBeLessThanOrEqual(PROMISED);
  });

  it('are 100 at most when credentials die, are mended and die again', async () => {
    const fleet = await useFleet({ production: 10 });
    const { production } = fleet;
    for (let round = 0; round < 12; round += 1) {
      if (round % 2 === 0) production.revoke(...production.names);
      else production.mend(...production.names);
      await fleet.sweepFor(15 * MINUTE);
    }

    expect(mostInAnHour(production.refusedAt)).toBeLessThanOrEqual(PROMISED);
  });

  it('are counted for each environment apart', async () => {
    const fleet = await useFleet({ production: 45, sandbox: 3 });
    await fleet.sweep();
    fleet.production.revoke(...fleet.production.names);
    await fleet.sweepFor(30 * MINUTE);
    fleet.sandbox.revoke(...fleet.sandbox.names);
    const before = fleet.now();
    await fleet.sweepFor(HOUR);

    // Production has used its budget up; the sandbox is asked in every sweep all the same.
    expect(fleet.sandbox.refusedAt.filter((at) => at >= before)).toHaveLength(3 * (12 + 1));
    expect(mostInAnHour(fleet.production.refusedAt)).toBeLessThanOrEqual(PROMISED);
    expect(mostInAnHour(fleet.sandbox.refusedAt)).toBeLessThanOrEqual(PROMISED);
  });
});

describe('what is remembered of refusals', () => {
  it('is all of them, those of repeats and experiments included', async () => {
    const fleet = await useDead(10, 401);
    await fleet.sweep();

    expect(fleet.production.refusedAt.length).toBeGreaterThan(20);
    expect(await remembered(fleet)).toBe(fleet.production.refusedAt.length);
  });

  it('is the sum of two sweeps at once', async () => {
    const fleet = await useDead(10);
    await Promise.all([fleet.monitor({}), fleet.monitor({})]);

    expect(await remembered(fleet)).toBe(fleet.production.refusedAt.length);
    await fleet.sweepFor(2 * HOUR);
    expect(mostInAnHour(fleet.production.refusedAt)).toBeLessThanOrEqual(PROMISED);
  });

  it('is kept although the record of one credential cannot be written', async () => {
    const fleet = await useDead(30);
    fleet.statuses.fails = (operation, credential) =>
      operation === 'write' && credential === 'app-2';
    for (let sweep = 0; sweep < 24; sweep += 1) {
      await fleet.monitor({}).catch(() => undefined);
      fleet.pass(5 * MINUTE);
    }

    expect(mostInAnHour(fleet.production.refusedAt)).toBeLessThanOrEqual(PROMISED);
  });

  it('is nothing of a check on demand, which is never held back and writes nothing', async () => {
    const fleet = await useDead(45);
    await fleet.sweepFor(30 * MINUTE);
    const { readAll: _, ...writes } = fleet.statuses.calls;
    const before = { ...writes };
    const dump = fleet.statuses.dump();
    const known = await remembered(fleet);
    const asked = fleet.simulator.production.requests.length;

    const { results } = await fleet.monitor({ action: 'check' });

    expect(results.filter(({ outcome }) => outcome === 'rejected')).toHaveLength(45);
    for (const { nextCheckAt, checkedAt } of results) {
      expect(nextCheckAt).toBeUndefined();
      expect(checkedAt).toBe(new Date(fleet.now()).toISOString());
    }
    expect(fleet.simulator.production.requests.length - asked).toBeGreaterThanOrEqual(2 * 45);
    expect(fleet.statuses.dump()).toBe(dump);
    expect(await remembered(fleet)).toBe(known);
    expect(fleet.statuses.calls).toMatchObject(before);
  });
});
