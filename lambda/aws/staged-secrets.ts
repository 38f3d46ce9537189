import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretReader, SecretReading } from '../monitor/ports.ts';
import { readOne } from './secrets.ts';

/** Which versions are read. */
export interface StagedVersion {
  /** Such as `AWSPENDING`. */
  readonly stage: string;
  /** The version that must have the stage, of every secret but the shared ones; any when left out. */
  readonly versionId?: string | undefined;
  /**
   * Secrets of which the current version will do where they have none at the stage: those that
   * credentials share, such as an environment's staging token.
   */
  readonly shared: ReadonlySet<string>;
}

/**
 * Reads versions of secrets that are not live, one by one: `BatchGetSecretValue` knows no stages.
 * There is no version before such a one: going back is no remedy for what was never live.
 */
export function stagedSecretReader(
  client: SecretsManagerClient,
  { stage, versionId, shared }: StagedVersion,
): SecretReader {
  const read = async (id: string): Promise<SecretReading> => {
    if (!shared.has(id)) return readOne(client, id, stage, versionId);
    const staged = await readOne(client, id, stage);
    return staged.kind === 'not_found' ? readOne(client, id) : staged;
  };
  return {
    read: async (secretIds) =>
      new Map(await Promise.all(secretIds.map(async (id) => [id, await read(id)] as const))),
    readPrevious: async () => ({ kind: 'not_found' }),
  };
}

/** The secrets that exist and have no version at a stage. */
export async function secretsWithout(
  client: SecretsManagerClient,
  stage: string,
  secretIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const lacking = await Promise.all(
    secretIds.map(async (id) => {
      const staged = await readOne(client, id, stage);
      return staged.kind === 'not_found' && (await readOne(client, id)).kind === 'value';
    }),
  );
  return new Set(secretIds.filter((_, index) => lacking[index]));
}
