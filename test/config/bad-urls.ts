import { type BadConfig, bad } from './bad-config.ts';
import { CREDENTIAL, withSandbox } from './config-text.ts';

const SANDBOX_API = 'https://thirdparty-sandbox.staging.qonto.co';

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
  url('thirdparty.qonto.com', 'is not a URL; did you mean "https://thirdparty.qonto.com"?'),
  url('https:/thirdparty.qonto.com', 'did you mean "https://thirdparty.qonto.com"?'),
  url('http://qonto.team.notreal:81/x', 'write "https://qonto.team.notreal:81"'),
  url('nonsense', 'write one such as "https://thirdparty.qonto.com"'),
  url('ftp://thirdparty.qonto.com', 'https'),
  url('http://thirdparty.qonto.com', 'https'),
  url('http://localhost.example.com', 'https'),
  url('http://127.0.0.1.example.com', 'https'),
  url('http://127.0.0.1@example.com', 'https'),
  url('http://0.0.0.0:8080', 'https'),
  url('https://login:secret@thirdparty.qonto.com', 'alone: "https://thirdparty.qonto.com"'),
  url('https://thirdparty.qonto.com?token=1', 'query'),
  url('https://thirdparty.qonto.com?', 'query'),
  url('https://thirdparty.qonto.com/#v2', 'fragment'),
  url('https://thirdparty.qonto.com/#', 'fragment'),
  url(' https://thirdparty.qonto.com ', 'white space'),
  url('https://thirdparty.qonto.com/v2/bank_accounts', 'holds a path'),
  url('https://oauth.qonto.com', "is Qonto's OAuth host, to which API keys"),
  url('https://OAUTH-sandbox.staging.qonto.co:443/', 'write "https://thirdparty-sandbox.staging'),
  url('https://thirdparty.\nqonto.com', 'URL'),
  bad(
    'an API host for OAuth',
    withSandbox({ oauthUrl: 'https://thirdparty-sandbox.staging.qonto.co' }),
    'environments.sandbox.oauthUrl',
    'is Qonto\'s API host, to which client secrets and refresh tokens are not sent; write "https://oauth-sandbox.staging.qonto.co"',
  ),
  bad(
    "production at the sandbox's host",
    { environments: { production: { credentials: [CREDENTIAL], apiUrl: SANDBOX_API } } },
    'environments.production.apiUrl',
    'give the environment the kind "sandbox"',
  ),
  bad(
    "production of another name at the sandbox's OAuth host",
    {
      environments: {
        main: {
          kind: 'production',
          credentials: [CREDENTIAL],
          oauthUrl: 'https://oauth-sandbox.staging.qonto.co/',
        },
      },
    },
    'environments.main.oauthUrl',
    'which production credentials are not sent to',
  ),
  bad(
    'an OAuth host over http',
    withSandbox({ oauthUrl: 'http://oauth.qonto.com' }),
    'environments.sandbox.oauthUrl',
    'https',
  ),
];
