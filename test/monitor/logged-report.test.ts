import { describe, expect, it } from 'vitest';
import { useProduction } from './production-stage.ts';
import { MINUTE } from './timeline.ts';

const loggedSweep = (logged: readonly string[]) =>
  logged
    .map((line) => JSON.parse(line))
    .filter(({ message }) => message === 'sweep finished')
    .at(-1).details;

describe('the log of a sweep', () => {
  it('counts credentials that are simply healthy, and has no line for each', async () => {
    const stage = await useProduction(['accounting', 'payroll', 'shop']);
    await stage.sweep();

    expect(loggedSweep(stage.logged)).toMatchObject({
      summary: { total: 3, authenticated: 3 },
      results: [],
    });
  });

  it('has all but the prose of those that are not, until they are', async () => {
    const stage = await useProduction(['accounting', 'payroll'], { alerts: { recoverAfter: 2 } });
    await stage.sweep();
    stage.revoke('payroll');
    stage.pass(5 * MINUTE);
    const report = await stage.sweep();
    const { traceId } = report.results.find(({ credential }) => credential === 'payroll') ?? {};

    expect(traceId).toBeTruthy();
    expect(loggedSweep(stage.logged).results).toEqual([
      expect.objectContaining({
        credential: 'payroll',
        outcome: 'rejected',
        code: 'API_KEY_REJECTED',
        traceId,
      }),
    ]);
    expect(JSON.stringify(loggedSweep(stage.logged))).not.toContain('remedy');

    stage.mend('payroll');
    stage.pass(5 * MINUTE);
    await stage.sweep();
    expect(loggedSweep(stage.logged).results).toMatchObject([
      { credential: 'payroll', outcome: 'authenticated', status: 'failing' },
    ]);
    stage.pass(5 * MINUTE);
    await stage.sweep();
    expect(loggedSweep(stage.logged).results).toEqual([]);
  });
});
