import { describe, expect, it } from 'vitest';
import { OAUTH_REQUIRED_DETAIL } from '../../simulator/business-api.ts';
import { errorFault } from '../../simulator/faults.ts';
import { useStage } from '../monitor/stage.ts';

describe('the previous version of a secret', () => {
  it.each([
    ['OAUTH_SCOPE_MISSING', 403, 'missing required OAuth scope'],
    ['ACCESS_FORBIDDEN', 403, 'not allowed for this role'],
    ['OAUTH_REQUIRED', 401, OAUTH_REQUIRED_DETAIL],
  ])(
    'is not asked about for %s, which no change of it brings about',
    async (code, status, detail) => {
      const stage = await useStage({
        production: { credentials: [{ name: 'mobile-app', secret: 'app' }] },
      });
      const { production } = stage.simulator;
      const stored = () => {
        if (code === 'OAUTH_REQUIRED') return production.createApiKey();
        const client = production.createClient();
        return { accessToken: production.createGrant(client.clientId).accessToken };
      };
      stage.secrets.put('app', stored());
      stage.secrets.put('app', stored());
      production.faults.add(errorFault('list', status, 'forbidden', detail));

      const { results } = await stage.monitor({ action: 'check' });

      expect(results).toMatchObject([{ diagnosis: { code } }]);
      expect(production.requests).toHaveLength(2);
    },
  );
});
