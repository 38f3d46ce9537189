import { expect, it } from 'vitest';
import type { Bench } from './use-deployment.ts';

const ACCOUNTING = ['-e', 'production', '-c', 'accounting'];

/** The commands about a deployment that read and write its table. */
export function operations(bench: Bench): void {
  it('list what changed and what was told, the newest first', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    await stage.run(instance);
    const key = stage.secrets.regenerateKey('accounting');
    const { alerts } = await stage.run(instance);
    await stage.secrets.storeKey('accounting', key);
    await stage.run(instance);
    const { exitCode, stdout } = await stage.command('history', ...ACCOUNTING, '--json');
    const id = alerts[0]?.id;

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { from: 'failing', to: 'healthy', event: 'recovery', incidentId: id },
      {
        from: 'healthy',
        to: 'failing',
        event: 'regression',
        alertId: id,
        code: 'API_KEY_REJECTED',
      },
      { from: 'unknown', to: 'healthy', event: null, alertId: null, deliveredAt: null },
    ]);
    for (const { deliveredAt } of JSON.parse(stdout).slice(0, 2)) {
      expect(Date.now() - Date.parse(deliveredAt)).toBeLessThan(60_000);
    }
    const text = await stage.command('history', '--limit', '2', '-e', 'production');
    expect(text.stdout.match(/production\//g)).toHaveLength(2);
    expect(text.stdout).toContain('healthy -> failing');
    expect(text.stdout).toContain(`regression, alert ${id}, delivered 2`);
  });

  it('tell what was not delivered yet', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    stage.secrets.regenerateKey('accounting');
    stage.proxy.fail('Publish', { status: 500, type: 'InternalError' });
    await stage.run(instance);

    const { stdout } = await stage.command('history', '--limit', '1', ...ACCOUNTING);
    expect(stdout).toContain('not delivered yet');
  });

  it('mute a credential, show it, and tell what is still so when the mute ends', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    await stage.run(instance);
    const muted = await stage.command('mute', ...ACCOUNTING, '--for', '2h', '--json');
    expect(muted.exitCode).toBe(0);
    const until = JSON.parse(muted.stdout).mutedUntil;
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(7_100_000);

    stage.secrets.regenerateKey('accounting');
    stage.secrets.regenerateKey('payroll');
    const { results } = await stage.run(instance);
    expect(results[0]).toMatchObject({ credential: 'accounting', status: 'failing' });
    expect((await stage.alerts()).map(({ attributes }) => attributes.credentials)).toEqual([
      '["payroll"]',
    ]);
    const status = await stage.run(instance, { action: 'status' });
    expect(status.results[0]).toMatchObject({ heldBack: 'muted', mutedUntil: until });
    const trail = await stage.command('history', ...ACCOUNTING, '--limit', '1');
    expect(trail.stdout).toContain('not told: muted');

    expect((await stage.command('unmute', ...ACCOUNTING)).stdout).toContain('not muted any more');
    await stage.run(instance);
    expect(await stage.alerts()).toMatchObject([
      { attributes: { event: 'regression', credentials: '["accounting"]' } },
    ]);
    expect((await stage.command('unmute', ...ACCOUNTING)).stdout).toContain('was not muted');
  });

  it.each([
    [['mute', '-e', 'production', '-c', 'accounts', '--for', '2h'], 3, 'production/accounting'],
    [['mute', ...ACCOUNTING, '--for', 'a while'], 3, 'a while'],
    [['mute', ...ACCOUNTING, '--for', '90d'], 3, '31d'],
    [['mute', '-e', 'production', '--for', '2h'], 3, '-c CREDENTIAL'],
    [['history', '--limit', 'all'], 3, '"all"'],
    [['history', '--table', 'no-such-table'], 4, 'no-such-table'],
  ])('refuse %j with %i', async (args, expected, words) => {
    const { stage } = bench;
    await stage.run(await stage.start());
    const { exitCode, stdout, stderr } = await stage.command(...args);

    expect({ exitCode, stdout }).toEqual({ exitCode: expected, stdout: '' });
    expect(stderr).toContain(words);
  });

  it('examine the deployment, part by part, and end with a conclusion', async () => {
    const { stage } = bench;
    await stage.run(await stage.start());
    const { exitCode, stdout } = await stage.command('doctor');

    // The emulator keeps neither schedules nor alarms and runs no functions, and there is no app here.
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/ok {2}Stack +deployed \(CREATE_COMPLETE\)/);
    expect(stdout).toMatch(/ok {2}Sweeps +the last one began .* ago/);
    expect(stdout).toMatch(/ok {2}Subscribers +alerts: 1 subscriber/);
    expect(stdout).toMatch(/FAIL {2}Schedule +there is none/);
    expect(stdout).toMatch(/FAIL {2}Credentials +the function does not check/);
    expect(stdout).toMatch(/\?\? {2}Code +there is no CDK app in this folder/);
    expect(stdout).toMatch(/Not good: 3 problems \(schedule, alarms, credentials\), and not/);
    const json = await stage.command('doctor', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ isGood: false });
  });
}
