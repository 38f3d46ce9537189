import { type CatalogueEntry, CREATE, DOCS, REPLACE, STORE } from './entry.ts';

const SHAPES =
  'Store one of: {"login":"…","secret":"…"}, {"authorization":"…"}, or {"accessToken":"…"} with clientId, clientSecret, refreshToken and expiresAt. Keys under other names go into "fields" of the configuration.';

/** What goes wrong before Qonto is asked: Secrets Manager, or what a secret holds. */
export const SECRET_CODES = {
  SECRET_NOT_FOUND: {
    kind: 'rejected',
    title: 'secret not found',
    cause:
      'Secrets Manager has no such secret in this account and region, or it holds no value yet.',
    remedy: [
      'Check the name in the configuration, the account and the region.',
      'aws secretsmanager describe-secret --secret-id {secret}',
      ...CREATE,
    ],
    docsUrl: DOCS.secretsManager,
  },
  SECRET_ACCESS_DENIED: {
    kind: 'rejected',
    title: 'access to the secret denied',
    cause:
      'The monitor is not allowed to read the secret (or to write it, where it manages the tokens) or to use its customer managed key, or there is no secret of that name: IAM answers both alike.',
    remedy: [
      'Check that there is such a secret in this account and region: aws secretsmanager describe-secret --secret-id {secret}',
      'Deploy the stack with the configuration that names this secret: permissions follow it.',
      'Check the resource policy of the secret and, if it has a key of its own, that the key lets the function decrypt (and encrypt, where it manages the tokens).',
    ],
    docsUrl: DOCS.secretsManager,
  },
  SECRET_PENDING_DELETION: {
    kind: 'rejected',
    title: 'secret is being deleted',
    cause: 'The secret is scheduled for deletion and cannot be read any more.',
    remedy: [
      'If it is still needed, restore it:',
      'aws secretsmanager restore-secret --secret-id {secret}',
    ],
    docsUrl: DOCS.restoreSecret,
  },
  SECRET_MALFORMED: {
    kind: 'rejected',
    title: 'secret cannot be understood',
    cause:
      'The secret does not hold what a credential can be read from: it is damaged JSON, or of another type.',
    remedy: [SHAPES, ...REPLACE],
    docsUrl: DOCS.apiKey,
  },
  SECRET_INCOMPLETE: {
    kind: 'rejected',
    title: 'secret lacks a field',
    cause: 'The secret can be read, and a part that the check needs is missing or empty.',
    remedy: [SHAPES, ...STORE],
    docsUrl: DOCS.apiKey,
  },
  SECRETS_MANAGER_UNAVAILABLE: {
    kind: 'inconclusive',
    title: 'Secrets Manager unavailable',
    cause:
      'Secrets Manager was throttling or down (or another service of AWS, where the monitor manages the tokens), so the credential could not be read or refreshed.',
    remedy: ['Nothing to do for the credential; the next sweep tries again.'],
    docsUrl: DOCS.secretsManager,
  },
} as const satisfies Record<string, CatalogueEntry>;
