import {
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
  SecretsManagerServiceException,
  type SecretValueEntry,
} from '@aws-sdk/client-secrets-manager';
import { nameOf } from '../errors.ts';
import type { SecretReader, SecretReading } from '../monitor/ports.ts';
import { Secret } from '../secret.ts';
import { credentialsFault } from './credentials-fault.ts';

/** What `BatchGetSecretValue` takes at most. */
const BATCH_SIZE = 20;

/** Reads secrets in batches of 20, the batches side by side. */
export function secretsManagerReader(client: SecretsManagerClient): SecretReader {
  return {
    async read(secretIds) {
      const batches = Array.from({ length: Math.ceil(secretIds.length / BATCH_SIZE) }, (_, index) =>
        secretIds.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
      );
      const readings = await Promise.all(batches.map((batch) => readBatch(client, batch)));
      return new Map(readings.flat());
    },
    readPrevious: (secretId) => readOne(client, secretId, 'AWSPREVIOUS'),
  };
}

type Entry = readonly [secretId: string, reading: SecretReading];

async function readBatch(client: SecretsManagerClient, ids: readonly string[]): Promise<Entry[]> {
  const values: SecretValueEntry[] = [];
  const failures = new Map<string, SecretReading>();
  try {
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new BatchGetSecretValueCommand({
          SecretIdList: [...ids],
          ...(nextToken === undefined ? {} : { NextToken: nextToken }),
        }),
      );
      values.push(...(page.SecretValues ?? []));
      for (const { SecretId, ErrorCode, Message } of page.Errors ?? []) {
        if (SecretId !== undefined)
          failures.set(SecretId, readingOf(ErrorCode ?? '', Message ?? ''));
      }
      nextToken = page.NextToken;
    } while (nextToken !== undefined);
  } catch (error) {
    if (isAboutOneSecret(error)) return readOneByOne(client, ids);
    const reading = readingOfThrown(error);
    return ids.map((id) => [id, reading]);
  }
  return Promise.all(
    ids.map(async (id): Promise<Entry> => {
      const value = values.find(({ Name, ARN }) => Name === id || ARN === id || isArnOf(ARN, id));
      const reading = value === undefined ? failures.get(id) : readingOfValue(value);
      return [id, reading ?? (await readOne(client, id))];
    }),
  );
}

/** An ARN may be given without the six characters that Secrets Manager appends to the name. */
function isArnOf(arn: string | undefined, id: string): boolean {
  return id.startsWith('arn:') && arn !== undefined && arn.slice(0, -7) === id;
}

/** Whether a batch failed for the sake of a secret in it, or of the right to read batches. */
function isAboutOneSecret(error: unknown): boolean {
  return (
    error instanceof SecretsManagerServiceException &&
    error.$fault === 'client' &&
    readingOf(error.name, error.message).kind !== 'unavailable'
  );
}

function readOneByOne(client: SecretsManagerClient, ids: readonly string[]): Promise<Entry[]> {
  return Promise.all(ids.map(async (id): Promise<Entry> => [id, await readOne(client, id)]));
}

/**
 * Reads one version of a secret.
 *
 * @param versionId the version that must have the stage; any, when left out
 */
export async function readOne(
  client: SecretsManagerClient,
  id: string,
  stage = 'AWSCURRENT',
  versionId?: string,
): Promise<SecretReading> {
  try {
    const command = new GetSecretValueCommand({
      SecretId: id,
      VersionStage: stage,
      ...(versionId === undefined ? {} : { VersionId: versionId }),
    });
    return readingOfValue(await client.send(command));
  } catch (error) {
    return readingOfThrown(error);
  }
}

function readingOfValue(value: Omit<SecretValueEntry, 'Name'>): SecretReading {
  const text = value.SecretString ?? Buffer.from(value.SecretBinary ?? []).toString('utf8');
  return {
    kind: 'value',
    value: new Secret(text),
    versionId: value.VersionId ?? null,
    versionCreatedAt: value.CreatedDate?.getTime() ?? null,
  };
}

/** @throws MonitorError `AWS_CREDENTIALS` when it is this process that may not ask at all */
function readingOfThrown(error: unknown): SecretReading {
  const fault = credentialsFault(error);
  if (fault !== null) throw fault;
  return readingOf(nameOf(error), error instanceof Error ? error.message : '');
}

/**
 * Secrets Manager's errors by name. `InvalidRequestException` is many things; only a deletion is a
 * finding about the secret.
 */
function readingOf(name: string, message: string): SecretReading {
  if (/^ResourceNotFound/.test(name)) return { kind: 'not_found' };
  if (/^(?:AccessDenied|DecryptionFailure|KMSAccessDenied)/.test(name)) {
    return { kind: 'access_denied' };
  }
  if (/^InvalidRequest/.test(name) && /delet/i.test(message)) return { kind: 'pending_deletion' };
  if (/^(?:Validation|InvalidParameter)/.test(name)) return { kind: 'not_found' };
  return { kind: 'unavailable' };
}
