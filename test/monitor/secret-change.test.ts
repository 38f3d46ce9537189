import { describe, expect, it } from 'vitest';
import { type ProductionStage, toldBy, useProduction } from './production-stage.ts';
import { useStage } from './stage.ts';
import { HOUR, MINUTE } from './timeline.ts';

function change(stage: Pick<ProductionStage, 'monitor'>, secret: string) {
  return stage.monitor({ action: 'secret-change', secret });
}

/** The requests that Qonto received since the last look. */
function requestsOf({ simulator }: Pick<ProductionStage, 'simulator'>): number {
  const hosts = [simulator.production, simulator.sandbox];
  const count = hosts.reduce((sum, { requests }) => sum + requests.length, 0);
  for (const host of hosts) host.clearRequests();
  return count;
}

describe('a changed secret', () => {
  it('is checked at once, alone, and a regression is told without waiting for the schedule', async () => {
    const stage = await useProduction(['accounting', 'payroll']);
    await stage.sweep();
    requestsOf(stage);
    stage.pass(MINUTE);
    stage.mangle('accounting');

    const report = await change(stage, 'qonto/accounting');

    expect(report).toMatchObject({
      trigger: 'secret-change',
      summary: { total: 1, rejected: 1 },
      results: [{ credential: 'accounting', outcome: 'rejected', status: 'failing' }],
      alerts: [{ event: 'regression', code: 'API_KEY_MISSING_COLON', credentials: ['accounting'] }],
    });
    expect(toldBy(stage)).toEqual(['regression: accounting']);
    expect((await stage.sweep()).alerts).toEqual([]);
  });

  it('brings the recovery at once, however long a failing credential would have to wait', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `c${index}`);
    const stage = await useProduction(names);
    for (const name of names) stage.revoke(name);
    await stage.sweep();
    stage.pass(5 * MINUTE);
    const { results } = await stage.sweep();
    const held = results.find(({ nextCheckAt }) => nextCheckAt !== undefined)?.credential ?? '';
    expect(held).not.toBe('');
    stage.mend(held);

    const report = await change(stage, `qonto/${held}`);

    expect(report.results).toMatchObject([{ credential: held, status: 'healthy' }]);
    expect(report.alerts).toMatchObject([{ event: 'recovery', credentials: [held] }]);
  });

  it('costs one request and no word while it works', async () => {
    const stage = await useProduction(['accounting', 'payroll']);
    await stage.sweep();
    requestsOf(stage);
    stage.mend('accounting');

    // A rotation moves the label, and moves it back when it fails: several events.
    await change(stage, 'qonto/accounting');
    await change(stage, 'qonto/accounting');

    expect(requestsOf(stage)).toBe(2);
    expect(toldBy(stage)).toEqual([]);
  });

  it('tells one regression when two events of one change run at once', async () => {
    const stage = await useProduction(['accounting']);
    await stage.sweep();
    stage.pass(MINUTE);
    stage.mangle('accounting');

    await Promise.all([change(stage, 'qonto/accounting'), change(stage, 'qonto/accounting')]);

    expect(toldBy(stage)).toEqual(['regression: accounting']);
  });

  it('does not count as a sweep: a doubt is left to those, and their record as it was', async () => {
    const stage = await useProduction(['accounting'], { alerts: { unreachableAfter: 2 } });
    await stage.sweep();
    const { lastSweepAt } = await stage.statuses.readAll();
    stage.pass(MINUTE);
    stage.setTrouble(true);

    for (let event = 1; event <= 3; event += 1) {
      const report = await change(stage, 'qonto/accounting');
      expect(report.results).toMatchObject([{ outcome: 'inconclusive', status: 'healthy' }]);
    }

    expect((await stage.statuses.readAll()).lastSweepAt).toBe(lastSweepAt);
    expect(toldBy(stage)).toEqual([]);
    await stage.sweep();
    await stage.sweep();
    expect(toldBy(stage)).toEqual(['unreachable: accounting']);
  });

  it('delivers what an earlier run still owes', async () => {
    const stage = await useProduction(['accounting', 'payroll']);
    await stage.sweep();
    stage.pass(MINUTE);
    stage.mangle('accounting');
    stage.topic.refuses = () => true;
    await stage.sweep();
    stage.topic.refuses = () => false;
    stage.pass(MINUTE);

    const report = await change(stage, 'qonto/payroll');

    expect(report.alerts).toMatchObject([{ event: 'regression', credentials: ['accounting'] }]);
    expect(toldBy(stage)).toEqual(['regression: accounting']);
  });

  it('leaves the other credentials alone', async () => {
    const stage = await useProduction(['accounting', 'payroll']);
    await stage.sweep();
    stage.pass(2 * HOUR);

    const { results } = await change(stage, 'qonto/accounting');

    expect(results.map(({ credential }) => credential)).toEqual(['accounting']);
    expect((await stage.statuses.readAll()).records).toHaveLength(2);
  });

  it('is nothing to the monitor when no credential uses it: rules may tell of any secret', async () => {
    const stage = await useProduction(['accounting']);
    const report = await change(stage, 'qonto/other');

    expect(report).toMatchObject({
      trigger: 'secret-change',
      summary: { total: 0 },
      results: [],
      alerts: [],
    });
    expect(requestsOf(stage)).toBe(0);
    expect(stage.logged).toEqual([]);
    expect((await stage.statuses.readAll()).records).toEqual([]);
  });

  it('is left to the next sweep, which has a pace, when more than 200 credentials use it', async () => {
    const credentials = Array.from({ length: 201 }, (_, n) => ({
      name: `c${n}`,
      secret: `all#${n}`,
    }));
    const stage = await useStage({ production: { credentials } });
    const { summary } = await change(stage, 'all');

    expect(summary.total).toBe(0);
    expect(requestsOf(stage)).toBe(0);
    expect(stage.logged.join()).toContain('changed secret left to the next sweep');
  });
});

