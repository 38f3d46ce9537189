import { expect, it } from 'vitest';
import type { Bench } from './use-deployment.ts';

/** What the rule for changed secrets sets off. */
export function secretChanges(bench: Bench): void {
  it('tells of a value that does not work, and of one that does, without any sweep', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    await stage.run(instance, { action: 'sweep' });
    const event = { action: 'secret-change', secret: stage.secrets.nameOf('accounting') };

    const key = stage.secrets.regenerateKey('accounting');
    await stage.secrets.store('accounting', { authorization: `${key.secret}:${key.login}` });
    const broken = await stage.run(instance, event);
    await stage.secrets.storeKey('accounting', key);
    const mended = await stage.run(instance, event);

    expect(broken).toMatchObject({
      trigger: 'secret-change',
      results: [
        { credential: 'accounting', status: 'failing', diagnosis: { code: 'API_KEY_SWAPPED' } },
      ],
    });
    expect(mended.results).toMatchObject([{ credential: 'accounting', status: 'healthy' }]);
    const told = await stage.alerts();
    expect(told.map(({ document }) => document.event)).toEqual(['regression', 'recovery']);
  });

  it('reads the changed secret alone', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    await stage.run(instance, { action: 'sweep' });
    stage.proxy.clearCalls();

    await stage.run(instance, {
      action: 'secret-change',
      secret: stage.secrets.nameOf('payroll'),
    });

    const reads = stage.proxy.callsOf('BatchGetSecretValue');
    expect(reads.map(({ body }) => JSON.parse(body).SecretIdList)).toEqual([
      [stage.secrets.nameOf('payroll')],
    ]);
  });
}
