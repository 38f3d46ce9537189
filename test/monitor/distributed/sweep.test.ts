import { describe, expect, it } from 'vitest';
import { headerOf } from '../../../simulator/recorded-request.ts';
import { toldBy, useProduction } from '../production-stage.ts';
import { HOUR, MINUTE } from '../timeline.ts';
import { distribute } from './distribute.ts';

const namesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `app-${String(index + 1).padStart(3, '0')}`);

async function useDistributed(count: number) {
  const names = namesOf(count);
  const stage = await useProduction(names, { check: { confirmAfter: '0ms' } });
  stage.simulator.production.rateLimits = false;
  return { ...stage, names, ...distribute(stage.tools) };
}

describe('a distributed sweep', () => {
  it('checks each credential once, and reports all', async () => {
    const stage = await useDistributed(45);
    const summary = await stage.sweep();

    expect(summary).toMatchObject({
      trigger: 'schedule',
      summary: { total: 45, authenticated: 45, rejected: 0, inconclusive: 0 },
      notChecked: 0,
      alerts: [],
    });
    const logins = stage.simulator.production.requests.map(
      (request) => headerOf(request, 'Authorization')?.split(':')[0],
    );
    expect(logins.toSorted()).toEqual(stage.names.map((name) => `${name}-corp-1`));
    expect(stage.report().results.map(({ status }) => status)).toEqual(
      stage.names.map(() => 'healthy'),
    );
    const { records, lastSweepAt } = await stage.statuses.readAll();
    expect(records).toHaveLength(45);
    expect(lastSweepAt).not.toBeNull();
  });

  it('tells of those that fail for one reason in one alert, whichever batch they are in', async () => {
    const stage = await useDistributed(60);
    await stage.sweep();
    const failing = stage.names.filter((_, index) => index % 3 === 0);
    for (const name of failing) stage.revoke(name);
    stage.pass(15 * MINUTE);
    const { alerts } = await stage.sweep();

    expect(alerts).toMatchObject([{ event: 'regression', credentials: 20, delivered: true }]);
    expect(toldBy(stage)).toEqual([`regression: ${failing.join(', ')}`]);
    stage.pass(15 * MINUTE);
    for (const name of failing) stage.mend(name);
    await stage.sweep();
    expect(toldBy(stage).slice(1)).toEqual([`recovery: ${failing.join(', ')}`]);
  });

  it('tells of a thousand that die at once in one alert', async () => {
    const stage = await useDistributed(1_000);
    await stage.sweep();
    for (const name of stage.names) stage.revoke(name);
    stage.pass(15 * MINUTE);
    stage.simulator.production.clearRequests();
    const { alerts, summary } = await stage.sweep();
    stage.pass(15 * MINUTE);
    await stage.sweep();

    expect(summary.rejected).toBe(1_000);
    expect(alerts).toMatchObject([{ event: 'regression', credentials: 1_000 }]);
    expect(stage.topic.published).toHaveLength(1);
    // Each is asked once, and what is left of the budget goes into repeats and experiments.
    expect(stage.simulator.production.requests.length).toBeLessThan(1_100);
  });

  it('marks what was delivered a few at a time: what waits for a connection runs into a timeout', async () => {
    const stage = await useDistributed(100);
    await stage.sweep();
    for (const name of stage.names) stage.revoke(name);
    stage.pass(15 * MINUTE);
    let running = 0;
    let most = 0;
    const { statuses } = stage;
    const mark = statuses.markDelivered.bind(statuses);
    statuses.markDelivered = async (key, alertId) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      await mark(key, alertId);
      running -= 1;
    };
    await stage.sweep();

    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(20);
  });

  it('leaves the statuses of a batch that dies as they are, and counts it', async () => {
    const stage = await useDistributed(400);
    await stage.sweep();
    stage.revoke('app-001');
    stage.revoke('app-021');
    stage.pass(15 * MINUTE);
    const summary = await stage.sweep({
      fateOf: (batch) => (batch === 0 ? 'dies-after' : 'answers'),
    });
    const statusOf = async (name: string) =>
      (await stage.statuses.readAll()).records.find(({ credential }) => credential === name)
        ?.status;

    expect(summary.notChecked).toBe(20);
    expect(toldBy(stage)).toEqual(['regression: app-021']);
    expect(await statusOf('app-001')).toBe('healthy');
    stage.pass(15 * MINUTE);
    await stage.sweep();
    expect(toldBy(stage)).toEqual(['regression: app-021', 'regression: app-001']);
  });

  it('fails when too many batches died, after it has told what the others found', async () => {
    const stage = await useDistributed(60);
    await stage.sweep();
    const before = (await stage.statuses.readAll()).lastSweepAt;
    stage.revoke('app-001');
    stage.pass(15 * MINUTE);

    const run = stage.sweep({ fateOf: (batch) => (batch === 1 ? 'dies' : 'answers') });
    await expect(run).rejects.toMatchObject({
      code: 'SWEEP_INCOMPLETE',
      message: expect.stringContaining('20 of 60 credentials were not checked'),
    });
    expect(toldBy(stage)).toEqual(['regression: app-001']);
    expect((await stage.statuses.readAll()).lastSweepAt).toBe(before);
    expect((await stage.statuses.readAll()).records).toHaveLength(60);
  });

  it('makes no transition twice when its last step is run again', async () => {
    const stage = await useDistributed(5);
    await stage.sweep();
    stage.revoke('app-001');
    stage.pass(15 * MINUTE);
    const { summary } = await stage.sweep({ conclusions: 3 });

    expect(toldBy(stage)).toEqual(['regression: app-001']);
    expect(summary).toMatchObject({ total: 5, authenticated: 4, rejected: 1 });
    expect(stage.report().results.map(({ status }) => status)).toEqual([
      'failing',
      ...Array(4).fill('healthy'),
    ]);
    const { records } = await stage.statuses.readAll();
    expect(records.find(({ credential }) => credential === 'app-001')?.incident?.checks).toBe(1);
  });

  it('tells of all that died at once, be it that its last step was run again in the middle', async () => {
    const stage = await useDistributed(300);
    await stage.sweep();
    for (const name of stage.names) stage.revoke(name);
    stage.pass(15 * MINUTE);
    // The first of all: they were asked again, and are a sample of the rest.
    const { statuses } = stage;
    statuses.fails = (operation, name) => operation === 'write' && name > 'app-100';
    await stage.sweep({
      conclusions: 2,
      onFault: () => {
        statuses.fails = () => false;
      },
    });

    const { records } = await stage.statuses.readAll();
    expect(records.map(({ status }) => status)).toEqual(stage.names.map(() => 'failing'));
  });

  it('does not overrule what a changed secret was found to be since', async () => {
    const stage = await useDistributed(3);
    await stage.sweep();
    stage.revoke('app-001');
    stage.pass(15 * MINUTE);
    const { summary } = await stage.sweep({
      beforeConclusion: async () => {
        stage.pass(1_000);
        stage.mend('app-001');
        await stage.monitor({ action: 'secret-change', secret: 'qonto/app-001' });
      },
    });

    expect(toldBy(stage)).toEqual([]);
    expect(summary).toMatchObject({ total: 3, authenticated: 3 });
    const { results } = await stage.monitor({ action: 'status' });
    expect(results.map(({ status }) => status)).toEqual(['healthy', 'healthy', 'healthy']);
  });

  it('stays within 100 refusals an hour of credentials that keep failing', async () => {
    const stage = await useDistributed(150);
    await stage.sweep();
    for (const name of stage.names.slice(0, 30)) stage.revoke(name);
    const refused: number[] = [];
    const { client } = stage.tools;
    const counted = distribute({
      ...stage.tools,
      client: {
        ...client,
        send: async (request) => {
          const answer = await client.send(request);
          if (answer.kind === 'answered' && answer.status === 401) refused.push(stage.now());
          return answer;
        },
      },
    });
    for (let sweeps = 0; sweeps < 36; sweeps += 1) {
      stage.pass(5 * MINUTE);
      await counted.sweep();
    }
    const most = Math.max(
      ...refused.map((end) => refused.filter((at) => at <= end && at > end - HOUR).length),
    );
    expect(most).toBeLessThan(100);
    expect(most).toBeGreaterThan(60);
    const held = counted.report().results.filter(({ nextCheckAt }) => nextCheckAt !== undefined);
    expect(held.length).toBeGreaterThan(0);
  });

  it('sends nothing more once Qonto asked to wait, in this batch or another', async () => {
    const stage = await useDistributed(60);
    await stage.sweep();
    stage.simulator.production.faults.add({ kind: 'throttle', retryAfter: 900 }, { times: 1 });
    stage.simulator.production.clearRequests();
    stage.pass(15 * MINUTE);
    const { summary } = await stage.sweep({ concurrency: 1 });

    // The first batch is under way when it is told; no other begins.
    expect(stage.simulator.production.requests.length).toBeLessThanOrEqual(20);
    expect(summary).toMatchObject({ rejected: 0 });
    expect(summary.inconclusive).toBeGreaterThanOrEqual(40);
    expect(toldBy(stage)).toEqual([]);
  });
});

