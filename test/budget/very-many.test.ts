import { describe, expect, it } from 'vitest';
import { headerOf } from '../../simulator/recorded-request.ts';
import { REFUSAL } from '../experiments/watched.ts';
import { type Fleet, MINUTE, mostInAnHour, useFleet } from './fleet.ts';

/** More than may be repeated, and more than Qonto answers with 401 in an hour. */
const COUNT = 250;

async function useOutage(): Promise<Fleet> {
  const fleet = await useFleet({ production: COUNT });
  await fleet.sweep();
  return fleet;
}

const regressions = ({ topic }: Fleet) =>
  topic.published.flatMap(({ attributes: { event, credentials } }) =>
    event === 'regression' ? [credentials] : [],
  );

describe('250 credentials of one environment that die at once', () => {
  it('are told of by one alert, though only some of them can be asked again', async () => {
    const fleet = await useOutage();
    fleet.production.revoke(...fleet.production.names);
    const { results } = await fleet.sweep();
    await fleet.sweepFor(30 * MINUTE);

    expect(regressions(fleet).map((names) => names.toSorted())).toEqual([
      fleet.production.names.toSorted(),
    ]);
    // Each is asked once, a sample twice, and hardly any again within the hour.
    expect(mostInAnHour(fleet.production.refusedAt)).toBeLessThanOrEqual(COUNT + 25);
    const taken = results.flatMap(({ diagnosis }) =>
      diagnosis?.evidence.some((fact) => fact.includes('refused this one only once'))
        ? [diagnosis.confidence]
        : [],
    );
    expect(taken.length).toBeGreaterThan(COUNT / 2);
    expect(taken).not.toContain('confirmed');
  });

  it('are not all taken for dead when one of those that were asked again is alive', async () => {
    const fleet = await useOutage();
    const [alive = ''] = fleet.production.names;
    fleet.production.revoke(...fleet.production.names.slice(1));
    fleet.simulator.production.faults.add(REFUSAL, {
      times: 1,
      match: (request) =>
        headerOf(request, 'Authorization')?.startsWith(`${alive}-corp-1:`) ?? false,
    });
    await fleet.sweep();

    const told = regressions(fleet).flat();
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(50);
    expect(told).not.toContain(alive);
  });

  it('do not stand for those that are refused for another reason', async () => {
    const fleet = await useOutage();
    const [other = '', ...rest] = fleet.production.names;
    fleet.production.revoke(...rest);
    fleet.production.mangle(other);
    const { results } = await fleet.sweep();

    const told = regressions(fleet).flat();
    expect(told.length).toBeGreaterThanOrEqual(rest.length);
    const found = results.find(({ credential }) => credential === other);
    if (found?.status === 'failing') expect(found.diagnosis?.code).toBe('API_KEY_BEARER_PREFIX');
    else expect(told).not.toContain(other);
  });
});
