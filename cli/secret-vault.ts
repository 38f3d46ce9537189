import {
  CreateSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { credentialsFault } from '../lambda/aws/credentials-fault.ts';
import { readOne } from '../lambda/aws/secrets.ts';
import { MonitorError, nameOf } from '../lambda/errors.ts';
import type { Secret } from '../lambda/secret.ts';

/** A secret's place in Secrets Manager, for commands that write it. */
export interface SecretVault {
  /** The current content; null when the secret does not exist, or has no value yet. */
  read(): Promise<Secret | null>;
  /**
   * Stores new content. It is made from what the secret holds at that moment, which may have changed
   * since it was read: an application may have rotated its tokens meanwhile.
   *
   * @param mayCreate whether a secret that does not exist is created
   * @returns the id of the new version
   */
  write(
    contentFrom: (current: Secret | null) => Secret,
    mayCreate: boolean,
  ): Promise<string | null>;
}

/**
 * Opens one secret.
 *
 * @throws MonitorError `SECRET_UNAVAILABLE`, from its methods, when it cannot be read or written
 */
export function openVault(client: SecretsManagerClient, secretId: string): SecretVault {
  const read = async () => {
    const reading = await readOne(client, secretId);
    if (reading.kind === 'value') return reading.value;
    if (reading.kind === 'not_found') return null;
    throw unavailable('read', secretId, WHY_NOT_READ[reading.kind]);
  };

  const create = (content: Secret) => {
    if (secretId.startsWith('arn:')) {
      throw unavailable(
        'written',
        secretId,
        'it does not exist, and Secrets Manager chooses the ARN of a new one; create it, or name it in the configuration',
      );
    }
    const SecretString = content.reveal();
    const Description = 'A Qonto credential.';
    return client.send(new CreateSecretCommand({ Name: secretId, SecretString, Description }));
  };

  return {
    read,
    async write(contentFrom, mayCreate) {
      const current = await read();
      const content = contentFrom(current);
      try {
        if (current === null && mayCreate) {
          try {
            return (await create(content)).VersionId ?? null;
          } catch (error) {
            // It is there, and has no value yet.
            if (nameOf(error) !== 'ResourceExistsException') throw error;
          }
        }
        const SecretString = content.reveal();
        const command = new PutSecretValueCommand({ SecretId: secretId, SecretString });
        return (await client.send(command)).VersionId ?? null;
      } catch (error) {
        if (error instanceof MonitorError) throw error;
        throw credentialsFault(error) ?? unavailable('written', secretId, whyNotWritten(error));
      }
    },
  };
}

const WHY_NOT_READ = {
  access_denied: 'access is denied; whoever runs this needs secretsmanager:GetSecretValue',
  pending_deletion: 'it is about to be deleted; restore it first',
  unavailable: 'Secrets Manager is throttled or down; try again',
} as const;

function whyNotWritten(error: unknown): string {
  const name = nameOf(error);
  return /^AccessDenied/.test(name)
    ? 'access is denied; whoever runs this needs secretsmanager:PutSecretValue, and secretsmanager:CreateSecret for a new one'
    : name;
}

function unavailable(what: 'read' | 'written', secretId: string, why: string): MonitorError {
  return new MonitorError(
    'SECRET_UNAVAILABLE',
    `The secret ${secretId} cannot be ${what}: ${why}.`,
  );
}
