import { afterEach, expect, it } from 'vitest';
import type { SweepSummary } from '../../lambda/monitor/distributed/conclude.ts';
import type { Report } from '../../lambda/report.ts';
import type { Ended } from '../../simulator/state-machine/execution.ts';
import { BATCH_CALLS, COORDINATOR_CALLS, type CodeCall } from '../support/aws-calls.ts';
import { describeWithAws } from './moto.ts';
import type { Part, Sweeper } from './sweeper.ts';
import { useDeployment } from './use-deployment.ts';

const BRANCHES = Array.from({ length: 55 }, (_, index) => `branch-${index + 1}`);

/** What the last step answered. */
function summaryOf(ended: Ended): SweepSummary {
  if (ended.status === 'SUCCEEDED') return ended.output as SweepSummary;
  throw new Error(`The sweep failed: ${ended.error}: ${ended.cause}`);
}

describeWithAws('the deployed state machine with 60 credentials', () => {
  const bench = useDeployment({ branches: BRANCHES.length, engine: 'distributed-map' });

  const sweepers: Sweeper[] = [];
  const calls: Record<Part, Set<string>> = { coordinate: new Set(), checkBatch: new Set() };

  const open = async (clockAheadMs = 0) => {
    const sweeper = await bench.stage.openSweeper(clockAheadMs);
    sweepers.push(sweeper);
    return sweeper;
  };
  afterEach(() => {
    for (const { proxies } of sweepers.splice(0)) {
      for (const part of Object.keys(calls) as Part[]) {
        for (const call of bench.stage.codeCalls(proxies[part])) calls[part].add(call);
      }
    }
  });
  const statuses = async () => {
    const items = await bench.stage.table();
    return items.flatMap(({ pk, credential, status }) =>
      pk === 'STATUS' && typeof credential === 'string' ? [`${credential} ${status}`] : [],
    );
  };

  it('checks each once, in batches of twenty', async () => {
    const { stage, simulator } = bench;
    const sweeper = await open();
    const summary = summaryOf(await sweeper.sweep());
    const read = sweeper.proxies.checkBatch
      .callsOf('BatchGetSecretValue')
      .map(({ body }): string[] => JSON.parse(body).SecretIdList);

    expect(summary).toMatchObject({
      trigger: 'schedule',
      summary: { total: 60, authenticated: 60, rejected: 0, inconclusive: 0 },
      notChecked: 0,
      alerts: [],
    });
    // The last batch has the sandbox's staging token to read besides.
    expect(read.map(({ length }) => length).sort()).toEqual([1, 20, 20, 20]);
    expect(simulator.production.requests.length + simulator.sandbox.requests.length).toBe(60);
    expect(await stage.alerts()).toEqual([]);
    expect((await statuses()).filter((one) => one.endsWith(' healthy'))).toHaveLength(60);
    const { results } = (await sweeper.readFile('report.json')) as Report;
    expect(results).toHaveLength(60);
  });

  it('tells once of those that break for one reason in several batches, and once of their recovery', async () => {
    const { stage } = bench;
    const sweeper = await open();
    await sweeper.sweep();
    const broken = BRANCHES.filter((_, index) => index % 2 === 0).slice(0, 25);
    const keys = broken.map((name) => [name, stage.secrets.regenerateKey(name)] as const);
    const { alerts, summary } = summaryOf(await sweeper.sweep());

    expect(summary).toMatchObject({ authenticated: 35, rejected: 25 });
    expect(alerts).toMatchObject([{ event: 'regression', credentials: 25, delivered: true }]);
    expect(await stage.alerts()).toMatchObject([
      {
        document: { event: 'regression' },
        attributes: { code: 'API_KEY_REJECTED', credentials: JSON.stringify(broken) },
      },
    ]);
    expect(await stage.owedAlerts()).toEqual([]);

    for (const [name, key] of keys) await stage.secrets.storeKey(name, key);
    // By then all may be asked again that failed.
    const later = await open(2 * 3_600_000);
    expect(summaryOf(await later.sweep()).summary.authenticated).toBe(60);
    expect(await stage.alerts()).toMatchObject([
      { document: { event: 'recovery' }, attributes: { credentials: JSON.stringify(broken) } },
    ]);
  });

  it('loses one sweep of a batch whose function is killed, and no status', async () => {
    const { stage } = bench;
    const sweeper = await open();
    await sweeper.sweep();
    const before = await statuses();
    // In the first batch, and in another.
    stage.secrets.regenerateKey('branch-1');
    stage.secrets.regenerateKey('branch-40');
    // What it takes to ask again: by then it knows of the refusal.
    const held = sweeper.proxies.checkBatch.hold('UpdateItem', { times: 2 });
    const sweeping = sweeper.sweep();
    await held.arrived;
    await sweeper.killBatchOf('branch-1');
    held.release();
    const ended = await sweeping;

    expect(ended).toMatchObject({
      status: 'FAILED',
      error: 'SWEEP_INCOMPLETE',
      cause: expect.stringContaining('20 of 60 credentials were not checked'),
    });
    expect(await stage.alerts()).toMatchObject([
      { attributes: { event: 'regression', credentials: '["branch-40"]' } },
    ]);
    const changed = (await statuses()).filter((one) => !before.includes(one));
    expect(changed).toEqual(['branch-40 failing']);

    await sweeper.sweep();
    expect(await stage.alerts()).toMatchObject([
      { attributes: { event: 'regression', credentials: '["branch-1"]' } },
    ]);
  });

  it('checks nothing while an earlier sweep is under way', async () => {
    const { simulator } = bench;
    const sweeper = await open();
    const held = sweeper.proxies.checkBatch.hold('BatchGetSecretValue', { times: 3 });
    const first = sweeper.sweep();
    await held.arrived;
    const second = await sweeper.sweep();

    expect(second).toEqual({ status: 'SUCCEEDED', output: { kind: 'busy' } });
    expect(simulator.production.requests).toEqual([]);
    held.release();
    expect(summaryOf(await first).summary.authenticated).toBe(60);
    expect(summaryOf(await sweeper.sweep()).summary.authenticated).toBe(60);
  });

  it('keeps all statuses when the map fails as a whole, and makes room for the next sweep', async () => {
    const { stage } = bench;
    const sweeper = await open();
    await sweeper.sweep();
    const before = await statuses();
    stage.secrets.regenerateKey('branch-1');
    sweeper.setUnreadable(true);

    expect(await sweeper.sweep()).toMatchObject({ status: 'FAILED', error: 'SWEEP_INCOMPLETE' });
    expect(await statuses()).toEqual(before);
    expect(await stage.alerts()).toEqual([]);
    sweeper.setUnreadable(false);
    await sweeper.sweep();
    expect(await stage.alerts()).toHaveLength(1);
  });

  it('tells once, be it that the function that concludes is killed twice', async () => {
    const { stage } = bench;
    const sweeper = await open();
    await sweeper.sweep();
    stage.secrets.regenerateKey('branch-1');
    const sweeping = sweeper.sweep();
    // Before it remembers anything, and again when all is told: what is held never arrives.
    for (const about of ['branch-1', '#SWEEP']) {
      await sweeper.proxies.coordinate.hold('PutItem', { about }).arrived;
      await sweeper.killCoordinator();
    }

    expect(summaryOf(await sweeping).summary).toMatchObject({ authenticated: 59, rejected: 1 });
    expect(await stage.alerts()).toMatchObject([
      { attributes: { event: 'regression', credentials: '["branch-1"]' } },
    ]);
    expect(await stage.owedAlerts()).toEqual([]);
  });

  it('tells of a recovery once, be it that a changed secret was checked meanwhile', async () => {
    const { stage } = bench;
    const sweeper = await open();
    const key = stage.secrets.regenerateKey('branch-1');
    await sweeper.sweep();
    await stage.secrets.storeKey('branch-1', key);
    const held = sweeper.proxies.coordinate.hold('PutItem', { about: 'branch-1' });
    const sweeping = sweeper.sweep();
    await held.arrived;
    const secret = stage.secrets.nameOf('branch-1');
    await stage.run(await stage.start(), { action: 'secret-change', secret });
    held.release();

    expect(summaryOf(await sweeping).alerts).toEqual([]);
    expect((await stage.alerts()).map(({ document }) => document.event)).toEqual([
      'regression',
      'recovery',
    ]);
  });

  // Last, when all that the code can do has been done.
  it('makes the calls of AWS that its policies are tested with, and no others', () => {
    const expected = (all: readonly CodeCall[]) =>
      all.map(({ action, about }) => `${action} ${about}`).sort();

    expect([...calls.coordinate].sort()).toEqual(expected(COORDINATOR_CALLS));
    expect([...calls.checkBatch].sort()).toEqual(expected(BATCH_CALLS));
  });
});
