import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { CanarySearch } from '../support/canaries.ts';
import { type Folder, makeFolder } from './command.ts';
import { type FakeAws, startFakeAws } from './fake-aws.ts';
import { describeAtTerminal, type Pty, runAtTerminal } from './pty.ts';

const LOGIN = 'pied-piper-7133';
const OWN = 'qonto/accounting';
const SHARED = 'apps/shop';

let qonto: Simulator;
let aws: FakeAws;
let folder: Folder;
let key: { login: string; secret: string };

beforeAll(async () => {
  [qonto, aws, folder] = await Promise.all([startSimulator(), startFakeAws(), makeFolder()]);
  const { production, sandbox } = qonto;
  await folder.write('monitor.config.json', {
    environments: {
      production: {
        apiUrl: production.apiUrl,
        oauthUrl: production.oauthUrl,
        credentials: [
          { name: 'accounting', secret: OWN },
          {
            name: 'shop',
            secret: SHARED,
            fields: { login: 'QONTO_LOGIN', secret: 'QONTO_SECRET' },
          },
        ],
      },
      sandbox: {
        apiUrl: sandbox.apiUrl,
        oauthUrl: sandbox.oauthUrl,
        credentials: [{ name: 'mobile-app', secret: 'qonto/mobile-app', method: 'oauth' }],
      },
    },
    check: { confirmAfter: '1ms' },
  });
});
afterAll(async () => {
  await Promise.all([qonto.close(), aws.close(), folder.remove()]);
});
beforeEach(() => {
  aws.refuse = null;
  aws.refuseWrites = null;
  aws.secrets.clear();
  qonto.production.faults.clear();
  qonto.production.clearRequests();
  key = qonto.production.createApiKey(LOGIN);
});

const ACCOUNTING = ['store', '-e', 'production', '-c', 'accounting'];

const env = () => ({ AWS_ENDPOINT_URL: aws.url });
const store = (input: string, ...args: string[]) =>
  folder.run([...ACCOUNTING, ...args], env(), input);
const atTerminal = (...args: string[]) => runAtTerminal(folder, [...ACCOUNTING, ...args], env());
const stored = (id = OWN) => aws.secrets.get(id)?.at(-1);

/** Whether a text shows the secret key; its random end alone, for the words before it are words. */
function leaksOf(text: string): string[] {
  const search = new CanarySearch();
  search.watch('the secret key', key.secret.slice('notarealsecret'.length));
  return search.foundIn(text);
}

async function enterKey(pty: Pty): Promise<void> {
  await pty.answer(/Login .*: /, key.login);
  await pty.answer(/15 characters\s+Secret key: /, key.secret);
}

