import { describe, expect, it } from 'vitest';
import { headersOf } from '../../../simulator/recorded-request.ts';
import { HOUR, MINUTE } from '../timeline.ts';
import { isTokenRequest, SECRET_ID, useManaged } from './stage.ts';

describe('a sweep of managed tokens', () => {
  it('leaves a token alone that is good for a while yet', async () => {
    const stage = await useManaged();
    const entry = await stage.sweep();

    expect(entry).toMatchObject({ outcome: 'authenticated', method: 'oauth' });
    expect(stage.sentTokens()).toEqual([]);
    expect(stage.secrets.proofs).toBe(0);
  });

  it('refreshes it ten minutes before it expires, once, and checks the new one', async () => {
    const stage = await useManaged();
    const outcomes: unknown[] = [];
    for (let minutes = 0; minutes < 180; minutes += 5) outcomes.push((await stage.sweep()).outcome);

    expect(new Set(outcomes)).toEqual(new Set(['authenticated']));
    expect(stage.qonto.spentRefreshTokens()).toBe(3);
    expect(new Set(stage.sentTokens()).size).toBe(3);
    expect(stage.topic.published).toEqual([]);
  });

  it('keeps a grant alive for a hundred days, far beyond the life of one refresh token', async () => {
    const stage = await useManaged();
    for (let day = 0; day < 100; day += 1) {
      stage.pass(24 * HOUR);
      expect((await stage.sweep()).outcome).toBe('authenticated');
    }
  });

  it('says when it stored the tokens and when they expire, and keeps what else is there', async () => {
    const stage = await useManaged();
    stage.store({ note: 'of the owner', nested: { a: [1] } });
    stage.pass(HOUR);
    await stage.sweep();
    const stored = await stage.stored();

    expect(stored).toMatchObject({
      clientId: stage.grant.clientId,
      clientSecret: stage.grant.clientSecret,
      note: 'of the owner',
      nested: { a: [1] },
      scope: 'offline_access organization.read',
    });
    expect(stored.accessToken).not.toBe(stage.grant.accessToken);
    expect(stored.refreshToken).not.toBe(stage.grant.refreshToken);
    expect(Date.parse(String(stored.refreshedAt))).toBe(stage.now());
    expect(Date.parse(stored.expiresAt)).toBe(stage.now() + HOUR);
  });

  it('sends client credentials in the form, and the staging token to a sandbox', async () => {
    const stage = await useManaged({ environment: 'sandbox' });
    stage.qonto.strictStagingHeaderCase = true;
    stage.pass(HOUR);

    expect((await stage.sweep()).outcome).toBe('authenticated');
    const [request] = stage.qonto.requests.filter(isTokenRequest);
    const form = new URLSearchParams(request?.body);
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'refresh_token',
      refresh_token: stage.grant.refreshToken,
      client_id: stage.grant.clientId,
      client_secret: stage.grant.clientSecret,
    });
    const names = headersOf(request as never).map(({ name }) => name);
    expect(names).toContain('X-Qonto-Staging-Token');
    expect(names.map((name) => name.toLowerCase())).not.toContain('authorization');
  });

  it('starts from a refresh token alone', async () => {
    const stage = await useManaged({ credential: { method: 'oauth' } });
    stage.store({ accessToken: undefined, expiresAt: undefined });

    expect((await stage.sweep()).outcome).toBe('authenticated');
    expect((await stage.stored()).accessToken).toMatch(/^ory_at/);
  });

  it('refreshes once a token that Qonto refuses though it is young, and looks again', async () => {
    const stage = await useManaged();
    stage.store({ accessToken: 'ory_at_not-real-other' });
    const entry = await stage.sweep();

    expect(entry).toMatchObject({ outcome: 'authenticated', secretVersion: 'version-4' });
    expect(stage.sentTokens()).toHaveLength(1);
    expect(stage.topic.published).toEqual([]);
  });

  it('does so once only, when the new one is refused as well', async () => {
    const stage = await useManaged();
    stage.qonto.faults.add(
      { kind: 'answer', status: 401, body: '{"errors":[{"code":"unauthorized","detail":"x"}]}' },
      { host: 'api' },
    );
    const first = await stage.sweep();
    for (let sweeps = 0; sweeps < 5; sweeps += 1) await stage.sweep();

    expect(first.outcome).not.toBe('authenticated');
    expect(first.diagnosis?.evidence.join()).toContain('the new one is refused too');
    expect(stage.sentTokens()).toHaveLength(1);
  });

  it('does not refresh on demand: whoever asks only looks', async () => {
    const stage = await useManaged();
    stage.pass(2 * HOUR);
    const { results } = await stage.monitor({ action: 'check' });

    expect(results[0]).toMatchObject({
      outcome: 'rejected',
      diagnosis: { code: 'OAUTH_ACCESS_TOKEN_EXPIRED' },
    });
    expect(results[0]?.diagnosis?.remedy.join()).toContain('invoke --sweep');
    expect(stage.sentTokens()).not.toContain(stage.grant.refreshToken);
    expect(stage.qonto.spentRefreshTokens()).toBe(0);
  });

  it('does not refresh while the API asks to wait', async () => {
    const stage = await useManaged();
    stage.pass(HOUR);
    stage.qonto.faults.add({ kind: 'throttle', retryAfter: 1_800 }, { host: 'api', times: 1 });
    stage.qonto.faults.add({ kind: 'throttle' }, { host: 'oauth' });
    await stage.sweep();
    stage.qonto.clearRequests();
    expect(await stage.sweep()).toMatchObject({ diagnosis: { code: 'RATE_LIMITED' } });

    expect(stage.qonto.requests).toEqual([]);
  });

  it('keeps two grants of one secret apart, whoever refreshes first', async () => {
    const stage = await useManaged({ secret: `${SECRET_ID}#one` });
    const other = stage.qonto.createGrant(stage.grant.clientId);
    stage.secrets.put(SECRET_ID, {
      one: stage.grant,
      two: JSON.stringify({ ...stage.grant, ...other }),
      database: 'postgres://not-real',
    });
    const [target] = stage.tools.config.environments;
    const [credential] = target?.credentials ?? [];
    if (target === undefined || credential === undefined) throw new Error('no credential');
    const two = { ...credential, name: 'two', secret: { secretId: SECRET_ID, key: 'two' } };
    const { createMonitor } = await import('../../../lambda/monitor/monitor.ts');
    const monitor = createMonitor({
      ...stage.tools,
      managed: stage.managed,
      config: {
        ...stage.tools.config,
        environments: [{ ...target, credentials: [credential, two] }],
      },
    });
    for (let hours = 0; hours < 5; hours += 1) {
      stage.pass(HOUR);
      const { summary } = await monitor({}, { deadline: stage.now() + 2 * MINUTE });
      expect(summary.authenticated).toBe(2);
    }

    expect(await stage.stored()).toMatchObject({ database: 'postgres://not-real' });
    expect(stage.qonto.spentRefreshTokens()).toBe(10);
  });
});
