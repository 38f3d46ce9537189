import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Folder, makeFolder } from './command.ts';

let folder: Folder;

beforeAll(async () => {
  folder = await makeFolder();
});
afterAll(() => folder.remove());

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

describe('the command line', () => {
  it.each([
    ['nothing', []],
    ['an unknown command', ['chekc']],
    ['an unknown option', ['check', '--jsn']],
    ['an option without its value', ['check', '--environment']],
    ['a missing argument', ['explain']],
    ['an unknown code', ['explain', 'NO_SUCH_THING']],
    ['no configuration', ['check']],
  ])('ends with 3, and says why on standard error: %s', async (_, args) => {
    const { exitCode, stdout, stderr } = await folder.run(args);

    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr.trim()).not.toBe('');
    expect(stderr).not.toMatch(/^\s+at |Internal fault/m);
  });

  it('prints its help with the commands and the exit codes', async () => {
    const { exitCode, stdout, stderr } = await folder.run(['--help']);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const command of ['check', 'invoke', 'status', 'explain', 'authorize', 'store', 'demo']) {
      expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    }
    expect(stdout).toMatch(/Exit codes: 0 .*1 .*2 .*3 .*4 /);
  });

  it('prints its version', async () => {
    expect(await folder.run(['--version'])).toEqual({
      exitCode: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });
});

describe('explain', () => {
  it('prints a code with cause, steps, facts and guide, in any letter case', async () => {
    const { exitCode, stdout, stderr } = await folder.run(['explain', 'api_key_swapped']);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^API_KEY_SWAPPED\n/);
    expect(stdout).toContain('rejected');
    expect(stdout).toMatch(/1\. Store the login first/);
    expect(stdout).toContain('https://docs.qonto.com/guides/troubleshooting');
    expect(stripVTControlCharacters(stdout)).toBe(stdout);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  it('prints the same for machines', async () => {
    const { exitCode, stdout } = await folder.run(['explain', 'RATE_LIMITED', '--json']);

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'RATE_LIMITED', kind: 'inconclusive' });
  });

  it.each([
    ['API_KEY_SWAP', 'API_KEY_SWAPPED'],
    ['STAGING', 'STAGING_TOKEN_MISSING'],
    ['oauth-client', 'OAUTH_CLIENT_INVALID'],
  ])('names those that are like an unknown code: %s', async (asked, like) => {
    const { exitCode, stderr } = await folder.run(['explain', asked]);

    expect(exitCode).toBe(3);
    expect(stderr).toContain(like);
  });
});

describe('what is nearly right', () => {
  it('names the nearest code first', async () => {
    const { stderr } = await folder.run(['explain', 'API_KEY_SWAPED']);

    expect(stderr).toMatch(/^There is no code "API_KEY_SWAPED"; did you mean "API_KEY_SWAPPED"\?/);
  });

  it('names all that mute needs at once', async () => {
    const { exitCode, stderr } = await folder.run(['mute']);

    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/-e ENVIRONMENT -c CREDENTIAL --for DURATION/);
  });
});

describe('demo', () => {
  it('ends with 0, and shows a regression, its alerts and the recovery in plain text', async () => {
    const { exitCode, stdout, stderr } = await folder.run(['demo']);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const order = ['healthy', 'failing', 'Subject: ', 'recover'].map((word) =>
      stdout.toLowerCase().indexOf(word.toLowerCase()),
    );
    expect(order).not.toContain(-1);
    expect(order.toSorted((a, b) => a - b)).toEqual(order);
    expect(stripVTControlCharacters(stdout)).toBe(stdout);
    expect(stdout.replaceAll('\n', ' ')).toMatch(
      /3 credentials in 3 secrets, checked every 5 min, cost about 1\.70 USD a month, 1\.20 of it/,
    );
  });

  it('needs no AWS and prints JSON alone with --json', async () => {
    const { exitCode, stdout, stderr } = await folder.run(['demo', '--json'], {
      AWS_ACCESS_KEY_ID: '',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    });

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { ok, sweeps } = JSON.parse(stdout);
    expect(ok).toBe(true);
    const events = sweeps.flatMap(({ alerts }: { alerts: { event: string }[] }) =>
      alerts.map(({ event }) => event),
    );
    expect(events.toSorted()).toEqual(['recovery', 'recovery', 'regression', 'regression']);
  });
});
