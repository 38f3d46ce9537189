import { describe, expect, it } from 'vitest';
import { toldBy, useProduction } from './production-stage.ts';
import { MINUTE } from './timeline.ts';

describe('sweep, when the status table fails', () => {
  it('still checks when it cannot read, then fails, and alerts nobody', async () => {
    const stage = await useProduction(['accounting']);
    stage.revoke('accounting');
    stage.statuses.fails = (operation) => operation === 'readAll';

    await expect(stage.sweep()).rejects.toMatchObject({
      code: 'STATE_UNAVAILABLE',
      message: expect.stringContaining('ProvisionedThroughputExceededException'),
    });
    expect(stage.simulator.production.requests.length).toBeGreaterThan(0);
    expect(stage.logged.join()).toContain('API_KEY_REJECTED');
    expect(toldBy(stage)).toEqual([]);
    expect(stage.statuses.calls.write).toBe(0);
  });

  it('alerts with the next sweep that can read', async () => {
    const stage = await useProduction(['accounting']);
    await stage.sweep();
    stage.revoke('accounting');
    stage.statuses.fails = (operation) => operation === 'readAll';
    await expect(stage.sweep()).rejects.toThrow();
    stage.statuses.fails = () => false;
    await stage.sweep();

    expect(toldBy(stage)).toEqual(['regression: accounting']);
  });

  it('alerts nobody of what it could not write, and makes up for it with the next sweep', async () => {
    const stage = await useProduction(['accounting']);
    stage.revoke('accounting');
    stage.statuses.fails = (operation) => operation === 'write';

    await expect(stage.sweep()).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' });
    expect(toldBy(stage)).toEqual([]);
    stage.statuses.fails = () => false;
    stage.pass(5 * MINUTE);
    await stage.sweep();
    expect(toldBy(stage)).toEqual(['regression: accounting']);
  });

  it('alerts of the others in the same sweep when one record cannot be written, and fails', async () => {
    const stage = await useProduction(['accounting', 'payroll']);
    stage.revoke('accounting');
    stage.mangle('payroll');
    stage.statuses.fails = (operation, credential) =>
      operation === 'write' && credential === 'accounting';

    await expect(stage.sweep()).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' });
    expect(toldBy(stage)).toEqual(['regression: payroll']);
  });

  it('loses no alert and doubles none when one record cannot be written for a while', async () => {
    const stage = await useProduction(['accounting', 'payroll']);
    stage.revoke('accounting');
    stage.mangle('payroll');
    stage.statuses.fails = (operation, credential) =>
      operation === 'write' && credential === 'accounting';
    await expect(stage.sweep()).rejects.toThrow();
    await expect(stage.sweep()).rejects.toThrow();
    stage.statuses.fails = () => false;
    await stage.sweep();

    expect(toldBy(stage).toSorted()).toEqual(['regression: accounting', 'regression: payroll']);
  });

  it('does not say that nothing was remembered where only its own record failed', async () => {
    const stage = await useProduction(['accounting']);
    stage.revoke('accounting');
    stage.statuses.fails = (operation) => operation === 'recordSweep';
    const message = await stage.sweep().catch((error: Error) => error.message);

    expect(toldBy(stage)).toEqual(['regression: accounting']);
    expect(message).toContain('status table');
    expect(message).not.toMatch(/nothing was remembered|no alert/);
  });

  it('opens no second incident when the table fails between what it owed and its checks', async () => {
    const stage = await useProduction(['accounting']);
    stage.revoke('accounting');
    stage.topic.refuses = () => true;
    await stage.sweep();
    stage.topic.refuses = () => false;
    const readsBefore = stage.statuses.calls.readAll;
    stage.statuses.fails = (operation) =>
      operation === 'readAll' && stage.statuses.calls.readAll === readsBefore + 2;
    await stage.sweep().catch(() => null);
    stage.statuses.fails = () => false;
    await stage.sweep();

    expect(toldBy(stage)).toEqual(['regression: accounting']);
  });

  it('remembers nothing and alerts nobody when the secrets cannot be asked for', async () => {
    const stage = await useProduction(['accounting']);
    await stage.sweep();
    const before = stage.statuses.dump();
    stage.secrets.read = async () => {
      throw new Error('no credentials of AWS');
    };

    for (const event of [{}, { action: 'check' }]) {
      await expect(stage.monitor(event)).rejects.toThrow('no credentials of AWS');
    }
    expect(stage.statuses.dump()).toBe(before);
    expect(stage.topic.attempts).toBe(0);
  });
});
