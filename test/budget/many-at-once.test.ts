import { describe, expect, it } from 'vitest';
import { headerOf } from '../../simulator/recorded-request.ts';
import { REFUSAL } from '../experiments/watched.ts';
import { type Fleet, HOUR, MINUTE, mostInAnHour, useFleet } from './fleet.ts';

/** Qonto throttles an address that had more answers of 401 in an hour. */
const QONTO_THROTTLES_AFTER = 200;

/**
 * What happens when more credentials of one environment die at once than the budget has refusals,
 * as when an organization's access is withdrawn. Each of them is healthy and so never held back;
 * to open an incident costs two refusals, so the promise of 100 an hour cannot be kept together
 * with an alert for each of them.
 */
async function useOutage(count: number): Promise<Fleet> {
  const fleet = await useFleet({ production: count });
  await fleet.sweep();
  fleet.production.revoke(...fleet.production.names);
  return fleet;
}

const toldOf = ({ topic }: Fleet) =>
  topic.published.flatMap(({ attributes: { event, credentials } }) =>
    event === 'regression' ? credentials : [],
  );

describe('120 credentials of one environment that die at once', () => {
  it('are told of in the first sweep, by one alert that names those that could be repeated', async () => {
    const fleet = await useOutage(120);
    const { summary, alerts } = await fleet.sweep();

    expect(summary.rejected).toBe(120);
    expect(alerts.map(({ event }) => event)).toEqual(['regression']);
    expect(toldOf(fleet).length).toBeGreaterThan(0);
    expect(new Set(toldOf(fleet)).size).toBe(toldOf(fleet).length);
  });

  it('are each told of once within two hours and a half', async () => {
    const fleet = await useOutage(120);
    await fleet.sweepFor(2.5 * HOUR);

    expect(toldOf(fleet).toSorted()).toEqual(fleet.production.names.toSorted());
  });

  it('do not make Qonto throttle the address', async () => {
    const fleet = await useOutage(120);
    await fleet.sweepFor(2.5 * HOUR);

    expect(mostInAnHour(fleet.production.refusedAt)).toBeLessThan(QONTO_THROTTLES_AFTER);
  });

  it('all recover in the end', async () => {
    const fleet = await useOutage(120);
    await fleet.sweepFor(10 * MINUTE);
    fleet.production.mend(...fleet.production.names);
    await fleet.sweepFor(2.5 * HOUR);

    const recovered = fleet.topic.published.flatMap(({ attributes: { event, credentials } }) =>
      event === 'recovery' ? credentials : [],
    );
    expect(recovered.toSorted()).toEqual(toldOf(fleet).toSorted());
  });

  it.each(['app-1', 'app-60', 'app-121'])(
    'do not drag along one that Qonto refused just once: %s',
    async (unlucky) => {
      const fleet = await useFleet({ production: 121 });
      await fleet.sweep();
      fleet.production.revoke(...fleet.production.names.filter((name) => name !== unlucky));
      fleet.simulator.production.faults.add(REFUSAL, {
        times: 1,
        match: (request) =>
          headerOf(request, 'Authorization')?.startsWith(`${unlucky}-corp-1:`) ?? false,
      });
      await fleet.sweepFor(10 * MINUTE);

      // The contract: a refusal is repeated once before it opens an incident.
      expect(toldOf(fleet)).not.toContain(unlucky);
    },
  );
});