describe('the inventory of a distributed sweep', () => {
  it('gives each batch of twenty a turn, one and a half seconds after another', async () => {
    const stage = await useDistributed(45);
    await stage.plan('run');
    const lines = await stage.files.readInventory('run');
    const begin = stage.tools.clock.now();
    const turns = lines.map(({ notBefore }) => Date.parse(notBefore) - begin);

    expect(turns.slice(0, 20)).toEqual(Array(20).fill(0));
    expect(turns.slice(20, 40)).toEqual(Array(20).fill(1_500));
    expect(turns.slice(40)).toEqual(Array(5).fill(3_000));
  });

  it('puts those last that are not asked, and gives them no turn of their own', async () => {
    const stage = await useDistributed(60);
    await stage.sweep();
    const failing = stage.names.slice(0, 45);
    for (const name of failing) stage.revoke(name);
    stage.pass(15 * MINUTE);
    await stage.sweep();
    stage.pass(5 * MINUTE);
    await stage.plan('run');
    const lines = await stage.files.readInventory('run');
    const due = lines.filter(({ heldUntil }) => heldUntil === null);
    const held = lines.filter(({ heldUntil }) => heldUntil !== null);

    expect(held.length).toBeGreaterThan(20);
    expect(lines).toEqual([...due, ...held]);
    const last = due.at(-1)?.notBefore;
    expect(held.map(({ notBefore }) => notBefore)).toEqual(held.map(() => last));
  });
});

describe('the place of a distributed sweep', () => {
  it('is given back when the sweep could not be planned', async () => {
    const stage = await useDistributed(2);
    const { files } = stage;
    const write = files.writeInventory.bind(files);
    files.writeInventory = async () => {
      throw new Error('the bucket is away');
    };
    await expect(stage.plan('first')).rejects.toThrow('the bucket is away');
    files.writeInventory = write;

    expect(await stage.plan('second')).toMatchObject({ kind: 'planned' });
  });

  it('is taken while one is under way, and free when it is over', async () => {
    const stage = await useDistributed(2);
    expect(await stage.plan('first')).toMatchObject({ kind: 'planned', credentials: 2 });
    expect(await stage.plan('second')).toEqual({ kind: 'busy' });
    // The step was repeated: it is the same run.
    expect(await stage.plan('first')).toMatchObject({ kind: 'planned' });
    await expect(stage.sweep()).rejects.toThrow('busy');

    stage.pass(HOUR + MINUTE);
    expect((await stage.sweep()).summary.authenticated).toBe(2);
    expect(await stage.plan('third')).toMatchObject({ kind: 'planned' });
  });
});
