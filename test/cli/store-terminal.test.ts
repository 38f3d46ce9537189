import { expect, it } from 'vitest';
import { describeAtTerminal, type Pty } from './pty.ts';
import { LOGIN, OWN, useStoreBench } from './store-bench.ts';

const bench = useStoreBench();

async function enterKey(pty: Pty): Promise<void> {
  await pty.answer(/Login .*: /, bench.key.login);
  await pty.answer(/15 characters\s+Secret key: /, bench.key.secret);
}

describeAtTerminal('store, at a terminal', () => {
  it('asks without an echo, checks, and stores what authenticates', async () => {
    bench.aws.secrets.set(OWN, ['{"login":"old","secret":"old","note":"kept"}']);
    const pty = bench.atTerminal();
    await enterKey(pty);

    expect(await pty.exitCode).toBe(0);
    expect(pty.screen).toMatch(/1 authenticated, 0 rejected/);
    expect(pty.screen).toMatch(/Stored in qonto\/accounting, version version-2/);
    expect(JSON.parse(bench.stored())).toEqual({ ...bench.key, note: 'kept' });
    expect(bench.leaksOf(pty.screen)).toEqual([]);
    expect(pty.screen).not.toContain(LOGIN);
  });

  it('shows nothing that is typed too early', async () => {
    bench.aws.secrets.set(OWN, ['{"login":"old","secret":"old"}']);
    const pty = bench.atTerminal();
    await pty.until(/Login .*: /);
    pty.type(`${bench.key.login}\r${bench.key.secret}\r`);
    await pty.until(/Secret key: /);
    pty.type(`${bench.key.secret}\r${bench.key.secret}\r`);

    expect(await pty.exitCode).toBe(0);
    expect(bench.leaksOf(pty.screen)).toEqual([]);
  });

  it('takes the whole header, and says what is wrong with it before anything is stored', async () => {
    bench.aws.secrets.set(OWN, ['old:value']);
    const pty = bench.atTerminal();
    await pty.answer(/Login .*: /, '');
    await pty.answer(/Authorization header: /, `Bearer ${bench.key.login}:${bench.key.secret}`);
    await pty.until(/API_KEY_BEARER_PREFIX/);
    await pty.answer(/Store it all the same\? \[y\/N\] /, '');

    expect(await pty.exitCode).toBe(1);
    expect(pty.screen).toContain('Nothing was stored.');
    expect(bench.aws.secrets.get(OWN)).toEqual(['old:value']);
    expect(bench.leaksOf(pty.screen)).toEqual([]);
  });

  it('stores what is refused when that is wanted all the same', async () => {
    bench.aws.secrets.set(OWN, ['old:value']);
    bench.qonto.production.revokeApiKey(LOGIN);
    const pty = bench.atTerminal();
    await enterKey(pty);
    await pty.answer(/Qonto does not accept it\. Store it all the same\? \[y\/N\] /, 'y');

    expect(await pty.exitCode).toBe(1);
    expect(bench.stored()).toBe(`${bench.key.login}:${bench.key.secret}`);
  });

  it('says that nothing is known where Qonto is down, and asks', async () => {
    bench.aws.secrets.set(OWN, ['old:value']);
    bench.qonto.production.faults.add({ kind: 'unavailable', format: 'json' });
    const pty = bench.atTerminal();
    await enterKey(pty);
    await pty.answer(/It is not known whether Qonto accepts it\. Store .*\? \[y\/N\] /, 'no');

    expect(await pty.exitCode).toBe(2);
    expect(bench.aws.secrets.get(OWN)).toHaveLength(1);
  });

  it('creates a secret when somebody agrees', async () => {
    const pty = bench.atTerminal();
    await pty.answer(/There is no secret qonto\/accounting yet\.\s+Create it\? \[y\/N\] /, 'y');
    await pty.answer(/API key, or OAuth tokens\? .*\] /, 'key');
    await enterKey(pty);

    expect(await pty.exitCode).toBe(0);
    expect(JSON.parse(bench.stored())).toEqual(bench.key);
  });

  it('creates none when nobody agrees, and sends nothing', async () => {
    const pty = bench.atTerminal();
    await pty.answer(/Create it\? \[y\/N\] /, '');

    expect(await pty.exitCode).toBe(2);
    expect(bench.aws.secrets.size).toBe(0);
    expect(bench.qonto.production.requests).toHaveLength(0);
  });

  it('shows nothing of a key that is pasted where an answer was asked for, and asks again', async () => {
    const pty = bench.atTerminal();
    await pty.answer(/Create it\? \[y\/N\] /, `${bench.key.login}:${bench.key.secret}`);
    await pty.answer(/not shown.*Create it\? \[y\/N\] /s, 'y');
    await pty.answer(/\[key\/oauth\] /, bench.key.secret);
    await pty.answer(/not shown.*\[key\/oauth\] /s, 'key');
    await enterKey(pty);

    expect(await pty.exitCode).toBe(0);
    expect(JSON.parse(bench.stored())).toEqual(bench.key);
    expect(bench.leaksOf(pty.screen)).toEqual([]);
    expect(pty.screen).not.toContain(LOGIN);
  });

  it('shows nothing of a token that is pasted where its expiry was asked for', async () => {
    const pty = bench.atTerminal(['-e', 'sandbox', '--yes']);
    await pty.answer(/Client id .*: /, '');
    await pty.answer(/Client secret .*: /, '');
    await pty.answer(/Access token .*: /, 'notarealtoken');
    await pty.answer(/Refresh token .*: /, '');
    await pty.answer(/expires at .*: /, bench.key.secret);

    expect(await pty.exitCode).toBe(3);
    expect(bench.leaksOf(pty.screen)).toEqual([]);
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('ends at %s, and stores nothing', async (_, keys) => {
    bench.aws.secrets.set(OWN, ['old:value']);
    const pty = bench.atTerminal();
    await pty.until(/Login .*: /);
    pty.type(keys);

    expect(await pty.exitCode).toBe(130);
    expect(pty.screen).not.toMatch(/^\s+at /m);
    expect(bench.aws.secrets.get(OWN)).toHaveLength(1);
  });

  it('asks for tokens, keeps what is not given, and forgets what was known of the old ones', async () => {
    const { sandbox } = bench.qonto;
    const client = sandbox.createClient();
    const grant = sandbox.createGrant(client.clientId);
    const old = { ...client, accessToken: 'old', refreshToken: 'kept', expiresAt: 1, other: 2 };
    bench.aws.secrets.set('qonto/mobile-app', [JSON.stringify(old)]);
    const pty = bench.atTerminal(['-e', 'sandbox', '--json']);
    await pty.answer(/Client id \(Enter: as it is\): /, '');
    await pty.answer(/Client secret .*: /, '');
    await pty.answer(/Access token .*: /, grant.accessToken);
    await pty.answer(/Refresh token .*: /, '');
    await pty.answer(/expires at .*: /, '');
    await pty.answer(/Staging token \(Enter: as it is\): /, sandbox.stagingToken);

    expect(await pty.exitCode).toBe(0);
    expect(JSON.parse(bench.stored('qonto/mobile-app'))).toEqual({
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
