import { describe, expect, it } from 'vitest';
import { errorFault } from '../../simulator/faults.ts';
import { useStage } from '../monitor/stage.ts';

describe('the previous version of a secret', () => {
  it.each([
    ['OAUTH_SCOPE_MISSING', 403, 'missing required OAuth scope'],
    ['ACCESS_FORBIDDEN', 403, 'not allowed for this role'],
  ])(
    'is not asked about for %s, which no change of it brings about',
    async (code, status, detail) => {
      const stage = await useStage({
        production: { credentials: [{ name: 'mobile-app', secret: 'app' }] },
      });
      const { production } = stage.simulator;
      const grant = () => {
        const client = production.createClient();
        return production.createGrant(client.clientId).accessToken;
      };
      stage.secrets.put('app', { accessToken: grant() });
      stage.secrets.put('app', { accessToken: grant() });
      production.faults.add(errorFault('list', status, 'forbidden', detail));

      const { results } = await stage.monitor({ action: 'check' });

      expect(results).toMatchObject([{ diagnosis: { code } }]);
      expect(production.requests).toHaveLength(2);
    },
  );
});
