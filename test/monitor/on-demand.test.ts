import { describe, expect, it } from 'vitest';
import { REFUSAL, useProduction } from './production-stage.ts';
import { MINUTE } from './timeline.ts';

const CHECK = { action: 'check' };

describe('check on demand', () => {
  it('tells what a sweep would conclude, changes no status and alerts nobody', async () => {
    const stage = await useProduction(['accounting', 'payroll']);
    await stage.sweep();
    const before = stage.statuses.dump();
    stage.statuses.clearCalls();
    stage.revoke('accounting');

    const report = await stage.monitor(CHECK);

    expect(report).toMatchObject({
      trigger: 'on-demand',
      summary: { total: 2, authenticated: 1, rejected: 1 },
      results: [
        { outcome: 'rejected', status: 'healthy', diagnosis: { code: 'API_KEY_REJECTED' } },
        { outcome: 'authenticated', status: 'healthy' },
      ],
      alerts: [],
    });
    expect(stage.statuses.dump()).toBe(before);
    expect(stage.statuses.calls).toMatchObject({ write: 0, markDelivered: 0, recordSweep: 0 });
    expect(stage.topic.attempts).toBe(0);
  });

  it('leaves a credential that is failing as it is, also when it is authenticated again', async () => {
    const stage = await useProduction(['accounting']);
    stage.revoke('accounting');
    await stage.sweep();
    stage.mend('accounting');

    const { results } = await stage.monitor(CHECK);
    const { results: remembered } = await stage.monitor({ action: 'status' });

    expect(results).toMatchObject([{ outcome: 'authenticated', status: 'failing' }]);
    expect(remembered).toMatchObject([{ outcome: 'rejected', status: 'failing' }]);
    expect(stage.topic.published).toHaveLength(1);
  });

  it('does not deliver what a sweep still owes', async () => {
    const stage = await useProduction(['accounting']);
    stage.revoke('accounting');
    stage.topic.refuses = () => true;
    await stage.sweep();
    stage.topic.refuses = () => false;

    await stage.monitor(CHECK);

    expect(stage.topic.published).toEqual([]);
  });

  it('checks only what the filters mean', async () => {
    const stage = await useProduction(['accounting', 'payroll']);

    const { results } = await stage.monitor({ ...CHECK, credential: 'payroll' });

    expect(results.map(({ credential }) => credential)).toEqual(['payroll']);
    expect(stage.simulator.production.requests).toHaveLength(1);
  });

  it('refuses a filter that matches nothing, lists what exists, and checks nothing', async () => {
    const stage = await useProduction(['accounting', 'payroll']);

    await expect(stage.monitor({ ...CHECK, environment: 'sandbox' })).rejects.toThrow(
      /production\/accounting, production\/payroll/,
    );
    expect(stage.simulator.production.requests).toEqual([]);
  });

  it('repeats a refusal as a sweep does', async () => {
    const stage = await useProduction(['accounting']);
    stage.simulator.production.faults.add(REFUSAL, { times: 1 });

    const { results } = await stage.monitor(CHECK);

    expect(results).toMatchObject([
      { outcome: 'authenticated', warnings: [{ code: 'TRANSIENT_REJECTION' }] },
    ]);
  });

  it('goes on when the status table is down: then the status is unknown', async () => {
    const stage = await useProduction(['accounting']);
    await stage.sweep();
    stage.statuses.fails = () => true;

    const { results } = await stage.monitor(CHECK);

    expect(results).toMatchObject([{ outcome: 'authenticated', status: 'unknown' }]);
  });
});

describe('status', () => {
  it('tells the remembered statuses without any check', async () => {
    const stage = await useProduction(['accounting', 'payroll']);
    stage.revoke('payroll');
    await stage.sweep();
    stage.simulator.production.clearRequests();
    stage.pass(MINUTE);

    const report = await stage.monitor({ action: 'status' });

    expect(report).toMatchObject({
      trigger: 'on-demand',
      summary: { total: 2, authenticated: 1, rejected: 1 },
      results: [
        { credential: 'accounting', status: 'healthy', outcome: 'authenticated' },
        { credential: 'payroll', status: 'failing', diagnosis: { code: 'API_KEY_REJECTED' } },
      ],
    });
    expect(stage.simulator.production.requests).toEqual([]);
  });

  it('lists a credential that was never checked as unknown', async () => {
    const stage = await useProduction(['accounting']);

    const { results, summary } = await stage.monitor({ action: 'status' });

    expect(summary).toEqual({ total: 1, authenticated: 0, rejected: 0, inconclusive: 0 });
    expect(results).toMatchObject([{ status: 'unknown', outcome: null, checkedAt: null }]);
  });

  it('fails when the status table cannot be read', async () => {
    const stage = await useProduction(['accounting']);
    stage.statuses.fails = () => true;

    await expect(stage.monitor({ action: 'status' })).rejects.toMatchObject({
      code: 'STATE_UNAVAILABLE',
      message: expect.stringContaining('ProvisionedThroughputExceededException'),
    });
  });
});

describe('test-alert', () => {
  it('sends one alert of event test through the topic, and neither checks nor remembers', async () => {
    const stage = await useProduction(['accounting']);

    const report = await stage.monitor({ action: 'test-alert' });

    expect(report.alerts).toMatchObject([{ event: 'test', environment: 'production' }]);
    expect(stage.topic.published).toMatchObject([
      {
        attributes: { event: 'test', severity: 'info', environment: 'production' },
        document: { event: 'test', severity: 'info', checks: [] },
      },
    ]);
    expect(stage.simulator.production.requests).toEqual([]);
    expect(stage.statuses.dump()).toBe('');
  });

  it('fails when the topic does not take it', async () => {
    const stage = await useProduction(['accounting']);
    stage.topic.refuses = () => true;

    await expect(stage.monitor({ action: 'test-alert' })).rejects.toMatchObject({
      code: 'ALERT_NOT_SENT',
      message: expect.stringContaining('InternalErrorException'),
    });
  });
});

describe('createMonitor', () => {
  it('refuses an unknown event before it does anything', async () => {
    const stage = await useProduction(['accounting']);

    await expect(stage.monitor({ action: 'sweep', dryRun: true })).rejects.toMatchObject({
      code: 'EVENT_INVALID',
      message: expect.stringContaining('"dryRun"'),
    });
    expect(stage.simulator.production.requests).toEqual([]);
    expect(stage.statuses.calls.readAll).toBe(0);
  });
});
