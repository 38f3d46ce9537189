import { describe, expect, it } from 'vitest';
import { createMonitor } from '../../lambda/monitor/monitor.ts';
import { MemorySecrets } from '../../simulator/memory/secrets.ts';
import { toldBy, useProduction } from './production-stage.ts';
import { useStage } from './stage.ts';
import { DAY, MINUTE } from './timeline.ts';

const NAMES = ['accounting', 'invoicing', 'payroll'];

/** A stage with two credentials, whose checks are not made in the same instant. */
async function useUnevenChecks() {
  const stage = await useProduction(['accounting', 'payroll']);
  const { client } = stage.tools;
  let msBetweenChecks = 0;
  const monitor = createMonitor({
    ...stage.tools,
    client: {
      ...client,
      send: (request) => {
        stage.pass(msBetweenChecks);
        return client.send(request);
      },
    },
  });
  /** Sweeps now and at four times to come, and five minutes after each. */
  const sweepEvery = async (ms: number) => {
    await monitor({});
    let next = stage.now();
    for (msBetweenChecks of [700, 40, 300, 5]) {
      next += ms;
      stage.pass(next - stage.now());
      await monitor({});
      stage.pass(5 * MINUTE);
      await monitor({});
    }
  };
  return { ...stage, sweepEvery };
}

