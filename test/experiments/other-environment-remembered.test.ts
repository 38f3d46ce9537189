import { describe, expect, it } from 'vitest';
import { useStage } from '../monitor/stage.ts';

describe('a check on demand of one credential', () => {
  it('knows from what is remembered that another environment accepts it', async () => {
    const stage = await useStage({
      production: { credentials: [{ name: 'accounting', secret: 'production' }] },
      sandbox: { credentials: [{ name: 'accounting', secret: 'sandbox' }] },
    });
    const { production, sandbox } = stage.simulator;
    const key = production.createApiKey();
    stage.secrets.put('production', key);
    stage.secrets.put('sandbox', { ...key, stagingToken: sandbox.stagingToken });
    await stage.monitor({});
    production.clearRequests();

    const { results } = await stage.monitor({ action: 'check', environment: 'sandbox' });

    expect(results).toMatchObject([{ diagnosis: { code: 'CREDENTIAL_OF_OTHER_ENVIRONMENT' } }]);
    expect(production.requests).toEqual([]);
  });
});
