import { describe, expect, it } from 'vitest';
import type { WarningCode } from '../../lambda/diagnosis/catalogue.ts';
import { answer, checkContent, LOGIN, NOW, SECRET_KEY, type Setup } from './arbitraries.ts';

const PRODUCTION: Setup = { kind: 'production', method: null, hasStagingToken: false };
const SANDBOX: Setup = { kind: 'sandbox', method: null, hasStagingToken: true };
const DAY = 86_400_000;
const PAIR = `${LOGIN}:${SECRET_KEY}`;
const ACCOUNTS = '{"bank_accounts":[]}';

const accepted = (headers = {}) => answer(200, ACCOUNTS, headers);
const json = JSON.stringify;
const key = { login: LOGIN, secret: SECRET_KEY };
const token = { accessToken: 'ory_at_not-real', refreshToken: 'ory_rt_not-real' };
const daysAgo = (days: number) => new Date(NOW - days * DAY).toISOString();

type Row = readonly [string, string, ReturnType<typeof answer>, readonly WarningCode[], Setup?];

const ROWS: readonly Row[] = [
  ['nothing, of a good key', json(key), accepted(), []],
  ['a malformed value', `"${PAIR}"`, accepted(), ['API_KEY_ACCEPTED_BUT_MALFORMED']],
  ['nothing of a value that only looks odd', `login:${SECRET_KEY}`, accepted(), []],
  [
    'nothing of a malformed value that is refused',
    `"${PAIR}"`,
    answer(401, '{"code":"a","detail":"b"}'),
    [],
  ],
  [
    'a staging token in production',
    json({ ...key, stagingToken: 'not-real' }),
    accepted(),
    ['STAGING_TOKEN_IN_PRODUCTION'],
  ],
  [
    'nothing of one in the sandbox',
    json({ ...key, stagingToken: 'not-real' }),
    accepted(),
    [],
    SANDBOX,
  ],
  ['a sunset', json(key), accepted({ sunset: 'x' }), ['ENDPOINT_DEPRECATED']],
  ['a deprecation', json(key), accepted({ deprecation: 'true' }), ['ENDPOINT_DEPRECATED']],
  ['nothing of a link', json(key), accepted({ link: '<x>' }), []],
  [
    'two trace ids',
    json(key),
    answer(401, '{"errors":[{"code":"a"}],"trace_id":"b"}', { 'x-tyk-trace-id': 'a' }),
    ['TRACE_ID_MISMATCH'],
  ],
  [
    'nothing of the same twice',
    json(key),
    answer(401, '{"errors":[{"code":"a"}],"trace_id":"a"}', { 'x-tyk-trace-id': 'a' }),
    [],
  ],
  [
    'nothing of a fresh refresh token',
    json({ ...token, refreshedAt: daysAgo(75) }),
    accepted(),
    [],
  ],
  [
    'a refresh token with fewer than 14 days left',
    json({ ...token, refreshedAt: daysAgo(77) }),
    accepted(),
    ['OAUTH_REFRESH_TOKEN_EXPIRING'],
  ],
  [
    'nothing of a token without a refresh token',
    json({ accessToken: 'ory_at_not-real', refreshedAt: daysAgo(77) }),
    accepted(),
    [],
  ],
  [
    'several at once',
    json({ ...key, secret: `${SECRET_KEY} `, stagingToken: 'not-real' }),
    accepted({ sunset: 'x' }),
    ['API_KEY_ACCEPTED_BUT_MALFORMED', 'ENDPOINT_DEPRECATED', 'STAGING_TOKEN_IN_PRODUCTION'],
  ],
];

const refused = () => answer(401, '{"code":"a","detail":"b"}');

const LIVES: readonly (readonly [string, object, ReturnType<typeof answer>, boolean])[] = [
  ['whose access token ended in 2020', { expiresAt: '2020-01-01T00:00:00Z' }, refused(), true],
  ['that was exchanged 91 days ago', { refreshedAt: daysAgo(91) }, refused(), true],
  ['that was exchanged 89 days ago', { refreshedAt: daysAgo(89) }, refused(), false],
  ['whose access token is accepted', { refreshedAt: daysAgo(91) }, accepted(), false],
];

describe('the warnings of a check', () => {
  it.each(LIVES)('tell of a refresh token %s', async (_, times, reply, isOver) => {
    const { check } = await checkContent(PRODUCTION, json({ ...token, ...times }), reply);
    const [warning] = check.warnings;

    expect(warning?.code).toBe('OAUTH_REFRESH_TOKEN_EXPIRING');
    expect(warning?.title).toMatch(isOver ? /probably expired/ : /expires soon/);
    expect(warning?.remedy.at(-1)).toMatch(
      isOver
        ? /^npx qonto-auth-monitor authorize -e production -c accounting$/
        : /^Let the application refresh/,
    );
  });

  for (const [name, content, reply, codes, setup = PRODUCTION] of ROWS) {
    it(`tell of ${name}`, async () => {
      const { check } = await checkContent(setup, content, reply);

      expect(check.warnings.map(({ code }) => code).sort()).toEqual([...codes]);
      for (const { title, remedy } of check.warnings) {
        expect(title).not.toBe('');
        expect(remedy.length).toBeGreaterThan(0);
      }
    });
  }
});
