import { describe, expect, it } from 'vitest';
import type { DiagnosisCode } from '../../lambda/diagnosis/catalogue.ts';
import {
  answer,
  checkContent,
  LOGIN,
  NOW,
  type Reply,
  SECRET_KEY,
  type Setup,
} from './arbitraries.ts';

const TRACED = { 'x-tyk-trace-id': '0123456789abcdef0123456789abcdef' };
const HTML = { 'content-type': 'text/html; charset=utf-8' };
const PAIR = `${LOGIN}:${SECRET_KEY}`;
const TOKEN = JSON.stringify({ accessToken: 'ory_at_not-real-q8x2k7v9w4z1y6u3p5' });
const ERROR = '{"errors":[{"code":"unauthorized","detail":"Invalid credentials."}]}';
const PAGE = '<!doctype html><title>Blocked</title>';
const ONELOGIN = '<!doctype html><title>OneLogin</title>';

const saying = (detail: string) => JSON.stringify({ errors: [{ code: 'x', detail }] });

const PRODUCTION: Setup = { kind: 'production', method: null, hasStagingToken: false };
const SANDBOX: Setup = { kind: 'sandbox', method: null, hasStagingToken: true };
const NO_TOKEN: Setup = { ...SANDBOX, hasStagingToken: false };

type Row = readonly [
  name: string,
  content: string,
  reply: Reply,
  code: DiagnosisCode | null,
  setup?: Setup,
];

const redirect = (location: string) => answer(302, '', { location });