describeAtTerminal('store, at a terminal', () => {
  it('asks without an echo, checks, and stores what authenticates', async () => {
    aws.secrets.set(OWN, ['{"login":"old","secret":"old","note":"kept"}']);
    const pty = atTerminal();
    await enterKey(pty);

    expect(await pty.exitCode).toBe(0);
    expect(pty.screen).toMatch(/1 authenticated, 0 rejected/);
    expect(pty.screen).toMatch(/Stored in qonto\/accounting, version version-2/);
    expect(JSON.parse(stored() ?? '')).toEqual({ ...key, note: 'kept' });
    expect(leaksOf(pty.screen)).toEqual([]);
    expect(pty.screen).not.toContain(LOGIN);
  });

  it('shows nothing that is typed too early', async () => {
    aws.secrets.set(OWN, ['{"login":"old","secret":"old"}']);
    const pty = atTerminal();
    await pty.until(/Login .*: /);
    pty.type(`${key.login}\r${key.secret}\r`);
    await pty.until(/Secret key: /);
    pty.type(`${key.secret}\r${key.secret}\r`);

    expect(await pty.exitCode).toBe(0);
    expect(leaksOf(pty.screen)).toEqual([]);
  });

  it('takes the whole header, and says what is wrong with it before anything is stored', async () => {
    aws.secrets.set(OWN, ['old:value']);
    const pty = atTerminal();
    await pty.answer(/Login .*: /, '');
    await pty.answer(/Authorization header: /, `Bearer ${key.login}:${key.secret}`);
    await pty.until(/API_KEY_BEARER_PREFIX/);
    await pty.answer(/Store it all the same\? \[y\/N\] /, '');

    expect(await pty.exitCode).toBe(1);
    expect(pty.screen).toContain('Nothing was stored.');
    expect(aws.secrets.get(OWN)).toEqual(['old:value']);
    expect(leaksOf(pty.screen)).toEqual([]);
  });

  it('stores what is refused when that is wanted all the same', async () => {
    aws.secrets.set(OWN, ['old:value']);
    qonto.production.revokeApiKey(LOGIN);
    const pty = atTerminal();
    await enterKey(pty);
    await pty.answer(/Qonto does not accept it\. Store it all the same\? \[y\/N\] /, 'y');

    expect(await pty.exitCode).toBe(1);
    expect(stored()).toBe(`${key.login}:${key.secret}`);
  });

  it('says that nothing is known where Qonto is down, and asks', async () => {
    aws.secrets.set(OWN, ['old:value']);
    qonto.production.faults.add({ kind: 'unavailable', format: 'json' });
    const pty = atTerminal();
    await enterKey(pty);
    await pty.answer(/It is not known whether Qonto accepts it\. Store .*\? \[y\/N\] /, 'no');

    expect(await pty.exitCode).toBe(2);
    expect(aws.secrets.get(OWN)).toHaveLength(1);
  });

  it('creates a secret when somebody agrees', async () => {
    const pty = atTerminal();
    await pty.answer(/There is no secret qonto\/accounting yet\.\s+Create it\? \[y\/N\] /, 'y');
    await pty.answer(/API key, or OAuth tokens\? .*\] /, 'key');
    await enterKey(pty);

    expect(await pty.exitCode).toBe(0);
    expect(JSON.parse(stored() ?? '')).toEqual(key);
  });

  it('creates none when nobody agrees, and sends nothing', async () => {
    const pty = atTerminal();
    await pty.answer(/Create it\? \[y\/N\] /, '');

    expect(await pty.exitCode).toBe(2);
    expect(aws.secrets.size).toBe(0);
    expect(qonto.production.requests).toHaveLength(0);
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('ends at %s, and stores nothing', async (_, keys) => {
    aws.secrets.set(OWN, ['old:value']);
    const pty = atTerminal();
    await pty.until(/Login .*: /);
    pty.type(keys);

    expect(await pty.exitCode).toBe(2);
    expect(pty.screen).not.toMatch(/^\s+at /m);
    expect(aws.secrets.get(OWN)).toHaveLength(1);
  });

  it('asks for tokens, keeps what is not given, and forgets what was known of the old ones', async () => {
    const { sandbox } = qonto;
    const client = sandbox.createClient();
    const grant = sandbox.createGrant(client.clientId);
    const old = { ...client, accessToken: 'old', refreshToken: 'kept', expiresAt: 1, other: 2 };
    aws.secrets.set('qonto/mobile-app', [JSON.stringify(old)]);
    const pty = runAtTerminal(folder, ['store', '-e', 'sandbox', '--json'], env());
    await pty.answer(/Client id \(Enter: as it is\): /, '');
    await pty.answer(/Client secret .*: /, '');
    await pty.answer(/Access token .*: /, grant.accessToken);
    await pty.answer(/Refresh token .*: /, '');
    await pty.answer(/expires at .*: /, '');
    await pty.answer(/Staging token \(Enter: as it is\): /, sandbox.stagingToken);

    expect(await pty.exitCode).toBe(0);
    expect(JSON.parse(stored('qonto/mobile-app') ?? '')).toEqual({
      ...client,
      accessToken: grant.accessToken,
      refreshToken: 'kept',
      stagingToken: sandbox.stagingToken,
      other: 2,
    });
    expect(pty.screen).not.toContain(grant.accessToken);
    expect(pty.screen).not.toContain(sandbox.stagingToken);
  });
});

describe('store, from standard input', () => {
  const json = () => JSON.stringify(key);
  const text = () => `${key.login}:${key.secret}`;

  it.each([
    ['JSON', () => json()],
    ['JSON with a line break', () => `${json()}\n`],
    ['text, as echo writes it', () => `${text()}\n`],
  ])('stores %s in a secret that has a pair', async (_, input) => {
    aws.secrets.set(OWN, ['{"login":"old","secret":"old"}']);
    const { exitCode, stdout, stderr } = await store(input());

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Stored in qonto/accounting, version version-2.');
    expect(JSON.parse(stored() ?? '')).toEqual(key);
    expect(leaksOf(stdout)).toEqual([]);
  });

  it('keeps a secret of bare text what it is', async () => {
    aws.secrets.set(OWN, ['old:value']);
    expect((await store(json())).exitCode).toBe(0);

    expect(stored()).toBe(text());
  });

  it("keeps an application's own secret, and its names", async () => {
    aws.secrets.set(SHARED, ['{"DB":"not-real","QONTO_LOGIN":"old","QONTO_SECRET":"old"}']);
    const { exitCode } = await folder.run(['store', '-c', 'shop'], env(), json());

    expect(exitCode).toBe(0);
    expect(JSON.parse(stored(SHARED) ?? '')).toEqual({
      DB: 'not-real',
      QONTO_LOGIN: key.login,
      QONTO_SECRET: key.secret,
    });
  });

  it('stores nothing that does not authenticate, and says why, and where Qonto looked', async () => {
    aws.secrets.set(OWN, ['old:value']);
    const { exitCode, stdout, stderr } = await store(`Bearer ${text()}`);

    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout).toContain('API_KEY_BEARER_PREFIX');
    expect(stdout).toContain('Nothing was stored.');
    expect(aws.secrets.get(OWN)).toEqual(['old:value']);
    expect(leaksOf(stdout)).toEqual([]);
  });

  it('stores it with --force, and still ends with what was found', async () => {
    aws.secrets.set(OWN, ['old:value']);
    const { exitCode, stdout } = await store(`Bearer ${text()}`, '--force', '--json');
    const settled = JSON.parse(stdout);

    expect(exitCode).toBe(1);
    expect(settled).toMatchObject({ stored: true, secret: OWN, version: 'version-2' });
    expect(settled.report.results[0].diagnosis.code).toBe('API_KEY_BEARER_PREFIX');
    expect(stored()).toBe(`Bearer ${text()}`);
    expect(leaksOf(stdout)).toEqual([]);
  });

  it('creates a secret with --yes, and else says that it would', async () => {
    const refused = await store(json());

    expect({ exitCode: refused.exitCode, stdout: refused.stdout }).toEqual({
      exitCode: 3,
      stdout: '',
    });
    expect(refused.stderr).toMatch(/no secret qonto\/accounting.*--yes/);
    expect((await store(json(), '--yes')).exitCode).toBe(0);
    expect(JSON.parse(stored() ?? '')).toEqual(key);
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
    aws.secrets.set(OWN, ['{"login":"old","secret":"old"}']);
    const { exitCode, stdout, stderr } = await store(input);

    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(words);
    expect(qonto.production.requests).toHaveLength(0);
    expect(aws.secrets.get(OWN)).toHaveLength(1);
  });

  it('ends with 3 when it is not clear which credential is meant', async () => {
    const { exitCode, stderr } = await folder.run(['store', '-e', 'production'], env(), json());

    expect(exitCode).toBe(3);
    expect(stderr).toContain('production/accounting, production/shop');
  });

  it('ends with 4 when the secret may not be written, and says which right is missing', async () => {
    aws.secrets.set(OWN, ['old:value']);
    aws.refuseWrites = 'AccessDeniedException';
    const { exitCode, stderr } = await store(json());

    expect(exitCode).toBe(4);
    expect(stderr).toContain('secretsmanager:PutSecretValue');
    expect(leaksOf(stderr)).toEqual([]);
  });
});
