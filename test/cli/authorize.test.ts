import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { call } from '../simulator/http-call.ts';
import { SECRET, useAuthorizeBench } from './authorize-bench.ts';
import type { Ended } from './command.ts';

const bench = useAuthorizeBench();

/** Runs it where there is no terminal, and gives its browser something to do. */
async function withBrowser(act: (url: string) => Promise<unknown>, args: readonly string[] = []) {
  const ended = bench.run([...args, '--browser'], {
    BROWSER: join(bench.folder.path, 'browser.sh'),
  });
  let early: Ended | undefined;
  void ended.then((result) => {
    early = result;
  });
  for (;;) {
    const url = await readFile(join(bench.folder.path, 'opened.txt'), 'utf8').catch(() => '');
    // The file may still be that of another test.
    if (url.includes(String(bench.port))) {
      await act(url);
      break;
    }
    if (early !== undefined) throw new Error(`No browser was opened. ${early.stderr}`);
    await sleep(10);
  }
  return ended;
}

const callback = (query: string, path = '/callback') =>
  call(`http://127.0.0.1:${bench.port}${path}${query}`);

describe('authorize, without a terminal', () => {
  it('does all of it, and prints JSON alone', async () => {
    const { exitCode, stdout } = await withBrowser(bench.browse, ['--json']);
    const printed = JSON.parse(stdout);

    expect(exitCode).toBe(0);
    expect(printed).toMatchObject({
      stored: true,
      secret: SECRET,
      version: 'version-2',
      report: { summary: { authenticated: 1 } },
      grant: {
        scopes: ['offline_access', 'organization.read'],
        withheld: [],
        hasRefreshToken: true,
        expiresAt: expect.stringMatching(/Z$/),
      },
      problem: null,
    });
    expect(bench.leaksIn(stdout)).toEqual([]);
  });

  it('is left alone by favicons, other paths, other methods and strangers, and answers one callback', async () => {
    const replies: number[] = [];
    let repeated = '';
    const { exitCode, stderr } = await withBrowser(async (url) => {
      const last = new URL(await bench.sentTo(url));
      for (const reply of [
        await callback('', '/favicon.ico'),
        await callback('', '//'),
        await call(bench.redirectUri, { method: 'POST' }),
        await callback(''),
        await callback('?code=ory_ac_not-real&state=forged'),
        await callback('?error=%1b%5b2Jinvalid_state'),
      ]) {
        replies.push(reply.status);
      }
      // The exchange takes so long that the browser can come twice.
      bench.qonto.sandbox.faults.add({ kind: 'delay', ms: 1_000 }, { host: 'oauth', times: 1 });
      replies.push((await callback(last.search)).status);
      repeated = (await callback(last.search)).text;
    });

    expect(replies).toEqual([404, 404, 405, 400, 400, 400, 200]);
    expect(repeated).toContain('Already received');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/holds neither a code nor an error/);
    expect(stderr).toMatch(/whose state is not that of this request/);
    expect(stderr).not.toContain('\u001b');
  });

  it('is reached at both addresses of localhost', async () => {
    const { exitCode } = await withBrowser(async (url) => {
      const { search } = new URL(await bench.sentTo(url));
      expect((await call(`http://[::1]:${bench.port}/callback${search}`)).status).toBe(200);
    });

    expect(exitCode).toBe(0);
  });

  it.each([
    ['denied', 'access_denied', /consent was refused/],
    ['no_csrf_cookie', 'request_forbidden', /no CSRF cookie/],
  ] as const)('explains a consent that is %s, and ends with 1', async (consent, name, words) => {
    bench.qonto.sandbox.consent = consent;
    const { exitCode, stdout } = await withBrowser(bench.browse);

    expect(exitCode).toBe(1);
    expect(stdout).toContain(`(${name})`);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(words);
    expect(stdout).toMatch(/^1\. /m);
    expect(stdout).toContain('Nothing was stored.');
    expect(bench.aws.secrets.get(SECRET)).toHaveLength(1);
  });

  it('explains a client secret that is wrong', async () => {
    bench.qonto.sandbox.rotateClientSecret(bench.client.clientId);
    const { exitCode, stdout } = await withBrowser(bench.browse, ['--json']);

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      stored: false,
      problem: { name: 'invalid_client', outcome: 'rejected' },
    });
  });

  it('explains a code that is not taken', async () => {
    const { exitCode, stdout } = await withBrowser(async (url) => {
      const state = new URL(url).searchParams.get('state');
      await callback(`?code=ory_ac_not-real&state=${state}`);
    });

    expect(exitCode).toBe(1);
    expect(stdout).toContain('(invalid_grant)');
    expect(stdout).toMatch(/older than ten minutes/);
  });

  it.each([
    ['STAGING_TOKEN_REJECTED', 'not-real-staging-token-wrong'],
    ['STAGING_TOKEN_MISSING', ''],
  ])("explains the sandbox's gate: %s", async (code, token) => {
    bench.aws.secrets.set('qonto/staging-token', [token]);
    const { exitCode, stdout } = await withBrowser(bench.browse);

    expect(exitCode).toBe(1);
    expect(stdout).toContain(code);
  });

  it('convicts nobody where the OAuth host is down', async () => {
    const { exitCode, stdout } = await withBrowser(async (url) => {
      const last = await bench.sentTo(url);
      bench.qonto.sandbox.faults.add({ kind: 'unavailable', format: 'html' }, { host: 'oauth' });
      await call(last);
    });

    expect(exitCode).toBe(2);
    expect(stdout).toContain('PROVIDER_ERROR');
  });

  it('says that no refresh token came', async () => {
    bench.qonto.sandbox.withheldScopes = ['offline_access'];
    const { exitCode, stdout } = await withBrowser(bench.browse);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Not granted: offline_access\./);
    expect(stdout).toMatch(/No refresh token came/);
    expect(bench.stored()).not.toHaveProperty('refreshToken');
  });

  it('ends with 2 when nobody comes, and says what the browser may have shown', async () => {
    const { exitCode, stdout } = await bench.run(['--no-browser', '--timeout', '300ms']);

    expect(exitCode).toBe(2);
    expect(stdout).toContain('(timeout)');
    expect(stdout).toMatch(/404: the client id is not of sandbox/);
    expect(stdout).toMatch(/signed in to the Sandbox web app/);
    expect(stdout).toMatch(/CSRF/);
  });

  it('says beforehand that production answers 404', async () => {
    const unknown = { clientId: 'not-real-client', clientSecret: 'not-real' };
    const known = bench.qonto.production.createClient([bench.redirectUri]);
    const stderrFor = async (client: object) => {
      bench.aws.secrets.set('qonto/shop', [JSON.stringify(client)]);
      const args = ['-e', 'production', '-c', 'shop', '--no-browser', '--timeout', '1ms'];
      return (await bench.run(args)).stderr;
    };

    expect(await stderrFor(unknown)).toMatch(/Qonto answers 404 to such an address/);
    expect(await stderrFor(known)).not.toMatch(/answers 404/);
  });

  it('ends with 3 when the port is taken, and says what to do', async () => {
    const server = createServer().listen(bench.port, '127.0.0.1');
    const { exitCode, stdout, stderr } = await bench.run(['--no-browser']);
    server.close();

    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(/Port \d+ .*something else listens there.*--redirect-port/);
  });

  it.each<[string, string[], RegExp]>([
    ['an API key', ['-e', 'production', '-c', 'accounting'], /is an API key/],
    ['several credentials', ['-e', 'production'], /production\/shop, production\/accounting/],
    ['a port that is none', ['--redirect-port', '99999'], /"99999" is no port/],
    ['a duration that is none', ['--timeout', '10'], /"10" is no duration/],
    [
      'a callback that nobody can wait for',
      ['--redirect-uri', 'https://app.example.com/cb'],
      /pasted/,
    ],
  ])('ends with 3 for %s', async (_, args, words) => {
    const { exitCode, stdout, stderr } = await bench.run(args);

    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(words);
  });

  it('ends with 3 when the secret lacks what nobody can be asked for', async () => {
    bench.aws.secrets.set(SECRET, ['{"clientId":"not-real"}']);
    const lacking = await bench.run();
    bench.aws.secrets.delete(SECRET);
    const missing = await bench.run();

    expect([lacking.exitCode, missing.exitCode]).toEqual([3, 3]);
    expect(lacking.stderr).toMatch(/has no clientSecret/);
    expect(missing.stderr).toMatch(/There is no secret qonto\/mobile-app yet\..*--yes/);
  });

  it('ends with 3 before any consent when the secret would change its shape', async () => {
    bench.aws.secrets.set(SECRET, ['an access token that an application reads as text']);
    const { exitCode, stderr } = await bench.run();

    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/becomes a JSON object.*--yes/);
    expect(bench.qonto.sandbox.requests).toHaveLength(0);
  });

  it('ends with 4 when the grant cannot be stored', async () => {
    bench.aws.refuseWrites = 'AccessDeniedException';
    const { exitCode, stderr } = await withBrowser(bench.browse);

    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/secretsmanager:PutSecretValue/);
  });
});
