import { describe, expect, it } from 'vitest';
import type { ReportEntry } from '../../lambda/report.ts';
import { CODE_CALLS, MANAGING_CALLS } from '../support/aws-calls.ts';
import { describeWithAws } from './moto.ts';
import type { Stage } from './stage.ts';
import { useDeployment } from './use-deployment.ts';

/** Only new tokens are stored with the time at which they came. */
const NEW_TOKENS = 'refreshedAt';

describeWithAws('the deployed function with managed tokens', () => {
  const bench = useDeployment({ tokens: 'manage' });

  /** Lets the access token expire, by what the secret says. */
  async function expire(stage: Stage): Promise<Record<string, unknown>> {
    const grant = await stage.secrets.read('mobile-app');
    const expired = { ...grant, expiresAt: '2026-01-01T00:00:00Z', note: 'of the owner' };
    await stage.secrets.store('mobile-app', expired);
    return expired;
  }

  async function sweep(stage: Stage, event: unknown = {}): Promise<ReportEntry | undefined> {
    const { results } = await stage.run(await stage.start(), event);
    return results.find(({ credential }) => credential === 'mobile-app');
  }

  const spent = () => bench.simulator.sandbox.spentRefreshTokens();

  /** Runs a sweep in a new process, and kills it when new tokens have come and are to be stored. */
  async function killBeforeStoring(stage: Stage): Promise<void> {
    const instance = await stage.start();
    const held = stage.proxy.hold('PutSecretValue', { about: NEW_TOKENS });
    const invocation = instance.invoke({});
    await held.arrived;
    await instance.kill();
    expect(await invocation).toMatchObject({ errorType: 'Runtime.ExitError' });
    stage.proxy.heal();
  }

  it('writes nothing while the token is good', async () => {
    const { stage } = bench;
    expect(await sweep(stage)).toMatchObject({ outcome: 'authenticated' });
    expect(stage.proxy.callsOf('PutSecretValue')).toEqual([]);
    expect(stage.proxy.callsOf('SendMessage')).toEqual([]);
  });

  it('refreshes an expired one, stores what came and keeps what else is there', async () => {
    const { stage } = bench;
    const before = await expire(stage);
    const spentBefore = spent();
    const entry = await sweep(stage);
    const after = await stage.secrets.read('mobile-app');

    expect(entry).toMatchObject({ outcome: 'authenticated', status: 'healthy' });
    expect(spent() - spentBefore).toBe(1);
    expect(after).toMatchObject({ clientId: before.clientId, note: 'of the owner' });
    expect(after.refreshToken).not.toBe(before.refreshToken);
    expect(Date.parse(String(after.expiresAt))).toBeGreaterThan(Date.now() + 3_500_000);
    expect(entry?.secretVersion).toBeTruthy();

    expect(await sweep(stage)).toMatchObject({
      outcome: 'authenticated',
      secretVersion: entry?.secretVersion,
    });
    expect(spent() - spentBefore).toBe(1);
  });

  it('asks for a healing run, and proves that the secret can be written, before it spends', async () => {
    const { stage } = bench;
    await expire(stage);
    stage.proxy.clearCalls();
    await sweep(stage);
    const calls = stage.proxy.calls.map(({ operation }) => operation);
    const first = calls.indexOf('PutSecretValue');

    expect(calls.lastIndexOf('PutSecretValue')).toBeGreaterThan(calls.indexOf('SendMessage'));
    expect(first).toBeLessThan(calls.indexOf('SendMessage'));
    expect(JSON.parse(stage.proxy.callsOf('SendMessage')[0]?.body ?? '')).toMatchObject({
      DelaySeconds: 25,
      MessageBody: '{"environment":"sandbox","credential":"mobile-app"}',
    });
  });

  it('does not lose the grant when it is killed right after the tokens came', async () => {
    const { stage } = bench;
    const before = await expire(stage);
    const spentBefore = spent();
    await killBeforeStoring(stage);
    expect(spent() - spentBefore).toBe(1);
    expect((await stage.secrets.read('mobile-app')).refreshToken).toBe(before.refreshToken);

    expect(await sweep(stage)).toMatchObject({ outcome: 'authenticated', status: 'healthy' });
    expect(spent() - spentBefore).toBe(2);
    await expire(stage);
    expect(await sweep(stage)).toMatchObject({ outcome: 'authenticated', status: 'healthy' });
    expect(await stage.alerts()).toEqual([]);
  });

  it('is healed by the message that was sent before, without a sweep', async () => {
    const { stage } = bench;
    await expire(stage);
    const spentBefore = spent();
    await killBeforeStoring(stage);
    const [message] = stage.proxy.callsOf('SendMessage');
    const { MessageBody: body } = JSON.parse(message?.body ?? '');
    const healer = await stage.start();
    const report = await stage.run(healer, { Records: [{ eventSource: 'aws:sqs', body }] });

    expect(report).toMatchObject({ results: [], alerts: [] });
    expect(spent() - spentBefore).toBe(2);
    expect(await sweep(stage)).toMatchObject({ outcome: 'authenticated' });
    expect(spent() - spentBefore).toBe(2);
  });

  it('refreshes once when two processes sweep at once', async () => {
    const { stage } = bench;
    await expire(stage);
    const spentBefore = spent();
    const entries = await Promise.all([sweep(stage), sweep(stage), sweep(stage)]);

    expect(entries.map((entry) => entry?.outcome)).toEqual(Array(3).fill('authenticated'));
    expect(new Set(entries.map((entry) => entry?.secretVersion)).size).toBe(1);
    expect(spent() - spentBefore).toBe(1);
  });

  it('keeps a grant that somebody stores while the one before is being refreshed', async () => {
    const { stage } = bench;
    const { clientId } = await expire(stage);
    const instance = await stage.start();
    const held = stage.proxy.hold('PutSecretValue', { about: NEW_TOKENS });
    const repeated = stage.proxy.hold('PutSecretValue', { about: NEW_TOKENS, times: Infinity });
    const sweeping = instance.invoke({});
    await held.arrived;
    const refused = new Promise<object>((resolve) => {
      stage.developersProxy.amend('UpdateItem', (answer) => {
        resolve(answer);
        return answer;
      });
    });
    const grant = bench.simulator.sandbox.createGrant(String(clientId));
    const storing = stage.storeByCommand('mobile-app', grant);
    // The command asks for the lease of the secret, and does not get it.
    const first = await Promise.race([refused, storing]);
    for (const call of [held, repeated]) call.release();
    await sweeping;
    const { exitCode, stderr } = await storing;

    expect(await stage.secrets.read('mobile-app')).toMatchObject(grant);
    expect({ first, exitCode }).toMatchObject({
      first: { __type: expect.stringMatching(/ConditionalCheckFailed/) },
      exitCode: 0,
    });
    expect(stderr).toMatch(/is refreshing/);
    expect(await sweep(stage)).toMatchObject({ outcome: 'authenticated' });
  });

  describe('when Secrets Manager', () => {
    const error = { status: 500, type: 'InternalServiceError' };

    it('refuses new tokens for a while, stores them in the end', async () => {
      const { stage } = bench;
      await expire(stage);
      const spentBefore = spent();
      stage.proxy.fail('PutSecretValue', error, { about: NEW_TOKENS, times: 7 });

      expect(await sweep(stage)).toMatchObject({ outcome: 'authenticated' });
      expect(spent() - spentBefore).toBe(1);
    });

    it('loses its answer to them, finds them stored', async () => {
      const { stage } = bench;
      await expire(stage);
      stage.proxy.loseAnswer('PutSecretValue', { about: NEW_TOKENS, times: 5 });

      expect(await sweep(stage)).toMatchObject({ outcome: 'authenticated' });
      expect((await stage.secrets.read('mobile-app')).refreshedAt).toBeTruthy();
    });

    it.each([
      ['AccessDeniedException', 400, 'rejected', 'SECRET_ACCESS_DENIED'],
      ['LimitExceededException', 400, 'inconclusive', 'SECRETS_MANAGER_UNAVAILABLE'],
      ['InternalServiceError', 500, 'inconclusive', 'SECRETS_MANAGER_UNAVAILABLE'],
    ])('answers the proof with %s, spends nothing', async (type, status, outcome, code) => {
      const { stage } = bench;
      const { sandbox } = bench.simulator;
      const grant = await expire(stage);
      await stage.secrets.store('mobile-app', { ...grant, accessToken: 'ory_at_not-real-old' });
      stage.proxy.fail('PutSecretValue', { status, type });
      const spentBefore = spent();

      expect(await sweep(stage)).toMatchObject({ outcome, diagnosis: { code } });
      expect(spent()).toBe(spentBefore);
      expect(sandbox.requests.filter(({ host }) => host === 'oauth')).toEqual([]);
    });
  });

  it('tells with the command what to do when the grant is gone', async () => {
    const { stage } = bench;
    const grant = await expire(stage);
    bench.simulator.sandbox.revokeGrant(String(grant.refreshToken));
    expect(await sweep(stage)).toMatchObject({
      outcome: 'rejected',
      diagnosis: { code: 'OAUTH_REFRESH_TOKEN_INVALID' },
    });
    const [alert] = await stage.alerts();

    expect(alert?.document.checks[0]?.diagnosis?.remedy).toContain(
      'npx qonto-auth-monitor authorize -e sandbox -c mobile-app',
    );
    const asked = bench.simulator.sandbox.requests.filter(({ host }) => host === 'oauth').length;
    await sweep(stage);
    expect(bench.simulator.sandbox.requests.filter(({ host }) => host === 'oauth')).toHaveLength(
      asked,
    );
  });

  // Last, when all that managing can do has been done.
  it('makes the further calls of AWS that its policies are tested with, and no others', () => {
    const known = CODE_CALLS.map(({ action, about }) => `${action} ${about}`);
    const further = MANAGING_CALLS.map(({ action, about }) => `${action} ${about}`);

    expect(bench.codeCalls.filter((call) => !known.includes(call))).toEqual(further.sort());
  });
});
