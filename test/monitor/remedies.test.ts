import { describe, expect, it } from 'vitest';
import { useStage } from './stage.ts';

/** A command that replaces all that a secret holds. */
const OVERWRITE = /put-secret-value --secret-id \S+ --secret-string file:/;

describe('an alert', () => {
  it('says how to store a credential that has a secret of its own', async () => {
    const stage = await useStage({
      production: { credentials: [{ name: 'accounting', secret: 'own' }] },
    });
    stage.secrets.put('own', 'accounting-corp-1');
    await stage.monitor({});

    expect(stage.topic.published[0]?.email).toMatch(OVERWRITE);
  });

  it.each([
    ['one key of a secret', { name: 'accounting', secret: 'shared#qonto' }],
    [
      "an application's own secret",
      { name: 'accounting', secret: 'shared', fields: { authorization: 'qonto' } },
    ],
  ])(
    'does not tell people to replace %s, whose other values would be lost',
    async (_, credential) => {
      const stage = await useStage({ production: { credentials: [credential] } });
      stage.secrets.put('shared', { qonto: 'accounting-corp-1', database: 'not-real-password' });
      await stage.monitor({});

      const [alert] = stage.topic.published;
      expect(alert?.attributes.code).toBe('API_KEY_MISSING_COLON');
      expect(alert?.email).not.toMatch(OVERWRITE);
    },
  );
});
