import { expect, it } from 'vitest';
import type { Bench } from './use-deployment.ts';

const BAD_EVENTS: [name: string, event: unknown, message: RegExp][] = [
  ['an unknown action', { action: 'fix' }, /"action"/],
  ['an action that is not a text', { action: 1 }, /"action"/],
  ['an unknown field', { action: 'check', apiUrl: 'https://example.com' }, /"apiUrl"/],
  ['a filter on a sweep', { action: 'sweep', environment: 'sandbox' }, /"environment"/],
  ['an event of another service', { source: 'aws.events', detail: {} }, /"source".*"detail"/],
  ['an empty filter', { action: 'check', credential: '' }, /"credential"/],
  ['a filter that is no text', { action: 'check', environment: { $ne: '' } }, /"environment"/],
  ['a list', [{ action: 'sweep' }], /not an object/],
  ['nothing', null, /not an object/],
  ['a text', 'sweep', /not an object/],
];

/** Checks on demand, the status, the test alert, and events that are refused. */
export function onDemand(bench: Bench): void {
  it('checks without changing a status and without an alert', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    await stage.run(instance);
    stage.secrets.regenerateKey('accounting');
    const before = await stage.table();
    const report = await stage.run(instance, { action: 'check' });

    expect(report).toMatchObject({ trigger: 'on-demand', alerts: [] });
    expect(report.summary).toEqual({ total: 5, authenticated: 4, rejected: 1, inconclusive: 0 });
    expect(report.results[0]).toMatchObject({
      credential: 'accounting',
      outcome: 'rejected',
      status: 'healthy',
      diagnosis: { code: 'API_KEY_REJECTED' },
    });
    expect(await stage.table()).toEqual(before);
    expect(await stage.alerts()).toEqual([]);
  });

  it('leaves the incident to the sweep, before as after', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    await stage.run(instance);
    const key = stage.secrets.regenerateKey('accounting');
    await stage.run(instance, { action: 'check' });
    await stage.run(instance);
    expect(await stage.alerts()).toMatchObject([{ attributes: { event: 'regression' } }]);

    await stage.secrets.storeKey('accounting', key);
    await stage.run(instance, { action: 'check' });
    expect(await stage.alerts()).toEqual([]);
    await stage.run(instance);
    expect(await stage.alerts()).toMatchObject([{ attributes: { event: 'recovery' } }]);
  });

  it.each([
    [{ environment: 'sandbox' }, ['sandbox/shop', 'sandbox/mobile-app']],
    [{ credential: 'payroll' }, ['production/payroll']],
    [{ environment: 'sandbox', credential: 'mobile-app' }, ['sandbox/mobile-app']],
  ])('checks only what %j means, and reads no other secret', async (filter, wanted) => {
    const { stage, simulator } = bench;
    const report = await stage.run(await stage.start(), { action: 'check', ...filter });
    const read = stage.proxy.callsOf('BatchGetSecretValue').map(({ body }) => body);

    expect(report.results.map((entry) => `${entry.environment}/${entry.credential}`)).toEqual(
      wanted,
    );
    expect(report.summary.authenticated).toBe(wanted.length);
    expect(read.join().includes(stage.secrets.nameOf('accounting'))).toBe(false);
    expect(simulator.production.requests.length + simulator.sandbox.requests.length).toBe(
      wanted.length,
    );
  });

  it('tells what is remembered without any check', async () => {
    const { stage, simulator } = bench;
    const instance = await stage.start();
    expect((await stage.run(instance, { action: 'status' })).results).toMatchObject(
      Array(5).fill({ outcome: null, status: 'unknown' }),
    );
    stage.secrets.regenerateKey('shop');
    const swept = await stage.run(instance);
    const [alert] = await stage.alerts();
    simulator.sandbox.clearRequests();
    stage.proxy.clearCalls();
    const before = await stage.table();
    const report = await stage.run(instance, { action: 'status' });

    expect(report.summary).toMatchObject({ total: 5, authenticated: 4, rejected: 1 });
    expect(report.results.find(({ credential }) => credential === 'shop')).toMatchObject({
      ...swept.results.find(({ credential }) => credential === 'shop'),
      incidentId: alert?.document.id,
    });
    expect(simulator.sandbox.requests).toEqual([]);
    expect(stage.proxy.calls.map(({ operation }) => operation)).toEqual(['Query']);
    expect(await stage.table()).toEqual(before);
  });

  it('sends one test alert through the real topic', async () => {
    const { stage } = bench;
    const report = await stage.run(await stage.start(), { action: 'test-alert' });
    const [alert, ...others] = await stage.alerts();

    expect(others).toEqual([]);
    expect(alert?.document).toMatchObject({
      schema: 'qonto-auth-monitor/alert@1',
      event: 'test',
      severity: 'info',
      checks: [],
    });
    expect(alert?.attributes).toMatchObject({ event: 'test', severity: 'info' });
    expect(report.alerts).toMatchObject([{ id: alert?.document.id, event: 'test' }]);
    expect(await stage.table()).toEqual([]);
  });

  it('fails when SNS does not take the test alert', async () => {
    const { stage } = bench;
    stage.proxy.fail('Publish', { status: 403, type: 'AuthorizationError' });

    expect(await (await stage.start()).invoke({ action: 'test-alert' })).toEqual({
      errorType: 'ALERT_NOT_SENT',
      errorMessage: expect.stringMatching(/test alert.*AuthorizationError/),
    });
  });

  it('refuses other events, names the bad field, and goes on serving', async () => {
    const { stage, simulator } = bench;
    const instance = await stage.start();
    for (const [name, event, message] of BAD_EVENTS) {
      expect(await instance.invoke(event), name).toEqual({
        errorType: 'EVENT_INVALID',
        errorMessage: expect.stringMatching(message),
      });
    }
    expect(simulator.production.requests).toEqual([]);
    expect(stage.proxy.calls).toEqual([]);
    expect((await stage.run(instance)).summary.authenticated).toBe(5);
  });

  it('refuses a filter that matches nothing, and lists what there is', async () => {
    const { stage } = bench;
    const event = { action: 'check', environment: 'production', credential: 'shop' };

    expect(await (await stage.start()).invoke(event)).toEqual({
      errorType: 'EVENT_INVALID',
      errorMessage: expect.stringMatching(
        /"production".*"shop".*production\/accounting.*sandbox\/mobile-app/,
      ),
    });
  });
}
