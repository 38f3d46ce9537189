import { type Answer, htmlAnswer, redirectAnswer } from './answer.ts';
import { headersOf, type RecordedRequest } from './recorded-request.ts';

/**
 * The header that opens the sandbox, in the spelling that Qonto's documentation insists on.
 *
 * @see https://docs.qonto.com/guides/developer-portal/sandbox-access
 */
export const STAGING_TOKEN_HEADER = 'X-Qonto-Staging-Token';

/** How the sandbox's gate is set up; read anew at every request. */
export interface GateSettings {
  /** The one valid token; `''` means that there is no gate (production). */
  stagingToken: string;
  /**
   * Whether the header's name must have the exact spelling of {@link STAGING_TOKEN_HEADER} on the
   * wire. Qonto's documentation claims so; the real effect of another spelling is unknown.
   *
   * @default false
   */
  strictStagingHeaderCase: boolean;
  /**
   * How a request without the token is answered. Both are documented: OneLogin's page with 200,
   * or a redirect with 302.
   *
   * @default 'page'
   */
  gateAnswer: 'page' | 'redirect';
  /**
   * Where `gateAnswer: 'redirect'` points. One page of Qonto's documentation says OneLogin,
   * another the developer portal.
   *
   * @default 'https://qonto.onelogin.com/login'
   */
  gateRedirectUrl: string;
}

/** Where OneLogin's sign-in of Qonto is. */
export const ONELOGIN_URL = 'https://qonto.onelogin.com/login';

const ONELOGIN_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>OneLogin</title>
    <meta name="robots" content="noindex, nofollow">
    <link rel="icon" href="https://cdn.onelogin.com/images/not-real/favicon.ico">
    <script defer src="https://web-login-v2-cdn.onelogin.com/not-real/main.js"></script>
  </head>
  <body>
    <div id="root"></div>
    <noscript>You need to enable JavaScript to run this app.</noscript>
  </body>
</html>
`;

/**
 * What the sandbox's gate answers to a request without the valid staging token, on either host and
 * whatever the path; `undefined` lets the request through.
 *
 * A wrong token is answered like a missing one: the gate is documented to open only for a token
 * that is "present and valid". In production the header has no effect (that effect is unknown).
 */
export function gateAnswer(request: RecordedRequest, settings: GateSettings): Answer | undefined {
  if (settings.stagingToken === '' || hasValidToken(request, settings)) return undefined;
  return settings.gateAnswer === 'redirect'
    ? redirectAnswer(settings.gateRedirectUrl)
    : htmlAnswer(200, ONELOGIN_PAGE);
}

function hasValidToken(request: RecordedRequest, settings: GateSettings): boolean {
  return headersOf(request).some(
    ({ name, value }) =>
      isStagingTokenHeader(name, settings.strictStagingHeaderCase) &&
      value === settings.stagingToken,
  );
}

function isStagingTokenHeader(name: string, strictCase: boolean): boolean {
  return strictCase
    ? name === STAGING_TOKEN_HEADER
    : name.toLowerCase() === STAGING_TOKEN_HEADER.toLowerCase();
}