/** Table B of the facts. */
const ROWS: readonly Row[] = [
  ['accounts', PAIR, answer(200, '{"bank_accounts":[]}'), null],
  ['accounts in the sandbox', PAIR, answer(200, '{"bank_accounts":[]}'), null, SANDBOX],
  ['429', PAIR, answer(429, ERROR, TRACED), 'RATE_LIMITED'],
  ['429 as a page of the gate', PAIR, answer(429, ONELOGIN, HTML), 'RATE_LIMITED', NO_TOKEN],
  ['500', PAIR, answer(500, ERROR, TRACED), 'PROVIDER_ERROR'],
  ['520 of the edge', PAIR, answer(520, PAGE, HTML), 'PROVIDER_ERROR'],
  ['500 with accounts', PAIR, answer(500, '{"bank_accounts":[]}'), 'PROVIDER_ERROR'],
  ['401 cut short', PAIR, answer(401, ERROR, TRACED, 'cut'), 'UNEXPECTED_RESPONSE'],
  ['200 without end', PAIR, answer(200, ERROR, {}, 'too_large'), 'UNEXPECTED_RESPONSE'],
  ['404', PAIR, answer(404, ERROR, TRACED), 'ENDPOINT_NOT_FOUND'],
  ['404 as a page', PAIR, answer(404, PAGE, HTML), 'ENDPOINT_NOT_FOUND'],
  ['410', PAIR, answer(410, ERROR, TRACED), 'ENDPOINT_GONE'],
  ['403 as a page', PAIR, answer(403, PAGE, HTML), 'EDGE_BLOCKED'],
  ['401 as a page', PAIR, answer(401, PAGE, HTML), 'EDGE_BLOCKED'],
  ['407 as a page', PAIR, answer(407, PAGE, HTML), 'EDGE_BLOCKED'],
  ['200 as a page', PAIR, answer(200, PAGE, HTML), 'UNEXPECTED_RESPONSE'],
  ['401 with a trace id alone', PAIR, answer(401, '', TRACED), 'API_KEY_REJECTED'],
  ['401 with an error alone', PAIR, answer(401, ERROR), 'API_KEY_REJECTED'],
  ['401 with neither', PAIR, answer(401, 'Unauthorized'), 'UNEXPECTED_RESPONSE'],
  ['401 with foreign JSON', PAIR, answer(401, '{"message":"x"}'), 'UNEXPECTED_RESPONSE'],
  ['400 with an error', PAIR, answer(400, ERROR, TRACED), 'UNEXPECTED_RESPONSE'],
  ['422', PAIR, answer(422, ERROR, TRACED), 'UNEXPECTED_RESPONSE'],
  ['302 in production', PAIR, redirect('https://qonto.onelogin.com/'), 'UNEXPECTED_RESPONSE'],
  ['403', PAIR, answer(403, ERROR, TRACED), 'ACCESS_FORBIDDEN'],
  ['403 of a malformed value', `Bearer ${PAIR}`, answer(403, ERROR), 'API_KEY_BEARER_PREFIX'],
  [
    '403 of a value that looks like a placeholder',
    `login:${SECRET_KEY}`,
    answer(403, ERROR),
    'ACCESS_FORBIDDEN',
  ],
  ['400 of a malformed value', `Bearer ${PAIR}`, answer(400, ERROR), 'API_KEY_BEARER_PREFIX'],
  [
    'no Authorization was seen, by 400',
    PAIR,
    answer(400, saying('The Authorization header is missing.')),
    'AUTHORIZATION_MISSING',
  ],
  [
    'no Authorization was seen, by 401',
    PAIR,
    answer(401, saying('missing authorization')),
    'AUTHORIZATION_MISSING',
  ],
  [
    'OAuth only',
    PAIR,
    answer(401, saying('OAuth2 authentication is required here')),
    'OAUTH_REQUIRED',
  ],
  [
    'OAuth only, of a token',
    TOKEN,
    answer(401, saying('OAuth2 authentication is required here')),
    'OAUTH_ACCESS_TOKEN_REJECTED',
  ],
  ['a scope, by 403', TOKEN, answer(403, saying('missing required scope')), 'OAUTH_SCOPE_MISSING'],
  ['a scope, by 401', TOKEN, answer(401, saying('insufficient scope')), 'OAUTH_SCOPE_MISSING'],
  ['a scope, of a key', PAIR, answer(403, saying('missing required scope')), 'ACCESS_FORBIDDEN'],
  [
    'a scope that was not stored',
    JSON.stringify({ accessToken: 'ory_at_not-real', scope: 'openid' }),
    answer(403, ERROR),
    'OAUTH_SCOPE_MISSING',
  ],
  [
    'a scope that was stored',
    JSON.stringify({ accessToken: 'ory_at_not-real', scope: 'openid organization.read' }),
    answer(403, ERROR),
    'ACCESS_FORBIDDEN',
  ],
  ['a young token', TOKEN, answer(401, ERROR), 'OAUTH_ACCESS_TOKEN_REJECTED'],
  [
    'a token past its expiry',
    JSON.stringify({ accessToken: 'ory_at_not-real', expiresAt: NOW / 1_000 }),
    answer(401, ERROR),
    'OAUTH_ACCESS_TOKEN_EXPIRED',
  ],
  [
    'the gate, without a token',
    PAIR,
    answer(200, ONELOGIN, HTML),
    'STAGING_TOKEN_MISSING',
    NO_TOKEN,
  ],
  ['the gate, with a token', PAIR, answer(200, ONELOGIN, HTML), 'STAGING_TOKEN_REJECTED', SANDBOX],
  ['a page, without a token', PAIR, answer(200, PAGE, HTML), 'STAGING_TOKEN_MISSING', NO_TOKEN],
  ['a page, with a token', PAIR, answer(200, PAGE, HTML), 'STAGING_TOKEN_REJECTED', SANDBOX],
  [
    'a sign-in redirect, with a token',
    PAIR,
    redirect('https://qonto.onelogin.com/login'),
    'STAGING_TOKEN_REJECTED',
    SANDBOX,
  ],
  ['any redirect, without a token', PAIR, redirect('/x'), 'STAGING_TOKEN_MISSING', NO_TOKEN],
  ['a redirect elsewhere, with a token', PAIR, redirect('/x'), 'UNEXPECTED_RESPONSE', SANDBOX],
  ['a block page in the sandbox', PAIR, answer(403, PAGE, HTML), 'EDGE_BLOCKED', SANDBOX],
  ['401 in the sandbox', PAIR, answer(401, ERROR, TRACED), 'API_KEY_REJECTED', SANDBOX],
];

describe('the classification of answers', () => {
  for (const [name, content, reply, code, setup = PRODUCTION] of ROWS) {
    it(`gives ${code ?? 'no code'} for ${name}`, async () => {
      const { check } = await checkContent(setup, content, reply);

      expect(check.diagnosis?.code ?? null).toBe(code);
    });
  }

  it('says what was answered, and whether it came from Qonto', async () => {
    const evidenceOf = async (reply: Reply) => {
      const { check } = await checkContent(PRODUCTION, PAIR, reply);
      return check.diagnosis?.evidence.join('\n');
    };

    expect(await evidenceOf(answer(401, ERROR, TRACED))).toMatch(/401.*its own trace id.*reached/);
    expect(await evidenceOf(answer(401, ERROR))).toMatch(/401.*without a trace id/);
    expect(await evidenceOf(answer(403, PAGE, HTML))).toMatch(/403.*HTML.*without a trace id/);
  });
});
