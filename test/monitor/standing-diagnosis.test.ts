import { describe, expect, it } from 'vitest';
import { toldBy, useProduction } from './production-stage.ts';
import { useStage } from './stage.ts';
import { MINUTE } from './timeline.ts';

describe('sweep, of an open incident', () => {
  it('keeps what an experiment proved while nothing that can be observed has changed', async () => {
    const stage = await useProduction(['accounting']);
    const { login, secret } = stage.simulator.production.createApiKey('accounting-corp-1');
    stage.secrets.put('qonto/accounting', { login: secret, secret: login });
    const first = await stage.sweep();
    for (let count = 0; count < 5; count += 1) {
      stage.pass(5 * MINUTE);
      const { results } = await stage.sweep();
      expect(results[0]?.diagnosis).toEqual(first.results[0]?.diagnosis);
    }

    expect(first.results[0]?.diagnosis).toMatchObject({
      code: 'API_KEY_SWAPPED',
      confidence: 'confirmed',
    });
    expect(toldBy(stage)).toEqual(['regression: accounting']);
  });

  it('does not report another cause because an access token has grown old meanwhile', async () => {
    const stage = await useStage({
      production: { credentials: [{ name: 'accounting', secret: 'a', method: 'oauth' }] },
    });
    const { production } = stage.simulator;
    const { clientId } = production.createClient();
    const { accessToken, expiresAt } = production.createGrant(clientId);
    stage.secrets.put('a', { accessToken, expiresAt });
    production.revokeGrant(accessToken);
    await stage.monitor({});
    stage.pass(90 * MINUTE);
    await stage.monitor({});

    expect(stage.topic.published.map(({ attributes }) => attributes.event)).toEqual(['regression']);
  });

  it('finds the cause anew when the secret has a new version', async () => {
    const stage = await useProduction(['accounting']);
    stage.mangle('accounting');
    await stage.sweep();
    stage.mend('accounting');
    stage.revoke('accounting');
    await stage.sweep();

    expect(toldBy(stage)).toEqual(['regression: accounting', 'cause_changed: accounting']);
  });

  it('proves by the previous version that a change broke the credential, and how to go back', async () => {
    const stage = await useProduction(['accounting']);
    await stage.sweep();
    stage.secrets.put('qonto/accounting', { login: 'accounting-corp-1', secret: 'x'.repeat(32) });

    const { results } = await stage.sweep();

    expect(results[0]?.diagnosis).toMatchObject({ confidence: 'confirmed' });
    expect(results[0]?.diagnosis?.remedy.join('\n')).toContain('update-secret-version-stage');
  });

  it('sends three requests at most to prove a cause, and none without experiments', async () => {
    const requestsOf = async (experiments: boolean) => {
      const stage = await useProduction(['accounting'], { check: { experiments } });
      stage.mend('accounting');
      stage.revoke('accounting');
      await stage.sweep();
      return stage.simulator.production.requests.length;
    };

    expect(await requestsOf(false)).toBe(2);
    expect(await requestsOf(true)).toBeLessThanOrEqual(5);
  });
});
