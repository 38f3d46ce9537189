import { describe, expect, it } from 'vitest';
import { hasBrowser, openBrowser } from '../../cli/authorize/browser.ts';
import { callbackProblem, exchangeProblem } from '../../cli/authorize/problems.ts';
import { redirectOf } from '../../cli/authorize/redirect.ts';
import { parseConfig } from '../../lambda/config/parse.ts';
import { type Target, targetsOf } from '../../lambda/config/target.ts';
import type { ExchangeAnswer } from '../../lambda/qonto/authorization-code.ts';
import { OAUTH_ERRORS } from '../../lambda/qonto/token-answer.ts';

describe('redirectOf', () => {
  const both = ['127.0.0.1', '::1'];

  it.each([
    [{}, 'http://localhost:8947/callback', { hosts: both, port: 8947, path: '/callback' }],
    [
      { redirectPort: '80' },
      'http://localhost:80/callback',
      { hosts: both, port: 80, path: '/callback' },
    ],
    [
      { redirectUri: 'http://localhost/cb?a=1' },
      'http://localhost/cb?a=1',
      { hosts: both, port: 80, path: '/cb' },
    ],
    [
      { redirectUri: 'http://127.0.0.1:9/' },
      'http://127.0.0.1:9/',
      { hosts: ['127.0.0.1'], port: 9, path: '/' },
    ],
    [{ redirectUri: 'http://[::1]:9/' }, 'http://[::1]:9/', { hosts: ['::1'], port: 9, path: '/' }],
    [{ redirectUri: 'https://localhost:9/' }, 'https://localhost:9/', null],
    [{ redirectUri: 'https://app.example.com/cb' }, 'https://app.example.com/cb', null],
  ])('%j', (options, uri, listenAt) => {
    expect(redirectOf(options)).toEqual({ uri, listenAt });
  });

  it.each([
    [{ redirectPort: '0' }, /no port/],
    [{ redirectPort: '1e3' }, /no port/],
    [{ redirectUri: 'localhost:8947' }, /no redirect URI/],
    [{ redirectUri: '' }, /no redirect URI/],
    [{ redirectUri: 'http://localhost/#a' }, /no redirect URI/],
    [{ redirectUri: 'http://localhost/', redirectPort: '1' }, /not both/],
  ])('refuses %j', (options, words) => {
    expect(() => redirectOf(options)).toThrow(words);
  });
});

describe('hasBrowser', () => {
  it.each([
    [{}, 'darwin', true],
    [{}, 'win32', true],
    [{}, 'linux', false],
    [{ DISPLAY: ':0' }, 'linux', true],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true],
    [{ BROWSER: 'firefox' }, 'linux', true],
    [{ SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22', DISPLAY: ':0' }, 'linux', false],
    [{ SSH_TTY: '/dev/pts/0' }, 'darwin', false],
  ] as const)('%j on %s: %s', (env, platform, expected) => {
    expect(hasBrowser(env, platform)).toBe(expected);
  });

  it('says when no program could be started', async () => {
    expect(await openBrowser('x', { BROWSER: '/not/there' }, 'linux')).toBe(false);
  });
});

describe('problems', () => {
  function targetIn(kind: 'production' | 'sandbox'): Target {
    const config = parseConfig(
      { environments: { [kind]: { credentials: [{ name: 'a', secret: 's' }] } } },
      'the test',
    );
    const [target] = targetsOf(config);
    if (target === undefined) throw new Error('no target');
    return target;
  }

  const odd = (status: number, isHtml = false, hasSentStagingToken = false): ExchangeAnswer => ({
    kind: 'odd',
    status,
    isHtml,
    hasSentStagingToken,
  });

  it.each<[ExchangeAnswer, 'production' | 'sandbox', string, string]>([
    [{ kind: 'refused', error: 'invalid_grant' }, 'production', 'invalid_grant', 'rejected'],
    [{ kind: 'refused', error: 'invalid_client' }, 'production', 'invalid_client', 'rejected'],
    [{ kind: 'refused', error: 'server_error' }, 'production', 'server_error', 'inconclusive'],
    [{ kind: 'refused', error: 'other' }, 'production', 'other', 'inconclusive'],
    [odd(200, true), 'sandbox', 'STAGING_TOKEN_MISSING', 'rejected'],
    [odd(302), 'sandbox', 'STAGING_TOKEN_MISSING', 'rejected'],
    [odd(200, true, true), 'sandbox', 'STAGING_TOKEN_REJECTED', 'rejected'],
    // Production has no gate: that is somebody else's page.
    [odd(200, true), 'production', 'UNEXPECTED_RESPONSE', 'inconclusive'],
    [odd(302), 'production', 'UNEXPECTED_RESPONSE', 'inconclusive'],
    [odd(403, true), 'production', 'EDGE_BLOCKED', 'inconclusive'],
    [odd(404), 'production', 'ENDPOINT_NOT_FOUND', 'inconclusive'],
    [odd(429), 'sandbox', 'RATE_LIMITED', 'inconclusive'],
    [odd(503, true), 'sandbox', 'PROVIDER_ERROR', 'inconclusive'],
    [
      { kind: 'unanswered', failure: 'DNS_FAILURE', systemCode: 'ENOTFOUND', durationMs: 1 },
      'sandbox',
      'DNS_FAILURE',
      'inconclusive',
    ],
  ])('%j in %s is %s: %s', (answer, kind, name, outcome) => {
    if (answer.kind === 'issued') throw new Error('tokens are no problem');
    const problem = exchangeProblem(answer, targetIn(kind));

    expect(problem).toMatchObject({ name, outcome });
    expect(problem.remedy.join(' ')).toMatch(/authorize again/i);
  });

  it.each(['DNS_FAILURE', 'CONNECTION_REFUSED', 'NETWORK_ERROR'] as const)(
    'names the OAuth host where that gave no answer, and no sweep: %s',
    (failure) => {
      const target = targetIn('sandbox');
      const { apiUrl, oauthUrl } = target.environment;
      const answer = { kind: 'unanswered', failure, systemCode: 'E', durationMs: 1 } as const;
      const said = exchangeProblem(answer, target).remedy.join(' ');

      expect(said).toContain(oauthUrl);
      expect(said).not.toContain(apiUrl);
      expect(said).not.toMatch(/sweep/);
    },
  );

  it('has words for every error that a browser may come back with', () => {
    for (const error of [...OAUTH_ERRORS, 'other'] as const) {
      const { cause, remedy, docsUrl } = callbackProblem(error);
      expect(cause).not.toBe('');
      expect(remedy.length).toBeGreaterThan(0);
      expect(docsUrl).toMatch(/^https:\/\/docs\.qonto\.com\//);
    }
  });
});
