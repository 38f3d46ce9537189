import { CREDENTIAL, LEAST, withCredential, withSandbox } from './config-text.ts';

/** A configuration with one fault: where it is, and words that its message must hold. */
export interface BadConfig {
  readonly fault: string;
  readonly config: unknown;
  readonly path: string;
  readonly words: string;
}

const bad = (fault: string, config: unknown, path: string, words: string): BadConfig => ({
  fault,
  config,
  path,
  words,
});

const CREDENTIALS = 'environments.sandbox.credentials';

/** What stands wrong in the whole, or around environments. */
export const BAD_ENVIRONMENTS: readonly BadConfig[] = [
  bad('nothing', null, '(root)', 'object'),
  bad('a list', [], '(root)', 'object'),
  bad('a text', 'environments', '(root)', 'object'),
  bad('no environments', {}, 'environments', 'is missing'),
  bad('an empty list of environments', { environments: {} }, 'environments', 'at least one'),
  bad(
    'environments as a list',
    { environments: [] },
    'environments',
    'is of type array; it must be of type object',
  ),
  bad('an unknown key', { ...LEAST, shedule: 'rate(1 day)' }, 'shedule', 'known key'),
  bad(
    'an environment of another name without a kind',
    { environments: { 'pre-prod': { credentials: [CREDENTIAL] } } },
    'environments["pre-prod"].kind',
    'write "production" or "sandbox"',
  ),
  bad(
    'an unknown kind',
    withSandbox({ kind: 'staging' }),
    'environments.sandbox.kind',
    'none of "production", "sandbox"',
  ),
  bad(
    'an environment that is not an object',
    { environments: { sandbox: 'qonto/sandbox' } },
    'environments.sandbox',
    'object',
  ),
  bad(
    'an environment without credentials',
    { environments: { sandbox: {} } },
    CREDENTIALS,
    'is missing',
  ),
  bad(
    'an empty list of credentials',
    withSandbox({ credentials: [] }),
    CREDENTIALS,
    'at least one',
  ),
  bad(
    'an environment name with white space at its end',
    { environments: { 'dev ': { kind: 'sandbox', credentials: [CREDENTIAL] } } },
    'environments["dev "]',
    'white space',
  ),
  bad(
    'an unknown key of an environment',
    withSandbox({ apiURL: 'https://thirdparty.qonto.com' }),
    'environments.sandbox.apiURL',
    'known key',
  ),
  bad(
    'a staging token in plain sight',
    withSandbox({ stagingToken: 'not-real-staging-token' }),
    'environments.sandbox.stagingToken',
    'object',
  ),
  bad(
    'a staging token with an unknown key',
    withSandbox({ stagingToken: { secret: 'a', key: 'b' } }),
    'environments.sandbox.stagingToken.key',
    'known key',
  ),
];

/** What stands wrong in credentials. */
export const BAD_CREDENTIALS: readonly BadConfig[] = [
  bad(
    'no secret',
    withSandbox({ credentials: [{ name: 'mobile-app' }] }),
    `${CREDENTIALS}[0].secret`,
    'is missing',
  ),
  bad('an empty name', withCredential({ name: '' }), `${CREDENTIALS}[0].name`, 'is empty'),
  bad('a name of blanks', withCredential({ name: '  ' }), `${CREDENTIALS}[0].name`, 'white space'),
  bad(
    'a name with a line break',
    withCredential({ name: 'mobile\napp' }),
    `${CREDENTIALS}[0].name`,
    'control characters',
  ),
  bad(
    'a name of 65 characters',
    withCredential({ name: 'a'.repeat(65) }),
    `${CREDENTIALS}[0].name`,
    '64 characters',
  ),
  bad(
    'a name that another credential has',
    withSandbox({ credentials: [CREDENTIAL, { ...CREDENTIAL, name: 'b' }, CREDENTIAL] }),
    `${CREDENTIALS}[2].name`,
    'credentials[0]',
  ),
  bad(
    'a secret with a blank',
    withCredential({ secret: 'my secret' }),
    `${CREDENTIALS}[0].secret`,
    'name or ARN',
  ),
  bad('an empty secret', withCredential({ secret: '' }), `${CREDENTIALS}[0].secret`, 'name or ARN'),
  bad(
    'a key without a secret',
    withCredential({ secret: '#KEY' }),
    `${CREDENTIALS}[0].secret`,
    'name or ARN',
  ),
  bad(
    'a secret with an empty key',
    withCredential({ secret: 'qonto#' }),
    `${CREDENTIALS}[0].secret`,
    '#KEY',
  ),
  bad(
    'an ARN of another service',
    withCredential({ secret: 'arn:aws:ssm:eu-west-1:123456789012:parameter/qonto' }),
    `${CREDENTIALS}[0].secret`,
    'ARN',
  ),
  bad(
    'an unknown method',
    withCredential({ method: 'basic' }),
    `${CREDENTIALS}[0].method`,
    'none of "api_key", "oauth"',
  ),
  bad(
    'an unknown way with tokens',
    withCredential({ tokens: 'refresh' }),
    `${CREDENTIALS}[0].tokens`,
    'none of "observe", "manage"',
  ),
  bad(
    'an API key whose tokens are to be managed',
    withCredential({ method: 'api_key', tokens: 'manage' }),
    `${CREDENTIALS}[0].tokens`,
    'has no tokens',
  ),
  bad(
    'a field that no secret has',
    withCredential({ fields: { password: 'QONTO_SECRET' } }),
    `${CREDENTIALS}[0].fields.password`,
    'known key',
  ),
  bad(
    'a field without a name',
    withCredential({ fields: { login: '' } }),
    `${CREDENTIALS}[0].fields.login`,
    'is empty',
  ),
  bad(
    'an unknown key of a credential',
    withCredential({ password: 'not-real' }),
    `${CREDENTIALS}[0].password`,
    'known key',
  ),
];

