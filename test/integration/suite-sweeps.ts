import { expect, it } from 'vitest';
import { watchConnections } from './connections.ts';
import type { Bench } from './use-deployment.ts';

/** What sweeps find out, and what people are told. */
export function sweeps(bench: Bench): void {
  it('is silent while everything is healthy', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    const report = await stage.run(instance, { action: 'sweep' });

    expect(report.summary).toEqual({ total: 5, authenticated: 5, rejected: 0, inconclusive: 0 });
    expect(report).toMatchObject({ trigger: 'schedule', alerts: [] });
    expect(report.results.map(({ status }) => status)).toEqual(Array(5).fill('healthy'));
    expect(await stage.alerts()).toEqual([]);
  });

  it('forgets a credential that is not in the configuration any more', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    await stage.run(instance);
    const [record] = (await stage.table()).filter(({ sk }) => sk === 'production#accounting');
    await stage.plant({ ...record, credential: 'removed', sk: 'production#removed' });
    await stage.run(instance);

    const keys = (await stage.table()).map(({ sk }) => sk);
    expect(keys).toContain('production#accounting');
    expect(keys).not.toContain('production#removed');
  });

  it('tells of a broken key once, and of its recovery, as one incident', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    await stage.run(instance);
    const { startedAt } = await stage.run(instance);
    const stored = stage.secrets.authorizationOf('accounting');
    const newKey = stage.secrets.regenerateKey('accounting');

    const broken = await stage.run(instance);
    const [regression, ...others] = await stage.alerts();
    const id = regression?.document.id;
    const [check] = regression?.document.checks ?? [];
    expect(others).toEqual([]);
    expect(regression?.document).toMatchObject({
      schema: 'qonto-auth-monitor/alert@1',
      incidentId: id,
      event: 'regression',
      severity: 'critical',
      environment: 'production',
      checks: [
        {
          credential: 'accounting',
          outcome: 'rejected',
          status: 'failing',
          diagnosis: { code: 'API_KEY_REJECTED' },
          traceId: stage.requestsWith(stored).at(-1)?.traceId,
          http: { status: 401 },
          failingSince: expect.any(String),
        },
      ],
    });
    expect(check?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(Date.parse(check?.lastHealthyAt ?? '')).toBeGreaterThanOrEqual(Date.parse(startedAt));
    expect(regression?.attributes).toEqual({
      event: 'regression',
      severity: 'critical',
      environment: 'production',
      code: 'API_KEY_REJECTED',
      credentials: '["accounting"]',
    });
    expect(broken.alerts).toMatchObject([
      { id, incidentId: id, event: 'regression', credentials: ['accounting'] },
    ]);

    expect((await stage.run(instance)).summary.rejected).toBe(1);
    expect(await stage.alerts()).toEqual([]);

    await stage.secrets.storeKey('accounting', newKey);
    expect((await stage.run(instance)).summary.authenticated).toBe(5);
    const [recovery, ...more] = await stage.alerts();
    expect(more).toEqual([]);
    expect(recovery?.document).toMatchObject({ incidentId: id, event: 'recovery' });
    expect(recovery?.document.id).not.toBe(id);
    expect(recovery?.attributes).toMatchObject({ severity: 'info', code: 'API_KEY_REJECTED' });

    await stage.run(instance);
    expect(await stage.alerts()).toEqual([]);
  });

  it('takes a refusal that passes for a warning, not for a regression', async () => {
    const { stage, simulator } = bench;
    const instance = await stage.start();
    await stage.run(instance);
    const passing = { status: 401, body: '{"errors":[{"code":"unauthorized","detail":"no"}]}' };
    simulator.production.faults.add({ kind: 'answer', ...passing }, { times: 1 });
    const report = await stage.run(instance);

    expect(report.summary.authenticated).toBe(5);
    expect(report.results.flatMap(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
      'TRANSIENT_REJECTION',
    ]);
    expect(await stage.alerts()).toEqual([]);
  });

  it('alarms at its first sweep about what is broken from the start', async () => {
    const { stage } = bench;
    stage.secrets.regenerateKey('shop');
    await stage.run(await stage.start());

    expect(await stage.alerts()).toMatchObject([
      { attributes: { event: 'regression', environment: 'sandbox', credentials: '["shop"]' } },
    ]);
  });

  it('tells of another cause within the same incident', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    stage.secrets.regenerateKey('accounting');
    await stage.run(instance);
    const [regression] = await stage.alerts();
    const { login, secret } = stage.secrets.regenerateKey('accounting');
    await stage.secrets.store('accounting', { authorization: `${secret}:${login}` });
    await stage.run(instance);

    expect(await stage.alerts()).toMatchObject([
      {
        document: { event: 'cause_changed', incidentId: regression?.document.id },
        attributes: { severity: 'critical', code: 'API_KEY_SWAPPED' },
      },
    ]);
  });

  it('proves that a change of the secret broke it, and says how to take it back', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    const before = (await stage.run(instance)).results.find(isAccounting)?.secretVersion;
    const login = stage.secrets.authorizationOf('accounting').split(':')[0] ?? '';
    await stage.secrets.storeKey('accounting', { login, secret: 'not-the-secret-of-this-login' });
    const after = (await stage.run(instance)).results.find(isAccounting);
    const [alert] = await stage.alerts();
    const [check] = alert?.document.checks ?? [];

    expect(check?.diagnosis).toMatchObject({ code: 'API_KEY_REJECTED', confidence: 'confirmed' });
    expect(check?.diagnosis?.remedy).toContainEqual(
      `aws secretsmanager update-secret-version-stage --secret-id ${stage.secrets.nameOf('accounting')} --version-stage AWSCURRENT --move-to-version-id ${before} --remove-from-version-id ${after?.secretVersion}`,
    );
    // Once proven, it stands: the next sweep makes no experiment and has nothing to tell.
    expect((await stage.run(instance)).results.find(isAccounting)?.diagnosis).toEqual(
      check?.diagnosis,
    );
    expect(await stage.alerts()).toEqual([]);
  });

  it('tells of several credentials with the same fault in one alert per environment', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    await stage.run(instance);
    for (const name of ['accounting', 'payroll', 'legacy', 'shop']) {
      stage.secrets.regenerateKey(name);
    }
    await stage.run(instance);
    const alerts = await stage.alerts();

    expect(alerts.map(({ attributes }) => attributes.credentials).sort()).toEqual([
      '["accounting","payroll","legacy"]',
      '["shop"]',
    ]);
    expect(new Set(alerts.map(({ document }) => document.id)).size).toBe(2);
  });

  it('blames nobody while Qonto is down, and says when it cannot check any more', async () => {
    const { stage, simulator } = bench;
    const instance = await stage.start();
    await stage.run(instance);
    simulator.production.faults.add({ kind: 'unavailable', format: 'html' });
    await stage.run(instance);
    await stage.run(instance);
    expect(await stage.alerts()).toEqual([]);

    expect((await stage.run(instance)).summary).toMatchObject({ rejected: 0, inconclusive: 3 });
    const [unreachable, ...others] = await stage.alerts();
    expect(others).toEqual([]);
    expect(unreachable?.attributes).toMatchObject({
      event: 'unreachable',
      severity: 'warning',
      code: 'PROVIDER_ERROR',
      credentials: '["accounting","payroll","legacy"]',
    });

    simulator.production.faults.clear();
    await stage.run(instance);
    expect(await stage.alerts()).toMatchObject([
      { document: { event: 'reachable_again', incidentId: unreachable?.document.id } },
    ]);
  });

  it('sends the staging token under the documented spelling, and only to the sandbox', async () => {
    const { stage, simulator } = bench;
    simulator.sandbox.strictStagingHeaderCase = true;
    const report = await stage.run(await stage.start());
    const namesSentTo = (environment: 'production' | 'sandbox') =>
      simulator[environment].requests.map(({ rawHeaders }) =>
        rawHeaders.filter((name) => name.toLowerCase() === 'x-qonto-staging-token'),
      );

    expect(report.summary.authenticated).toBe(5);
    expect(namesSentTo('sandbox')).toEqual([['X-Qonto-Staging-Token'], ['X-Qonto-Staging-Token']]);
    expect(namesSentTo('production')).toEqual([[], [], []]);
  });

  it('watches an OAuth grant without ever spending its refresh token', async () => {
    const { stage, simulator } = bench;
    const instance = await stage.start();
    await stage.run(instance);
    const expiresAt = new Date(Date.now() - 1_000).toISOString();
    simulator.sandbox.revokeGrant(stage.secrets.tokens.accessToken);
    await stage.secrets.store('mobile-app', { ...stage.secrets.tokens, expiresAt });
    await stage.run(instance);

    expect(await stage.alerts()).toMatchObject([
      { attributes: { code: 'OAUTH_ACCESS_TOKEN_EXPIRED', credentials: '["mobile-app"]' } },
    ]);
    expect(simulator.sandbox.spentRefreshTokens()).toBe(0);
    const sent = JSON.stringify(simulator.sandbox.requests);
    expect(sent).not.toContain(stage.secrets.tokens.refreshToken);
  });

  it('reuses its connections from one run to the next', async () => {
    const { stage, simulator } = bench;
    const servers = [stage.proxy.url, simulator.production.apiUrl, simulator.sandbox.apiUrl];
    const instance = await stage.start();
    const connections = watchConnections();
    await stage.run(instance);
    const first = servers.map((url) => connections.to(url));
    await stage.run(instance);
    const both = servers.map((url) => connections.to(url));
    connections.stop();

    expect(first.every(({ size }) => size > 0)).toBe(true);
    expect(both).toEqual(first);
  });

  it('blames nobody when its connections to Qonto died in silence', async () => {
    const { stage, simulator } = bench;
    const servers = [simulator.production.apiUrl, simulator.sandbox.apiUrl];
    const instance = await stage.start();
    const connections = watchConnections();
    await stage.run(instance);
    for (const url of servers) connections.sever(url);
    const report = await stage.run(instance);
    connections.stop();

    expect(report.summary.authenticated).toBe(5);
  });

  it('blames nobody when its connections were closed while it was frozen', async () => {
    const { stage, simulator } = bench;
    const servers = [stage.proxy.url, simulator.production.apiUrl, simulator.sandbox.apiUrl];
    const instance = await stage.start();
    const connections = watchConnections();
    await stage.run(instance);
    instance.freeze();
    for (const socket of servers.flatMap((url) => [...connections.to(url)])) socket.destroy();
    connections.stop();
    const running = stage.run(instance);
    instance.thaw();

    expect((await running).summary.authenticated).toBe(5);
  });
}

function isAccounting({ credential }: { credential: string }): boolean {
  return credential === 'accounting';
}
