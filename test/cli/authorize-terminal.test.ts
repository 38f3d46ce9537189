import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { CONSENT, SECRET, useAuthorizeBench } from './authorize-bench.ts';
import { describeAtTerminal, type Pty } from './pty.ts';

const bench = useAuthorizeBench();

const NO_BROWSER = ['--no-browser'];

const consentOn = async (pty: Pty) => (await pty.until(CONSENT))[0];

describeAtTerminal('authorize, at a terminal', () => {
  it('goes from the consent to a stored grant that works, and shows nothing of it', async () => {
    const pty = bench.atTerminal(NO_BROWSER);
    const url = await consentOn(pty);
    expect(new URL(url).searchParams.get('scope')).toBe('offline_access organization.read');
    expect(new URL(url).searchParams.get('redirect_uri')).toBe(bench.redirectUri);
    await pty.until(/Waiting for the browser/);
    const page = await bench.browse(url);

    expect(await pty.exitCode).toBe(0);
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/go back to the terminal/);
    expect(page.text).not.toMatch(/<script|ory_ac_/);
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    expect(bench.stored()).toEqual({
      ...bench.client,
      other: 'kept',
      accessToken: expect.stringMatching(/^ory_at_/),
      refreshToken: expect.stringMatching(/^ory_rt_/),
      expiresAt: expect.stringMatching(/^20.*Z$/),
      refreshedAt: expect.stringMatching(/^20.*Z$/),
      scope: 'offline_access organization.read',
    });
    expect(pty.screen).toMatch(/sandbox\/mobile-app\s+authenticated/);
    expect(pty.screen).toMatch(/Stored in qonto\/mobile-app, version version-2\./);
    expect(pty.screen).toMatch(/your application has to refresh it/);
    expect(bench.leaksIn(pty.screen)).toEqual([]);
    expect(pty.screen).not.toMatch(/ory_a[ct]_|ory_rt_/);
  });

  it('opens the browser that the user has', async () => {
    const pty = bench.atTerminal([], { BROWSER: join(bench.folder.path, 'browser.sh') });
    const url = await consentOn(pty);
    await pty.until(/Waiting for the browser/);
    let opened = '';
    while (opened === '') {
      opened = await readFile(join(bench.folder.path, 'opened.txt'), 'utf8').catch(() => '');
      await sleep(10);
    }
    await bench.browse(opened);

    expect(opened).toBe(url);
    expect(await pty.exitCode).toBe(0);
  });

  it('takes the last address of a browser on another machine, without an echo', async () => {
    const pty = bench.atTerminal([], { SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' });
    const url = await consentOn(pty);
    const last = await bench.sentTo(url);
    await pty.answer(/paste the address .*: /, 'not an address');
    await pty.until(/holds neither a code nor an error/);
    await pty.answer(/paste the address .*: /, last);

    expect(await pty.exitCode).toBe(0);
    expect(bench.stored().accessToken).toMatch(/^ory_at_/);
    expect(pty.screen).not.toContain(new URL(last).searchParams.get('code'));
  });

  it('asks for the client and the staging token where the secret does not exist, and creates it', async () => {
    bench.aws.secrets.delete(SECRET);
    bench.aws.secrets.delete('qonto/staging-token');
    const { clientId, clientSecret } = bench.client;
    const { stagingToken } = bench.qonto.sandbox;
    const pty = bench.atTerminal(NO_BROWSER);
    await pty.answer(/There is no secret qonto\/mobile-app yet\.\s+Create it\? \[y\/N\] /, 'yes');
    await pty.answer(/Client id,.*: /, clientId);
    await pty.answer(/Client secret,.*: /, clientSecret);
    await pty.answer(/Staging token,.*: /, stagingToken);
    await bench.browse(await consentOn(pty));

    expect(await pty.exitCode).toBe(0);
    expect(bench.stored()).toMatchObject({ clientId, clientSecret, stagingToken });
    expect(bench.leaksIn(pty.screen)).toEqual([]);
  });

  it('asks before it replaces a grant, and asks for its scopes again', async () => {
    const grant = bench.qonto.sandbox.createGrant(bench.client.clientId, ['payment.write']);
    bench.aws.secrets.set(SECRET, [JSON.stringify({ ...bench.client, ...grant })]);
    const declined = bench.atTerminal(NO_BROWSER);
    await declined.until(/holds a grant already/);
    await declined.answer(/Go on\? \[y\/N\] /, 'n');
    expect(await declined.exitCode).toBe(2);
    expect(bench.aws.secrets.get(SECRET)).toHaveLength(1);

    const pty = bench.atTerminal([...NO_BROWSER, '--scope', 'card.read']);
    await pty.answer(/Go on\? \[y\/N\] /, 'y');
    const url = await consentOn(pty);
    await bench.browse(url);

    expect(await pty.exitCode).toBe(0);
    expect(new URL(url).searchParams.get('scope')).toBe(
      'offline_access organization.read payment.write card.read',
    );
    expect(bench.stored().refreshToken).not.toBe(grant.refreshToken);
  });

  it('keeps what an application wrote into the secret meanwhile', async () => {
    const pty = bench.atTerminal(NO_BROWSER);
    const url = await consentOn(pty);
    bench.aws.secrets.set(SECRET, [JSON.stringify({ ...bench.client, other: 'new', more: 1 })]);
    await bench.browse(url);

    expect(await pty.exitCode).toBe(0);
    expect(bench.stored()).toMatchObject({ other: 'new', more: 1 });
  });

  it('asks whether a grant without organization.read is stored, and stores it not', async () => {
    bench.qonto.sandbox.withheldScopes = ['organization.read'];
    const pty = bench.atTerminal(NO_BROWSER);
    await bench.browse(await consentOn(pty));
    await pty.until(/OAUTH_SCOPE_MISSING/);
    await pty.answer(/Store it all the same\? \[y\/N\] /, '');

    expect(await pty.exitCode).toBe(1);
    expect(bench.aws.secrets.get(SECRET)).toHaveLength(1);
  });

  it('ends at Ctrl-C while it waits', async () => {
    const pty = bench.atTerminal(NO_BROWSER);
    await pty.until(/Waiting for the browser/);
    pty.type('\u0003');

    expect(await pty.exitCode).toBe(130);
    expect(pty.screen).not.toMatch(/^\s+at /m);
  });
});