const url = (text: string, words: string) =>
  bad(
    `the host ${JSON.stringify(text)}`,
    withSandbox({ apiUrl: text }),
    'environments.sandbox.apiUrl',
    words,
  );

/** Hosts to which no credential may be sent. */
export const BAD_URLS: readonly BadConfig[] = [
  url('', 'is not a URL'),
  url('thirdparty.qonto.com', 'is not a URL'),
  url('ftp://thirdparty.qonto.com', 'https'),
  url('http://thirdparty.qonto.com', 'https'),
  url('http://localhost.example.com', 'https'),
  url('http://127.0.0.1.example.com', 'https'),
  url('http://127.0.0.1@example.com', 'https'),
  url('http://0.0.0.0:8080', 'https'),
  url('https://login:secret@thirdparty.qonto.com', 'user'),
  url('https://thirdparty.qonto.com?token=1', 'query'),
  url('https://thirdparty.qonto.com?', 'query'),
  url('https://thirdparty.qonto.com/#v2', 'fragment'),
  url('https://thirdparty.qonto.com/#', 'fragment'),
  url(' https://thirdparty.qonto.com ', 'URL'),
  url('https://thirdparty.\nqonto.com', 'URL'),
  bad(
    'an OAuth host over http',
    withSandbox({ oauthUrl: 'http://oauth.qonto.com' }),
    'environments.sandbox.oauthUrl',
    'https',
  ),
];

const check = (key: string, value: unknown, words: string) =>
  bad(
    `check.${key} ${JSON.stringify(value)}`,
    { ...LEAST, check: { [key]: value } },
    `check.${key}`,
    words,
  );

const alerts = (key: string, value: unknown, path: string, words: string) =>
  bad(
    `alerts.${key} ${JSON.stringify(value)}`,
    { ...LEAST, alerts: { [key]: value } },
    path,
    words,
  );

const schedule = (text: unknown, words: string) =>
  bad(`the schedule ${JSON.stringify(text)}`, { ...LEAST, schedule: text }, 'schedule', words);

/** When checks are made, and how. */
export const BAD_SETTINGS: readonly BadConfig[] = [
  schedule('5 minutes', 'is neither rate('),
  schedule('', 'is neither rate('),
  schedule('at(2026-11-23T12:00:00)', 'is neither rate('),
  schedule('rate(5 minutes) ', 'is neither rate('),
  schedule('cron(0 8 * * ? *', 'is neither rate('),
  schedule(5, 'write one such as "rate(5 minutes)"'),
  schedule('rate(30 seconds)', 'shortest interval, "rate(1 minute)"'),
  schedule('rate(0 minutes)', 'write one such as "rate(5 minutes)"'),
  schedule('rate(5 minute)', 'write one such as "rate(5 minutes)"'),
  schedule('rate(2 hour)', 'write one such as "rate(2 hours)"'),
  schedule('rate(5 min)', 'is no rate'),
  schedule('cron(* * * * *)', 'has 5 fields in cron(…), not six'),
  schedule('cron(0 8 * * *)', 'Unix cron has five'),
  schedule('cron()', 'has 1 fields'),
  schedule('cron(60 8 * * ? *)', 'has "60" as minutes, which is 0 to 59'),
  schedule('cron(0 24 * * ? *)', 'has "24" as hours, which is 0 to 23'),
  schedule('cron(0 8 32 * ? *)', 'has "32" as day-of-month, which is 1 to 31'),
  schedule('cron(0 8 * 13 ? *)', 'has "13" as month, which is 1 to 12 or JAN to DEC'),
  schedule('cron(0 8 ? * 0 *)', 'has "0" as day-of-week, which is 1 to 7 or SUN to SAT'),
  schedule('cron(0 8 ? * MO *)', 'has "MO" as day-of-week'),
  schedule('cron(0 8 * * ? 1969)', 'has "1969" as year'),
  schedule('cron(0/0 8 * * ? *)', 'has "0/0" as minutes'),
  schedule('cron(0 8 * * MON *)', 'has to have ? as exactly one of'),
  schedule('cron(0 8 ? * ? *)', 'has to have ? as exactly one of'),
  schedule('cron(0 8 1,? * ? *)', 'has ? among others'),
  check('timeout', '10', 'ms, s, m, h or d'),
  check('timeout', '0s', 'from 50ms to 60s'),
  check('timeout', '2m', 'from 50ms to 60s'),
  check('timeout', 10, '"10s"'),
  check('confirmAfter', '-1s', 'ms, s, m, h or d'),
  check('confirmAfter', '1d', 'at most 60s'),
  check('concurrency', 0, 'below 1'),
  check('concurrency', 2.5, 'whole number'),
  check('concurrency', 201, '200'),
  check('experiments', 'yes', 'boolean'),
  check('retries', 3, 'known key'),
];

