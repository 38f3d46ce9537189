import { describe, expect, it } from 'vitest';
import { REFUSAL, TROUBLE, toldBy, useProduction } from './production-stage.ts';
import { useStage } from './stage.ts';
import { DAY, MINUTE } from './timeline.ts';

describe('sweep', () => {
  it('alerts when the first check of a credential is rejected', async () => {
    const stage = await useProduction(['accounting']);
    stage.revoke('accounting');

    const report = await stage.sweep();

    expect(report).toMatchObject({
      trigger: 'schedule',
      summary: { total: 1, authenticated: 0, rejected: 1, inconclusive: 0 },
      results: [
        {
          environment: 'production',
          credential: 'accounting',
          method: 'api_key',
          outcome: 'rejected',
          status: 'failing',
          diagnosis: { code: 'API_KEY_REJECTED' },
          traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
          http: { status: 401, contentType: 'application/json' },
          secretVersion: 'version-1',
        },
      ],
      alerts: [
        {
          event: 'regression',
          environment: 'production',
          code: 'API_KEY_REJECTED',
          credentials: ['accounting'],
        },
      ],
    });
    expect(report.alerts[0]?.incidentId).toBe(report.alerts[0]?.id);
    expect(toldBy(stage)).toEqual(['regression: accounting']);
  });

  it('is silent when the first check of a credential is authenticated', async () => {
    const stage = await useProduction(['accounting']);

    const report = await stage.sweep();

    expect(report).toMatchObject({
      summary: { total: 1, authenticated: 1 },
      results: [
        { outcome: 'authenticated', status: 'healthy', diagnosis: null, http: { status: 200 } },
      ],
      alerts: [],
    });
    expect(stage.topic.attempts).toBe(0);
  });

  it('answers with a report that has the keys of the contract', async () => {
    const report = await (await useProduction(['accounting'])).sweep();

    expect(Object.keys(report).toSorted()).toEqual(
      ['alerts', 'finishedAt', 'results', 'runId', 'startedAt', 'summary', 'trigger'].toSorted(),
    );
    expect(Object.keys(report.results[0] ?? {}).toSorted()).toEqual([
      'checkedAt',
      'credential',
      'diagnosis',
      'environment',
      'http',
      'method',
      'outcome',
      'secretVersion',
      'status',
      'traceId',
      'warnings',
    ]);
  });

  it('goes from healthy through a regression to the recovery, in one incident', async () => {
    const stage = await useProduction(['accounting']);
    await stage.sweep();
    stage.revoke('accounting');
    stage.pass(5 * MINUTE);
    await stage.sweep();
    stage.pass(5 * MINUTE);
    await stage.sweep();
    stage.pass(DAY);
    await stage.sweep();
    stage.mangle('accounting');
    stage.pass(5 * MINUTE);
    await stage.sweep();
    stage.mend('accounting');
    stage.pass(5 * MINUTE);
    await stage.sweep();

    const told = stage.topic.published.map(({ document }) => document);
    expect(told.map(({ event }) => event)).toEqual([
      'regression',
      'still_failing',
      'cause_changed',
      'recovery',
    ]);
    expect(new Set(told.map(({ incidentId }) => incidentId))).toEqual(new Set([told[0]?.id]));
    expect(new Set(told.map(({ id }) => id)).size).toBe(4);
  });

  it('tells in an alert when the credential was last seen healthy: in the sweep before', async () => {
    const stage = await useProduction(['accounting']);
    for (let count = 0; count < 4; count += 1) {
      await stage.sweep();
      stage.pass(5 * MINUTE);
    }
    stage.revoke('accounting');
    await stage.sweep();

    const [check] = stage.topic.published[0]?.document.checks ?? [];
    expect(check?.lastHealthyAt).toBe('2026-11-23T12:15:00.000Z');
    expect(check?.failingSince).toBe(check?.checkedAt);
  });

  it('leaves a credential that cannot be checked as it is, until it was so three times', async () => {
    const stage = await useProduction(['accounting']);
    await stage.sweep();
    stage.setTrouble(true);
    const statuses: (string | undefined)[] = [];
    for (let count = 0; count < 4; count += 1) {
      stage.pass(5 * MINUTE);
      statuses.push((await stage.sweep()).results[0]?.status);
    }
    stage.setTrouble(false);
    await stage.sweep();

    expect(statuses).toEqual(['healthy', 'healthy', 'unreachable', 'unreachable']);
    expect(toldBy(stage)).toEqual(['unreachable: accounting', 'reachable_again: accounting']);
  });

  it.each([
    ['a 429', { kind: 'throttle' }],
    ['a 500', { kind: 'unavailable', status: 500, format: 'html' }],
    ['a block page', { kind: 'edge_block' }],
    ['a reset connection', { kind: 'reset' }],
    ['an answer cut short', { kind: 'cut_body' }],
    ['bytes that are no HTTP', { kind: 'not_http' }],
  ] as const)('never convicts a credential by %s, however long it lasts', async (_, fault) => {
    const stage = await useProduction(['accounting']);
    stage.simulator.production.faults.add(fault);
    for (let count = 0; count < 5; count += 1) {
      const { results } = await stage.sweep();
      expect(results[0]?.outcome).toBe('inconclusive');
    }

    expect(toldBy(stage)).toEqual(['unreachable: accounting']);
  });

  it('never convicts a credential because Secrets Manager is down', async () => {
    const stage = await useProduction(['accounting']);
    stage.secrets.fail('qonto/accounting', 'unavailable');
    for (let count = 0; count < 4; count += 1) await stage.sweep();

    expect(toldBy(stage)).toEqual(['unreachable: accounting']);
    expect(stage.topic.published[0]?.attributes.code).toBe('SECRETS_MANAGER_UNAVAILABLE');
  });

  it('sends a credential to its own environment and nowhere else', async () => {
    const stage = await useStage({
      production: { credentials: [{ name: 'accounting', secret: 'a' }] },
      sandbox: { credentials: [{ name: 'mobile-app', secret: 'b' }] },
    });
    const { production, sandbox } = stage.simulator;
    const accounting = production.createApiKey('accounting-1');
    const mobileApp = sandbox.createApiKey('mobile-app-1');
    stage.secrets.put('a', accounting);
    stage.secrets.put('b', { ...mobileApp, stagingToken: sandbox.stagingToken });

    await stage.monitor({});

    const sentTo = (host: typeof sandbox) => host.requests.map((request) => request.rawHeaders);
    expect(JSON.stringify(sentTo(production))).not.toContain(mobileApp.secret);
    expect(JSON.stringify(sentTo(production))).not.toContain(sandbox.stagingToken);
    expect(JSON.stringify(sentTo(sandbox))).not.toContain(accounting.secret);
  });
});

