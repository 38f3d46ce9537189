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

  it('says that a sweep of so many takes longer than the schedule, where it does', async () => {
    const [often, rarely] = await Promise.all([
      empty.run(['cost', '--credentials', '10000', '--every', '1m']),
      empty.run(['cost', '--credentials', '10000', '--every', '15m']),
    ]);

    expect(often.stdout).toMatch(/^10,000 credentials in 10,000 secrets, checked every 13 min: /);
    expect(often.stdout).toMatch(/scheduled every 1 min, but a sweep of so many takes .*13 min/i);
    expect(rarely.stdout).toContain('checked every 15 min: ');
    expect(rarely.stdout).not.toMatch(/scheduled every/i);
  });

  it('says that discovered credentials are not counted', async () => {
    const folder = await makeFolder();
    const discover = { tags: { 'qonto-monitor': 'production' } };
    const credentials = [{ name: 'accounting', secret: 'qonto/accounting' }];
    const write = (production: object) =>
      folder.write('monitor.config.json', { environments: { production } });

    await write({ discover, credentials });
    const beside = await folder.run(['cost']);
    const machine = await folder.run(['cost', '--json']);
    await write({ discover });
    const alone = await folder.run(['cost']);
    await folder.remove();

    expect(beside.exitCode).toBe(0);
    expect(beside.stdout).toMatch(/^Not counted: .* by its tags.*--credentials N/);
    expect(beside.stdout).toContain('1 credential in 1 secret, checked every 5 min: ');
    expect(JSON.parse(machine.stdout)).toMatchObject({ of: 'configuration', discovers: true });
    expect(alone).toMatchObject({ exitCode: 3, stdout: '' });
    expect(alone.stderr).toMatch(/discovers all its credentials.*--credentials N/);
  });

  it('says what secrets that hold no credential are', async () => {
    const { exitCode, stdout } = await empty.run(['cost', '--credentials', '5', '--secrets', '6']);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/1 secret holds no credential.*staging token/);
  });

  it('ends with 3 for numbers that are none', async () => {
    const { exitCode, stdout, stderr } = await empty.run(['cost', '--credentials', '0']);

    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('--credentials "0" is no whole number from 1');
  });

  it.each([
    [{ credentials: '2.5' }, '--credentials "2.5" is no whole number from 1'],
    [{ credentials: '2', secrets: 'two' }, '--secrets "two" is no whole number from 1'],
    [
      { credentials: '1000', secrets: '2' },
      'is too few for 1,000 credentials: a secret holds 64 KB, up to 400 credentials. Say 3 or more.',
    ],
    [
      { credentials: '5', secrets: '11' },
      'is too many for 5 credentials: each is in one secret, and may have another for its staging token. Say 10 or fewer.',
    ],
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