describe('the credentials of a changed secret', () => {
  const ARN = 'arn:aws:secretsmanager:eu-west-3:123456789012:secret:';
  const environments = {
    production: {
      credentials: [
        { name: 'one', secret: 'shared#ONE' },
        { name: 'two', secret: 'shared#TWO' },
        { name: 'by-arn', secret: `${ARN}qonto/app-Ab12Cd` },
        { name: 'by-arn-without-suffix', secret: `${ARN}qonto/other` },
      ],
    },
    sandbox: {
      stagingToken: { secret: 'qonto/staging#TOKEN' },
      credentials: [
        { name: 'mobile-app', secret: 'qonto/mobile-app' },
        { name: 'shop', secret: 'shared#SHOP' },
      ],
    },
  };

  it.each([
    ['shared', ['one', 'two', 'shop']],
    ['qonto/app', ['by-arn']],
    ['qonto/other', ['by-arn-without-suffix']],
    ['qonto/staging', ['mobile-app', 'shop']],
    ['qonto/mobile-app', ['mobile-app']],
  ])('of %s are %j', async (secret, names) => {
    const { monitor } = await useStage(environments);
    const { results } = await monitor({ action: 'secret-change', secret });

    expect(results.map(({ credential }) => credential)).toEqual(names);
  });

  it('are told apart from those of another environment that they belong to', async () => {
    const stage = await useStage({
      production: { credentials: [{ name: 'accounting', secret: 'qonto/accounting' }] },
      sandbox: {
        stagingToken: { secret: 'qonto/staging' },
        credentials: [{ name: 'mobile-app', secret: 'qonto/mobile-app' }],
      },
    });
    const { production, sandbox } = stage.simulator;
    const key = production.createApiKey('accounting-corp-1');
    stage.secrets.put('qonto/accounting', key);
    stage.secrets.put('qonto/staging', sandbox.stagingToken);
    stage.secrets.put('qonto/mobile-app', sandbox.createApiKey('mobile-corp-1'));
    await stage.monitor({});
    stage.pass(MINUTE);
    stage.secrets.put('qonto/mobile-app', key);

    const { results } = await stage.monitor({
      action: 'secret-change',
      secret: 'qonto/mobile-app',
    });

    expect(results).toMatchObject([
      { credential: 'mobile-app', diagnosis: { code: 'CREDENTIAL_OF_OTHER_ENVIRONMENT' } },
    ]);
  });
});
