/** What a code means for the outcome of a check. A warning stands beside an outcome. */
export type CodeKind = 'rejected' | 'inconclusive' | 'warning';

/**
 * Everything people read about one code. In `remedy`, `{secret}`, `{environment}`, `{credential}`
 * and `{apiUrl}` stand for those of the check at hand.
 */
export interface CatalogueEntry {
  readonly kind: CodeKind;
  /** A few words, for subjects and tables. */
  readonly title: string;
  /** One or two sentences. */
  readonly cause: string;
  /** Steps in order; a command stands alone in its step. */
  readonly remedy: readonly string[];
  readonly docsUrl: string;
  /** What is said in their place of a credential whose tokens the monitor manages. */
  readonly managed?: { readonly cause?: string; readonly remedy: readonly string[] };
  /** Whether Qonto's support is the next step when the remedy does not help. */
  readonly support?: true;
}

const QONTO_DOCS = 'https://docs.qonto.com';

/**
 * Pages that remedies point to, under the addresses of 2026: `/get-started/general/*` and `/home/*`
 * have moved.
 */
export const DOCS = {
  troubleshooting: `${QONTO_DOCS}/guides/troubleshooting`,
  apiKey: `${QONTO_DOCS}/guides/authentication/api-key`,
  oauthFlow: `${QONTO_DOCS}/guides/authentication/oauth-flow`,
  tokens: `${QONTO_DOCS}/api-reference/business-api/authentication/oauth2/create_tokens`,
  scopes: `${QONTO_DOCS}/api-reference/business-api/introduction/authentication/scopes`,
  sandboxAccess: `${QONTO_DOCS}/guides/developer-portal/sandbox-access`,
  baseUrls: `${QONTO_DOCS}/api-reference/business-api/introduction/base-urls`,
  errors: `${QONTO_DOCS}/api-reference/business-api/introduction/errors`,
  rateLimits: `${QONTO_DOCS}/api-reference/business-api/introduction/rate-limits`,
  versioning: `${QONTO_DOCS}/api-reference/business-api/introduction/versioning`,
  deprecations: `${QONTO_DOCS}/guides/migrations/deprecated-organization-endpoints`,
  secretsManager: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html',
  restoreSecret:
    'https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_restore-secret.html',
} as const;

const STORE_COMMAND = 'npx qonto-auth-monitor store -e {environment} -c {credential}';

/** What most remedies end with: a way to store a value that takes nothing else from the secret. */
export const STORE = [
  'Store it: this asks for it, tries it with Qonto first, and keeps all else in {secret}.',
  STORE_COMMAND,
] as const;

/** The same for a secret that cannot be read, of which there may be nothing to keep. */
export const REPLACE = [
  'Mend it by hand where it holds other things as well. Else store it: this asks for it, tries it with Qonto first, and asks before it replaces what cannot be read in {secret}.',
  STORE_COMMAND,
] as const;

/** The same for a secret that there is not. */
export const CREATE = [
  'If there is to be such a secret, this asks for the credential, tries it with Qonto, and creates it.',
  STORE_COMMAND,
] as const;