const typo = (written: string, meant: string, config: unknown, path: string) =>
  bad(`${written} for ${meant}`, config, path, `did you mean "${meant}"?`);

/** Names that were meant to be others. */
export const TYPOS: readonly BadConfig[] = [
  typo('shedule', 'schedule', { ...LEAST, shedule: 'rate(1 day)' }, 'shedule'),
  typo('environmets', 'environments', { ...LEAST, environmets: {} }, 'environmets'),
  typo('Environments', 'environments', { ...LEAST, Environments: {} }, 'Environments'),
  typo('alert', 'alerts', { ...LEAST, alert: {} }, 'alert'),
  typo('chekc', 'check', { ...LEAST, chekc: {} }, 'chekc'),
  typo(
    'credentails',
    'credentials',
    withSandbox({ credentails: [] }),
    'environments.sandbox.credentails',
  ),
  typo(
    'stagingtoken',
    'stagingToken',
    withSandbox({ stagingtoken: {} }),
    'environments.sandbox.stagingtoken',
  ),
  typo('oauthURL', 'oauthUrl', withSandbox({ oauthURL: 'x' }), 'environments.sandbox.oauthURL'),
  typo(
    'secert',
    'secret',
    withSandbox({ stagingToken: { secret: 'a', secert: 'b' } }),
    'environments.sandbox.stagingToken.secert',
  ),
  typo('feilds', 'fields', withCredential({ feilds: {} }), `${CREDENTIALS}[0].feilds`),
  typo(
    'acces_token',
    'accessToken',
    withCredential({ fields: { acces_token: 'x' } }),
    `${CREDENTIALS}[0].fields.acces_token`,
  ),
  typo('oath', 'oauth', withCredential({ method: 'oath' }), `${CREDENTIALS}[0].method`),
  typo('apikey', 'api_key', withCredential({ method: 'apikey' }), `${CREDENTIALS}[0].method`),
  typo('observed', 'observe', withCredential({ tokens: 'observed' }), `${CREDENTIALS}[0].tokens`),
  typo('sandbx', 'sandbox', withSandbox({ kind: 'sandbx' }), 'environments.sandbox.kind'),
  typo('email', 'emails', { ...LEAST, alerts: { email: [] } }, 'alerts.email'),
  typo(
    'remindevery',
    'remindEvery',
    { ...LEAST, alerts: { remindevery: '1d' } },
    'alerts.remindevery',
  ),
  bad(
    'an environment with a misspelt name',
    { environments: { producton: { credentials: [CREDENTIAL] } } },
    'environments.producton.kind',
    'call the environment "production" if that is meant',
  ),
];

/** Who is told, and when. */
export const BAD_ALERTS: readonly BadConfig[] = [
  alerts('emails', ['payments@example'], 'alerts.emails[0]', 'e-mail'),
  alerts('emails', ['a@example.com', 'Team <b@example.com>'], 'alerts.emails[1]', 'e-mail'),
  alerts('emails', 'payments@example.com', 'alerts.emails', 'array'),
  alerts('slack', { workspaceId: 'T1' }, 'alerts.slack.channelId', 'is missing'),
  alerts('slack', { workspaceId: 'acme', channelId: 'C1' }, 'alerts.slack.workspaceId', 'T…'),
  alerts('slack', { workspaceId: 'T1', channelId: '#dev' }, 'alerts.slack.channelId', 'C…'),
  alerts('webhooks', ['http://hooks.example.com'], 'alerts.webhooks[0]', 'SNS posts to https'),
  alerts('webhooks', ['http://localhost'], 'alerts.webhooks[0]', 'SNS posts to https'),
  alerts('webhooks', ['hooks.example.com'], 'alerts.webhooks[0]', 'is not a URL'),
  alerts('unreachableAfter', 0, 'alerts.unreachableAfter', 'below 1'),
  alerts('recoverAfter', 1.5, 'alerts.recoverAfter', 'whole number'),
  alerts('recoverAfter', '2', 'alerts.recoverAfter', 'whole number'),
  alerts('remindEvery', 'daily', 'alerts.remindEvery', '"never"'),
  alerts('remindEvery', '1s', 'alerts.remindEvery', 'from 1m'),
  alerts('remindEvery', 24, 'alerts.remindEvery', '"24h"'),
  alerts('sms', ['+33600000000'], 'alerts.sms', 'known key'),
];
