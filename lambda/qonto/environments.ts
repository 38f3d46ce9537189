import type { EnvironmentKind } from '../config/monitor-config.ts';

/**
 * Qonto's hosts by kind of environment.
 *
 * @see https://docs.qonto.com/api-reference/business-api/introduction/base-urls
 */
export const HOSTS: Readonly<Record<EnvironmentKind, { apiUrl: string; oauthUrl: string }>> = {
  production: {
    apiUrl: 'https://thirdparty.qonto.com',
    oauthUrl: 'https://oauth.qonto.com',
  },
  sandbox: {
    apiUrl: 'https://thirdparty-sandbox.staging.qonto.co',
    oauthUrl: 'https://oauth-sandbox.staging.qonto.co',
  },
};

/**
 * The authentication check: "List business accounts" takes API keys and OAuth tokens alike, and is
 * the call that Qonto's troubleshooting guide tells people to test with.
 *
 * @see https://docs.qonto.com/guides/troubleshooting
 */
export const PROBE_PATH = '/v2/bank_accounts';

/**
 * The sandbox gate's header, in exactly this spelling: Qonto's documentation calls it
 * case-sensitive, and other layers may not normalise it.
 *
 * @see https://docs.qonto.com/guides/developer-portal/sandbox-access
 */
export const STAGING_TOKEN_HEADER = 'X-Qonto-Staging-Token';
