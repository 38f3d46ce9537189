import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cost } from '../../cli/cost.ts';
import { standardOutput } from '../../cli/output.ts';
import { type Folder, makeFolder } from './command.ts';

let empty: Folder;
let configured: Folder;

beforeAll(async () => {
  [empty, configured] = await Promise.all([makeFolder(), makeFolder()]);
  await configured.write('monitor.config.json', {
    schedule: 'rate(10 minutes)',
    environments: {
      production: {
        credentials: [
          { name: 'accounting', secret: 'qonto/all#accounting' },
          { name: 'payroll', secret: 'qonto/all#payroll' },
          { name: 'shop', secret: 'qonto/shop' },
        ],
      },
    },
  });
});

afterAll(() => Promise.all([empty.remove(), configured.remove()]));

describe('cost', () => {
  it('estimates the configuration, item by item, and what others come to', async () => {
    const { exitCode, stdout, stderr } = await configured.run(['cost']);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^3 credentials in 2 secrets, checked every 10 min: about 1\.\d\d USD/);
    expect(stdout).toMatch(/Secrets Manager +secrets kept +2 +0\.80\n/);
    expect(stdout).toMatch(/Secrets Manager +calls that read +4,380 +0\.02\n/);
    expect(stdout).toMatch(/ in all +1\.\d\d\n/);
    expect(stdout).toMatch(/CloudWatch Synthetics, for the same checks: \d+\.\d\d \(\d+ times/);
    expect(stdout).toMatch(/Checkly, for the same checks: 2\.63 /);
    expect(stdout).toContain('us-east-1 as of 2026-11; free tiers and discounts are left out');
    expect(stdout).toMatch(/if it bills one for each, add 0\.02\./);
  });

  it('estimates an example, and says so, where there is no configuration', async () => {
    const { exitCode, stdout } = await empty.run(['cost']);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^There is no configuration here\. An example; .*--credentials/);
    expect(stdout).toContain('2 credentials in 2 secrets, checked every 5 min: about 1.29 USD');
  });

  it('estimates numbers in place of a configuration; for machines with every price', async () => {
    const numbers = ['--credentials', '1', '--secrets', '1', '--every', '1h'];
    const { exitCode, stdout } = await configured.run(['cost', ...numbers, '--json']);

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      of: 'numbers',
      load: { credentials: 1, secrets: 1, intervalMs: 3_600_000 },
      monitor: { name: 'qonto-auth-monitor', billedEachUsd: 0 },
      others: [{ name: 'CloudWatch Synthetics' }, { name: 'Checkly', usd: 0.146 }],
      priced: { region: 'us-east-1', currency: 'USD', asOf: '2026-11' },
      prices: { secret: { usd: 0.4, source: 'https://aws.amazon.com/secrets-manager/pricing/' } },
      assumed: { incidentsPerCredential: 1 },
    });
  });

  it('takes another interval than that of the configuration', async () => {
    const { stdout } = await configured.run(['cost', '--every', '1m', '--json']);

    expect(JSON.parse(stdout)).toMatchObject({
      of: 'configuration',
      load: { credentials: 3, intervalMs: 60_000 },
    });
  });

  it('ends with 3 for numbers that are none', async () => {
    const { exitCode, stdout, stderr } = await empty.run(['cost', '--credentials', '0']);

    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('--credentials "0" is no whole number from 1');
  });

  it.each([
    [{ credentials: '2.5' }, '--credentials "2.5" is no whole number from 1'],
    [{ credentials: '2', secrets: 'two' }, '--secrets "two" is no whole number from 1'],
    [{ secrets: '1' }, '--secrets goes with --credentials'],
    [{ every: '30s' }, '--every "30s" is no time from 1m to 31d'],
    [{ every: 'often' }, '--every "often" is no time from 1m to 31d'],
    [{ config: 'a.json', credentials: '2' }, 'exclude each other'],
    [{ config: 'not-there.json' }, 'There is no configuration at '],
  ])('refuses %j', async (options, message) => {
    const out = standardOutput({ write: () => true, isTTY: false, columns: 100 }, {});

    await expect(cost(options, out)).rejects.toThrow(message);
  });
});