describe('sweep, of many credentials', () => {
  it('tells of credentials that fail at once with the same code in one alert', async () => {
    const stage = await useProduction(NAMES);
    for (const name of NAMES) stage.revoke(name);

    const { alerts } = await stage.sweep();

    expect(alerts).toMatchObject([{ event: 'regression', credentials: NAMES }]);
    expect(toldBy(stage)).toEqual(['regression: accounting, invoicing, payroll']);
    expect(stage.topic.published[0]?.document.checks.map(({ credential }) => credential)).toEqual(
      NAMES,
    );
  });

  it('tells of credentials that fail with different codes in an alert each', async () => {
    const stage = await useProduction(NAMES);
    stage.revoke('accounting');
    stage.mangle('payroll');

    await stage.sweep();

    expect(toldBy(stage)).toEqual(['regression: accounting', 'regression: payroll']);
    expect(stage.topic.published.map(({ attributes }) => attributes.code)).toEqual([
      'API_KEY_REJECTED',
      'API_KEY_MISSING_COLON',
    ]);
  });

  it('tells in one alert that nothing in an environment can be checked, and that it can again', async () => {
    const stage = await useProduction(NAMES, { alerts: { unreachableAfter: 2 } });
    await stage.sweep();
    const { faults } = stage.simulator.production;
    faults.add({ kind: 'unavailable', status: 503, format: 'json' });
    stage.secrets.read = async (ids) => {
      const readings = await MemorySecrets.prototype.read.call(stage.secrets, ids);
      return new Map([...readings, ['qonto/payroll', { kind: 'unavailable' }]]);
    };
    for (let sweep = 0; sweep < 4; sweep += 1) await stage.sweep();
    faults.clear();
    stage.secrets.read = MemorySecrets.prototype.read;
    await stage.sweep();

    expect(toldBy(stage)).toEqual([
      'unreachable: accounting, invoicing, payroll',
      'reachable_again: accounting, invoicing, payroll',
    ]);
    expect(stage.topic.published.map(({ attributes }) => attributes.code)).toEqual([
      'PROVIDER_ERROR',
      'PROVIDER_ERROR',
    ]);
    const [opened] = stage.topic.published.map(({ document }) => document);
    expect(opened?.checks.map(({ diagnosis }) => diagnosis?.code)).toEqual([
      'PROVIDER_ERROR',
      'PROVIDER_ERROR',
      'SECRETS_MANAGER_UNAVAILABLE',
    ]);
  });

  it('tells by their codes of what cannot be checked while others can', async () => {
    const stage = await useProduction(NAMES, { alerts: { unreachableAfter: 1 } });
    stage.secrets.read = async (ids) => {
      const readings = await MemorySecrets.prototype.read.call(stage.secrets, ids);
      return new Map([...readings, ['qonto/payroll', { kind: 'unavailable' }]]);
    };
    const { faults } = stage.simulator.production;
    faults.add({ kind: 'unavailable', status: 503, format: 'json' }, { times: 1 });
    await stage.sweep();

    expect(toldBy(stage).toSorted()).toEqual(['unreachable: accounting', 'unreachable: payroll']);
  });

  it('tells of credentials of different environments in an alert each', async () => {
    const credentials = [{ name: 'accounting', secret: 'nowhere' }];
    const stage = await useStage({ production: { credentials }, sandbox: { credentials } });

    await stage.monitor({});

    expect(
      stage.topic.published.map(({ attributes: { environment, code } }) => [environment, code]),
    ).toEqual([
      ['production', 'SECRET_NOT_FOUND'],
      ['sandbox', 'SECRET_NOT_FOUND'],
    ]);
  });

  it('gives every credential of an alert its incident, and tells its recoveries as one', async () => {
    const stage = await useProduction(NAMES);
    for (const name of NAMES) stage.revoke(name);
    await stage.sweep();
    for (const name of NAMES) stage.mend(name);
    await stage.sweep();

    const [regression, recovery] = stage.topic.published.map(({ document }) => document);
    expect(stage.topic.published).toHaveLength(2);
    expect(recovery).toMatchObject({ event: 'recovery', incidentId: regression?.id });
    expect(recovery?.checks).toHaveLength(3);
  });

  it('keeps the incident of those that did not recover with the others', async () => {
    const stage = await useProduction(NAMES);
    for (const name of NAMES) stage.revoke(name);
    await stage.sweep();
    for (const name of NAMES) {
      stage.mend(name);
      await stage.sweep();
    }

    expect(toldBy(stage).slice(1)).toEqual([
      'recovery: accounting',
      'recovery: invoicing',
      'recovery: payroll',
    ]);
    expect(new Set(stage.topic.published.map(({ document }) => document.incidentId)).size).toBe(1);
  });

  it('tells of recoveries of different incidents in an alert each', async () => {
    const stage = await useProduction(NAMES);
    stage.revoke('accounting');
    await stage.sweep();
    stage.revoke('payroll');
    await stage.sweep();
    stage.mend('accounting');
    stage.mend('payroll');
    await stage.sweep();

    const [first, second, ...recoveries] = stage.topic.published.map(({ document }) => document);
    expect(recoveries).toMatchObject([
      { event: 'recovery', incidentId: first?.id, checks: [{ credential: 'accounting' }] },
      { event: 'recovery', incidentId: second?.id, checks: [{ credential: 'payroll' }] },
    ]);
  });

  it('reminds of one incident in one alert, though its checks are some milliseconds apart', async () => {
    const stage = await useUnevenChecks();
    stage.revoke('accounting');
    stage.revoke('payroll');
    await stage.sweepEvery(DAY);

    expect(toldBy(stage)).toEqual([
      'regression: accounting, payroll',
      ...Array.from({ length: 4 }, () => 'still_failing: accounting, payroll'),
    ]);
  });

  it('warns of both weekly in one alert, though their checks are some milliseconds apart', async () => {
    const stage = await useUnevenChecks();
    stage.simulator.production.faults.add({ kind: 'amend', headers: { Deprecation: 'true' } });
    await stage.sweepEvery(7 * DAY);

    expect(toldBy(stage)).toEqual(Array.from({ length: 5 }, () => 'warning: accounting, payroll'));
  });

  it('checks at most as many at once as the configuration allows', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `app-${index}`);
    const stage = await useProduction(names, { check: { concurrency: 3 } });
    let underWay = 0;
    let most = 0;
    const { client } = stage.tools;
    const monitor = createMonitor({
      ...stage.tools,
      client: {
        ...client,
        send: async (request) => {
          underWay += 1;
          most = Math.max(most, underWay);
          const answer = await client.send(request);
          underWay -= 1;
          return answer;
        },
      },
    });
    const { results } = await monitor({});

    expect(results.map(({ credential }) => credential)).toEqual(names);
    expect(most).toBe(3);
  });
});