describe('sweep, of a refusal that it repeats', () => {
  it('takes a credential that is accepted on the repeat for authenticated, with a warning', async () => {
    const stage = await useProduction(['accounting']);
    stage.simulator.production.faults.add(REFUSAL, { times: 1 });

    const { results, alerts } = await stage.sweep();

    expect(results).toMatchObject([
      {
        outcome: 'authenticated',
        status: 'healthy',
        diagnosis: null,
        warnings: [{ code: 'TRANSIENT_REJECTION' }],
      },
    ]);
    expect(alerts).toEqual([]);
  });

  it('takes a credential that cannot be checked on the repeat for inconclusive', async () => {
    const stage = await useProduction(['accounting']);
    await stage.sweep();
    stage.simulator.production.faults.add(REFUSAL, { times: 1 });
    stage.simulator.production.faults.add(TROUBLE);

    const { results, alerts } = await stage.sweep();

    expect(results).toMatchObject([
      { outcome: 'inconclusive', status: 'healthy', diagnosis: { code: 'PROVIDER_ERROR' } },
    ]);
    expect(alerts).toEqual([]);
  });

  it('asks again confirmAfter later, with what the secret holds by then', async () => {
    const stage = await useProduction(['accounting'], {
      check: { confirmAfter: '30s', experiments: false },
    });
    const old = stage.simulator.production.createApiKey('accounting-corp-1');
    stage.secrets.put('qonto/accounting', old);
    stage.simulator.production.faults.add(REFUSAL, {
      times: 1,
      match: () => {
        stage.mend('accounting');
        return true;
      },
    });

    const { results } = await stage.sweep();
    const [first, second] = stage.simulator.production.requests;

    expect(results).toMatchObject([{ outcome: 'authenticated', secretVersion: 'version-3' }]);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(30_000);
  });

  it('asks once only where the answer changes nothing', async () => {
    const stage = await useProduction(['accounting'], { check: { experiments: false } });
    stage.revoke('accounting');
    await stage.sweep();
    stage.simulator.production.clearRequests();

    await stage.sweep();

    expect(stage.simulator.production.requests).toHaveLength(1);
  });

  it('asks again before it tells of another cause', async () => {
    const stage = await useProduction(['accounting'], { check: { experiments: false } });
    stage.mangle('accounting');
    await stage.sweep();
    stage.mend('accounting');
    stage.revoke('accounting');
    stage.simulator.production.clearRequests();

    await stage.sweep();

    expect(stage.simulator.production.requests).toHaveLength(2);
    expect(toldBy(stage)).toEqual(['regression: accounting', 'cause_changed: accounting']);
  });
});
