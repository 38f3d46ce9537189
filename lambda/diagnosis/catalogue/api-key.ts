import { type CatalogueEntry, DOCS, STORE } from './entry.ts';

const WHERE_THE_KEY_IS =
  'Copy login and secret key from the Qonto web app: Settings > Integrations and partnerships > API key (for the sandbox, from the sandbox web app).';

const malformed = (title: string, cause: string, mend: string): CatalogueEntry => ({
  kind: 'rejected',
  title,
  cause,
  remedy: [mend, ...STORE],
  docsUrl: DOCS.troubleshooting,
});

/** What goes wrong with a static API key. The first six are those of Qonto's troubleshooting guide. */
export const API_KEY_CODES = {
  API_KEY_MISSING_COLON: malformed(
    'colon missing in the API key',
    'The Authorization value has no colon between login and secret key.',
    'Store login and secret key with one colon between them: login:secret-key.',
  ),
  API_KEY_SWAPPED: malformed(
    'login and secret key swapped',
    'The secret key stands where the login belongs, and the login where the secret key belongs.',
    'Store the login first and the secret key second: login:secret-key.',
  ),
  API_KEY_BEARER_PREFIX: malformed(
    '"Bearer" stands before the API key',
    'The word Bearer stands before the stored value. Qonto takes an API key without any scheme word; before an OAuth token, the monitor puts it itself.',
    'Remove the word Bearer, so that the value is login:secret-key (or the bare token) and nothing else.',
  ),
  API_KEY_BASIC_PREFIX: malformed(
    '"Basic" stands before the API key',
    'The word Basic stands before the value. Qonto takes the raw pair, not HTTP Basic authentication.',
    'Remove the word Basic, so that the value is login:secret-key and nothing else.',
  ),
  API_KEY_WHITESPACE: malformed(
    'white space in the credential',
    'The value holds spaces, line breaks or invisible characters. They come along when a value is copied, or when a file ends with a line break.',
    'Store the value without any white space; when it comes from a file or a pipe, write it with printf rather than echo.',
  ),
  API_KEY_BASE64: malformed(
    'API key is Base64-encoded',
    'The pair was Base64-encoded, as HTTP Basic authentication would want it. Qonto takes it raw.',
    'Store the raw pair login:secret-key, without encoding it.',
  ),
  API_KEY_QUOTED: malformed(
    'quotation marks around the credential',
    'Quotation marks were stored as part of the value and are sent with it.',
    'Store the value without quotation marks.',
  ),
  API_KEY_LOGIN_REPEATED: malformed(
    'the secret field holds the whole pair',
    'The field for the secret key holds login and secret key together, so the login is sent twice.',
    'Keep the login in "login" and the secret key alone in "secret".',
  ),
  API_KEY_PLACEHOLDER: {
    kind: 'rejected',
    title: 'a placeholder was never replaced',
    cause: 'The stored value is an example or a template, not a key of yours.',
    remedy: [WHERE_THE_KEY_IS, ...STORE],
    docsUrl: DOCS.apiKey,
  },
  API_KEY_REJECTED: {
    kind: 'rejected',
    title: 'API key refused',
    cause:
      'Nothing about the form of the value explains it, and Qonto refuses it: the key was regenerated or revoked, it is of another environment, or it was never right. Regenerating a key kills the one before at once, everywhere.',
    remedy: [
      'Ask whether a colleague regenerated the key: an organization has one, and a new one revokes the old.',
      WHERE_THE_KEY_IS,
      ...STORE,
    ],
    docsUrl: DOCS.apiKey,
    support: true,
  },
  AUTHORIZATION_MISSING: {
    kind: 'rejected',
    title: 'no authorization was sent',
    cause:
      'There was nothing to put into the Authorization header, or Qonto saw no such header: the stored value is empty, or something on the way removes it.',
    remedy: [
      'Check that the stored value is not empty.',
      'If it is not, look for a proxy on the way to {apiUrl} that drops the Authorization header.',
    ],
    docsUrl: DOCS.troubleshooting,
  },
  METHOD_MISMATCH: {
    kind: 'rejected',
    title: 'credential of the other method',
    cause:
      'An API key stands where an OAuth token belongs, or an OAuth token where an API key belongs.',
    remedy: [
      'For an API key, store {"login":"…","secret":"…"}; for OAuth, store {"accessToken":"…"} with its companions.',
      'Let "method" of the credential in the configuration say which of the two it is: "api_key" or "oauth".',
      ...STORE,
    ],
    docsUrl: DOCS.apiKey,
  },
  OAUTH_REQUIRED: {
    kind: 'rejected',
    title: 'this endpoint takes OAuth only',
    cause: 'Qonto answers that OAuth authentication is required here: an API key does not do.',
    remedy: [
      'Check that {apiUrl} is the base address of the Business API.',
      'If it is, authorize an OAuth application and store its tokens.',
    ],
    docsUrl: DOCS.scopes,
    support: true,
  },
} as const satisfies Record<string, CatalogueEntry>;
