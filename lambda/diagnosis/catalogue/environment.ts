import { type CatalogueEntry, DOCS } from './entry.ts';

const STORE_STAGING_TOKEN =
  'Store it as "stagingToken" in the credential\'s secret, or in the secret that the environment\'s "stagingToken" names.';

/** What goes wrong between environments, the sandbox gate first. */
export const ENVIRONMENT_CODES = {
  STAGING_TOKEN_MISSING: {
    kind: 'rejected',
    title: 'staging token missing',
    cause:
      'The sandbox sits behind a sign-in gate. It answered in place of the API, because no X-Qonto-Staging-Token was sent.',
    remedy: [
      "Copy the staging token from the Developer Portal, where the app's credentials are.",
      STORE_STAGING_TOKEN,
    ],
    docsUrl: DOCS.sandboxAccess,
  },
  STAGING_TOKEN_REJECTED: {
    kind: 'rejected',
    title: 'staging token refused',
    cause:
      'The sandbox gate answered in place of the API although an X-Qonto-Staging-Token was sent: the token is wrong, or was replaced.',
    remedy: [
      "Copy the current staging token from the Developer Portal, where the app's credentials are.",
      STORE_STAGING_TOKEN,
    ],
    docsUrl: DOCS.sandboxAccess,
    support: true,
  },
  CREDENTIAL_OF_OTHER_ENVIRONMENT: {
    kind: 'rejected',
    title: 'credential of another environment',
    cause:
      'Another environment accepts this very credential: it was stored for the wrong one. Keys, clients and tokens of production and sandbox are not interchangeable.',
    remedy: [
      'Store a credential of {environment} in {secret}, or move this one to the environment that accepts it.',
    ],
    docsUrl: DOCS.baseUrls,
  },
  ACCESS_FORBIDDEN: {
    kind: 'rejected',
    title: 'access forbidden',
    cause:
      'Qonto knows the credential and forbids the call: the role of the user, the plan, or the state of the organization does not allow it.',
    remedy: [
      'Check the role of the user who authorized, and the plan of the organization.',
      "Ask Qonto's support with the trace id.",
    ],
    docsUrl: DOCS.errors,
    support: true,
  },
} as const satisfies Record<string, CatalogueEntry>;
