import { describe, expect, it } from 'vitest';
import { createMonitor } from '../../lambda/monitor/monitor.ts';
import { type ProductionStage, toldBy, useProduction } from './production-stage.ts';
import { HOUR, MINUTE } from './timeline.ts';

const namesOf = (count: number) => Array.from({ length: count }, (_, index) => `app-${index + 1}`);

interface CountedStage extends ProductionStage {
  /** When Qonto answered 401, in milliseconds since the epoch. */
  readonly refusedAt: number[];
}

/** A stage whose answers of 401 are counted as Qonto counts them. */
async function useCounted(names: readonly string[], experiments = true): Promise<CountedStage> {
  const stage = await useProduction(names, { check: { experiments } });
  const { client } = stage.tools;
  const refusedAt: number[] = [];
  const monitor = createMonitor({
    ...stage.tools,
    client: {
      ...client,
      send: async (request) => {
        const answer = await client.send(request);
        if (answer.kind === 'answered' && answer.status === 401) refusedAt.push(stage.now());
        return answer;
      },
    },
  });
  return { ...stage, refusedAt, monitor, sweep: () => monitor({}) };
}

/** Answers of 401 in any hour, at most. */
function mostInAnHour(times: readonly number[]): number {
  return Math.max(
    0,
    ...times.map((end) => times.filter((at) => at <= end && at > end - HOUR).length),
  );
}

/** Sweeps every five minutes for some hours. */
async function sweepFor(stage: ProductionStage, hours: number): Promise<void> {
  for (let count = 0; count < hours * 12; count += 1) {
    const next = stage.now() + 5 * MINUTE;
    await stage.sweep();
    stage.pass(Math.max(0, next - stage.now()));
  }
}

/** A stage on which the keys of `count` credentials die; `healthy` ones live on. */
async function useDeadKeys(count: number, healthy: readonly string[] = []) {
  const stage = await useCounted([...namesOf(count), ...healthy]);
  await stage.sweep();
  for (const name of namesOf(count)) stage.revoke(name);
  return stage;
}

describe('sweep, of credentials that keep failing', () => {
  it.each([1, 5, 12, 40, 45])(
    'costs fewer than 100 refusals in any hour, of keys that die at once: %i',
    async (count) => {
      const stage = await useDeadKeys(count);
      await sweepFor(stage, 3);

      const most = mostInAnHour(stage.refusedAt);
      // A part is kept back, for credentials that begin to fail.
      expect(most).toBeGreaterThanOrEqual(Math.min(75, 12 * count));
      expect(most).toBeLessThan(100);
    },
  );

  it('repeats the last result of what it holds back, and says when it is due', async () => {
    const stage = await useDeadKeys(40);
    await sweepFor(stage, 1);

    const { results } = await stage.sweep();
    const held = results.filter(({ nextCheckAt }) => nextCheckAt !== undefined);

    expect(results).toHaveLength(40);
    expect(held.length).toBeGreaterThan(0);
    for (const { outcome, status, diagnosis, checkedAt, nextCheckAt } of held) {
      expect({ outcome, status, code: diagnosis?.code }).toEqual({
        outcome: 'rejected',
        status: 'failing',
        code: 'API_KEY_REJECTED',
      });
      expect(Date.parse(checkedAt ?? '')).toBeLessThan(stage.now() - MINUTE);
      expect(Date.parse(nextCheckAt ?? '')).toBeGreaterThan(stage.now());
    }
  });

  it('checks each of them again in the end', async () => {
    const stage = await useDeadKeys(40);
    await sweepFor(stage, 1);
    for (const name of namesOf(40)) stage.mend(name);
    await sweepFor(stage, 2);

    const recovered = stage.topic.published
      .filter(({ attributes }) => attributes.event === 'recovery')
      .flatMap(({ attributes }) => attributes.credentials);
    expect(recovered.toSorted()).toEqual(namesOf(40).toSorted());
  });

  it('never holds back a credential that is not failing, nor a check on demand', async () => {
    const stage = await useDeadKeys(40, ['accounting']);
    const asked: boolean[] = [];
    for (let count = 0; count < 12; count += 1) {
      stage.pass(5 * MINUTE);
      stage.simulator.production.clearRequests();
      const { results } = await stage.sweep();
      asked.push(results.some(({ outcome }) => outcome === 'authenticated'));
      expect(results.find(({ credential }) => credential === 'accounting')).toMatchObject({
        outcome: 'authenticated',
        status: 'healthy',
      });
    }
    expect(asked.every(Boolean)).toBe(true);

    const { results } = await stage.monitor({ action: 'check' });
    expect(results).toHaveLength(41);
    for (const { nextCheckAt } of results) expect(nextCheckAt).toBeUndefined();
  });

  it('alerts within two sweeps of a credential that begins to fail while others use the budget up', async () => {
    const stage = await useDeadKeys(40, ['accounting']);
    await sweepFor(stage, 1);
    stage.revoke('accounting');
    await sweepFor(stage, 1 / 6);

    expect(toldBy(stage)).toContain('regression: accounting');
  });
});

describe('sweep, when Qonto asks to wait', () => {
  it('sends nothing until then, and convicts nobody', async () => {
    const stage = await useProduction(['accounting']);
    const { production } = stage.simulator;
    production.faults.add({ kind: 'throttle', retryAfter: 900 }, { times: 1 });
    await stage.sweep();
    production.clearRequests();
    stage.pass(5 * MINUTE);
    await stage.sweep();
    expect(production.requests).toEqual([]);
    stage.pass(10 * MINUTE);
    const { results } = await stage.sweep();

    expect(production.requests).toHaveLength(1);
    expect(results).toMatchObject([{ outcome: 'authenticated', status: 'healthy' }]);
    expect(toldBy(stage)).toEqual([]);
  });

  it('checks on demand all the same', async () => {
    const stage = await useProduction(['accounting']);
    stage.simulator.production.faults.add({ kind: 'throttle', retryAfter: 900 }, { times: 1 });
    await stage.sweep();

    const { results } = await stage.monitor({ action: 'check' });

    expect(results).toMatchObject([{ outcome: 'authenticated' }]);
  });
});
