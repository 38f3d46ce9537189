import { describe, expect, it } from 'vitest';
import type { Report } from '../../lambda/report.ts';
import { useStage } from '../monitor/stage.ts';
import { MINUTE } from './watched.ts';

/** A credential of production that the sandbox watches as well, under two names. */
async function useBoth(experiments: boolean) {
  const stage = await useStage(
    {
      production: { credentials: [{ name: 'accounting', secret: 'qonto/production' }] },
      sandbox: {
        stagingToken: { secret: 'qonto/staging-token' },
        credentials: [{ name: 'mobile-app', secret: 'qonto/sandbox' }],
      },
    },
    { check: { experiments } },
  );
  const { production, sandbox } = stage.simulator;
  stage.secrets.put('qonto/staging-token', sandbox.stagingToken);
  return { ...stage, production, sandbox };
}

const of = ({ results }: Report, name: string) =>
  results.find(({ credential }) => credential === name);

describe('CREDENTIAL_OF_OTHER_ENVIRONMENT', () => {
  it('is found for a key of production in the sandbox, without any extra request', async () => {
    const stage = await useBoth(false);
    const { login, secret } = stage.production.createApiKey('pied-piper-7133');
    stage.secrets.put('qonto/production', { login, secret });
    // The same key, in another shape.
    stage.secrets.put('qonto/sandbox', `${login}:${secret}`);

    const report = await stage.monitor({});

    expect(of(report, 'accounting')?.outcome).toBe('authenticated');
    const entry = of(report, 'mobile-app');
    expect(entry).toMatchObject({
      outcome: 'rejected',
      diagnosis: { code: 'CREDENTIAL_OF_OTHER_ENVIRONMENT', confidence: 'confirmed' },
    });
    expect(entry?.diagnosis?.evidence.join('\n')).toMatch(/production accepts/);
    expect(stage.production.requests).toHaveLength(1);
    expect(stage.sandbox.requests).toHaveLength(2);
  });

  it('is found for a token of the sandbox in production', async () => {
    const stage = await useBoth(true);
    const client = stage.sandbox.createClient();
    const { accessToken, expiresAt } = stage.sandbox.createGrant(client.clientId);
    stage.secrets.put('qonto/production', { accessToken, expiresAt });
    stage.secrets.put('qonto/sandbox', { accessToken, expiresAt });

    const report = await stage.monitor({ action: 'check' });

    expect(of(report, 'accounting')?.diagnosis).toMatchObject({
      code: 'CREDENTIAL_OF_OTHER_ENVIRONMENT',
      confidence: 'confirmed',
    });
    expect(of(report, 'mobile-app')?.outcome).toBe('authenticated');
  });

  it.each([true, false])('stands in later sweeps, experiments: %s', async (experiments) => {
    const stage = await useBoth(experiments);
    const key = stage.production.createApiKey('pied-piper-7133');
    stage.secrets.put('qonto/production', key);
    stage.secrets.put('qonto/sandbox', key);
    const first = of(await stage.monitor({}), 'mobile-app')?.diagnosis;
    for (let sweep = 0; sweep < 4; sweep += 1) {
      stage.pass(5 * MINUTE);
      expect(of(await stage.monitor({}), 'mobile-app')?.diagnosis).toEqual(first);
    }
    // The one environment that could tell is down: what was found stands all the same.
    stage.production.faults.add({ kind: 'unavailable', format: 'json' });
    stage.pass(5 * MINUTE);

    expect(of(await stage.monitor({}), 'mobile-app')?.diagnosis).toEqual(first);
    expect(stage.topic.published.map(({ attributes }) => attributes.event)).toEqual(['regression']);
  });

  it('is not said of a key that is dead in both', async () => {
    const stage = await useBoth(true);
    const key = stage.production.createApiKey('pied-piper-7133');
    stage.production.revokeApiKey(key.login);
    stage.secrets.put('qonto/production', key);
    stage.secrets.put('qonto/sandbox', key);

    const { results } = await stage.monitor({});

    expect(results.map(({ diagnosis }) => diagnosis?.code)).toEqual([
      'API_KEY_REJECTED',
      'API_KEY_REJECTED',
    ]);
  });

  it('is not said of a key that both accept, nor of another credential', async () => {
    const stage = await useBoth(true);
    stage.secrets.put('qonto/production', stage.production.createApiKey('pied-piper-7133'));
    stage.secrets.put('qonto/sandbox', stage.sandbox.createApiKey('pied-piper-7133'));
    const healthy = await stage.monitor({});
    stage.sandbox.createApiKey('pied-piper-7133');
    const report = await stage.monitor({ action: 'check' });

    expect(healthy.summary.authenticated).toBe(2);
    expect(of(report, 'mobile-app')?.diagnosis?.code).toBe('API_KEY_REJECTED');
  });

  it('cannot be said when only one environment is checked', async () => {
    const stage = await useBoth(true);
    const key = stage.production.createApiKey('pied-piper-7133');
    stage.secrets.put('qonto/production', key);
    stage.secrets.put('qonto/sandbox', key);

    const report = await stage.monitor({ action: 'check', environment: 'sandbox' });

    expect(of(report, 'mobile-app')?.diagnosis?.code).toBe('API_KEY_REJECTED');
    expect(stage.production.requests).toEqual([]);
  });
});
