import { createHash, randomUUID } from 'node:crypto';
import {
  PutSecretValueCommand,
  ResourceExistsException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { nameOf } from '../errors.ts';
import type { ManagedSecrets } from '../monitor/managed/ports.ts';
import { readOne } from './secrets.ts';

/**
 * The label of the version that proves that a secret can be written. It never has AWSCURRENT, so no
 * reader sees it, nor AWSPENDING, which would look like a rotation by Secrets Manager.
 */
const PROOF_STAGE = 'qonto-auth-monitor/refreshing';

/** Refused to this role or by the secret's key, whatever is written. */
const DENIED = /^(?:AccessDenied|EncryptionFailure|DecryptionFailure|KMSAccessDenied)/;

/** The secrets whose tokens are managed, in Secrets Manager. */
export function managedSecrets(client: SecretsManagerClient): ManagedSecrets {
  return {
    current: (secretId) => readOne(client, secretId),

    async proveWritable(secretId, { value, versionId }) {
      try {
        await client.send(
          new PutSecretValueCommand({
            SecretId: secretId,
            SecretString: value.reveal(),
            VersionStages: [PROOF_STAGE],
            // One proof for each version of the secret, however often a refresh is tried: Secrets
            // Manager keeps some hundred versions, and drops none in its first day.
            ClientRequestToken: versionId === null ? randomUUID() : digestOf(versionId),
          }),
        );
        return 'writable';
      } catch (error) {
        if (error instanceof ResourceExistsException) return 'writable';
        if (DENIED.test(nameOf(error))) return 'denied';
        throw error;
      }
    },

    async store(secretId, value, token) {
      const { VersionId = token } = await client.send(
        new PutSecretValueCommand({
          SecretId: secretId,
          SecretString: value.reveal(),
          ClientRequestToken: token,
        }),
      );
      return VersionId;
    },
  };
}

function digestOf(versionId: string): string {
  return createHash('sha256').update(versionId).digest('hex');
}
