import { describe, expect, it } from 'vitest';
import { BESIDE_A_GRANT, DISCOVERING, OWN, SHARED, useStoreBench } from './store-bench.ts';

const bench = useStoreBench();

describe('store, from standard input', () => {
  const json = () => JSON.stringify(bench.key);
  const text = () => `${bench.key.login}:${bench.key.secret}`;

  it.each([
    ['JSON', () => json()],
    ['JSON with a line break', () => `${json()}\n`],
    ['text, as echo writes it', () => `${text()}\n`],
  ])('stores %s in a secret that has a pair', async (_, input) => {
    bench.aws.secrets.set(OWN, ['{"login":"old","secret":"old"}']);
    const { exitCode, stdout, stderr } = await bench.store(input());

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Stored in qonto/accounting, version version-2.');
    expect(JSON.parse(bench.stored())).toEqual(bench.key);
    expect(bench.leaksOf(stdout)).toEqual([]);
  });

  it('stores all the same where nobody reads what it prints', async () => {
    bench.aws.secrets.set(OWN, ['old:value']);

    expect(await bench.storeUnread(text())).toBe(0);
    expect(bench.stored()).toBe(text());
  });

  it('keeps a secret of bare text what it is', async () => {
    bench.aws.secrets.set(OWN, ['old:value']);
    expect((await bench.store(json())).exitCode).toBe(0);

    expect(bench.stored()).toBe(text());
  });

  it("keeps an application's own secret, and its names", async () => {
    bench.aws.secrets.set(SHARED, ['{"DB":"not-real","QONTO_LOGIN":"old","QONTO_SECRET":"old"}']);
    const { exitCode } = await bench.store(json(), ['-c', 'shop']);

    expect(exitCode).toBe(0);
    expect(JSON.parse(bench.stored(SHARED))).toEqual({
      DB: 'not-real',
      QONTO_LOGIN: bench.key.login,
      QONTO_SECRET: bench.key.secret,
    });
  });

  it('stores a credential that is discovered: alerts about it name this command as well', async () => {
    bench.aws.secrets.set(OWN, ['{"login":"old","secret":"old","STRIPE":"not-real"}']);
    const args = ['--config', DISCOVERING, '-e', 'production', '-c', OWN];
    const { exitCode, stderr } = await bench.store(json(), args);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(bench.stored())).toEqual({ ...bench.key, STRIPE: 'not-real' });
  });

  it('says that nothing keeps refreshes away where the secret has a managed grant, and no stack is deployed', async () => {
    bench.aws.functionName = null;
    bench.aws.secrets.set(SHARED, ['{"key":{"login":"old","secret":"old"},"grant":{"a":"b"}}']);
    const args = ['--config', BESIDE_A_GRANT, '-e', 'production', '-c', 'accounting'];
    const { exitCode, stderr } = await bench.store(json(), args);

    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/from refreshing apps\/shop just now.*QontoAuthMonitor.*--stack/s);
    expect(JSON.parse(bench.stored(SHARED))).toEqual({ key: bench.key, grant: { a: 'b' } });
  });

  it('stores nothing that does not authenticate, and says why, and where Qonto looked', async () => {
    bench.aws.secrets.set(OWN, ['old:value']);
    const { exitCode, stdout, stderr } = await bench.store(`Bearer ${text()}`);

    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout).toContain('API_KEY_BEARER_PREFIX');
    expect(stdout).toContain('Nothing was stored.');
    expect(stdout).toContain('2. Run this command again with the value that is right.');
    expect(stdout).not.toContain('auth-monitor store');
    expect(bench.aws.secrets.get(OWN)).toEqual(['old:value']);
    expect(bench.leaksOf(stdout)).toEqual([]);
  });

  it('stores it with --force, and still ends with what was found', async () => {
    bench.aws.secrets.set(OWN, ['old:value']);
    const { exitCode, stdout } = await bench.store(`Bearer ${text()}`, ['--force', '--json']);
    const settled = JSON.parse(stdout);

    expect(exitCode).toBe(1);
    expect(settled).toMatchObject({ stored: true, secret: OWN, version: 'version-2' });
    expect(settled.report.results[0].diagnosis.code).toBe('API_KEY_BEARER_PREFIX');
    expect(bench.stored()).toBe(`Bearer ${text()}`);
    expect(bench.leaksOf(stdout)).toEqual([]);
  });

  it('gives a secret another shape with --yes, and else says that it would', async () => {
    bench.aws.secrets.set(OWN, ['{"damaged":']);
    const refused = await bench.store(json());

    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toMatch(/becomes a JSON object.*--yes/);
    expect((await bench.store(json(), ['--yes'])).exitCode).toBe(0);
    expect(JSON.parse(bench.stored())).toEqual(bench.key);
  });

  it('creates a secret with --yes, and else says that it would', async () => {
    const refused = await bench.store(json());

    expect({ exitCode: refused.exitCode, stdout: refused.stdout }).toEqual({
      exitCode: 3,
      stdout: '',
    });
    expect(refused.stderr).toMatch(/no secret qonto\/accounting.*Create it\? --yes answers yes/);
    expect((await bench.store(json(), ['--yes'])).exitCode).toBe(0);
    expect(JSON.parse(bench.stored())).toEqual(bench.key);
  });

  it('refuses what no secret has room for before it asks Qonto', async () => {
    bench.aws.secrets.set(OWN, ['old:value']);
    const { exitCode, stderr } = await bench.store(`${text()}${'x'.repeat(65_536)}`);

    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/65536 bytes/);
    expect(bench.qonto.production.requests).toHaveLength(0);
  });

  it.each([
    ['nothing', '', /empty/],
    ['blanks', ' \n', /empty/],
    ['damaged JSON', '{"login":', /JSON/],
    ['a list', '["a"]', /JSON/],
    ['keys of something else', '{"login":"a","secret":"b","DB_PASSWORD":"c"}', /"DB_PASSWORD"/],
    ['a field of a wrong type', '{"login":["a"],"secret":"b"}', /neither text nor a number/],
    ['a time that is none', '{"accessToken":"a","expiresAt":"soon"}', /"expiresAt" is no time/],
  ])('ends with 3 for %s, and sends nothing', async (_, input, words) => {
    bench.aws.secrets.set(OWN, ['{"login":"old","secret":"old"}']);
    const { exitCode, stdout, stderr } = await bench.store(input);

    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(words);
    expect(bench.qonto.production.requests).toHaveLength(0);
    expect(bench.aws.secrets.get(OWN)).toHaveLength(1);
  });

  it('ends with 3 when it is not clear which credential is meant', async () => {
    const { exitCode, stderr } = await bench.store(json(), ['-e', 'production']);

    expect(exitCode).toBe(3);
    expect(stderr).toContain('production/accounting, production/shop');
  });

  it('ends with 4 when the secret may not be written, and says which right is missing', async () => {
    bench.aws.secrets.set(OWN, ['old:value']);
    bench.aws.refuseWrites = 'AccessDeniedException';
    const { exitCode, stderr } = await bench.store(json());

    expect(exitCode).toBe(4);
    expect(stderr).toContain('secretsmanager:PutSecretValue');
    expect(bench.leaksOf(stderr)).toEqual([]);
  });
});
