import { type BadConfig, bad, CREDENTIALS } from './bad-config.ts';
import { CREDENTIAL, LEAST, withCredential, withSandbox } from './config-text.ts';

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
