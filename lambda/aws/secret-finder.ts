import {
  ListSecretsCommand,
  type ListSecretsCommandInput,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { FoundSecret } from '../config/discovered.ts';
import type { SecretFinder } from '../monitor/discover.ts';
import { credentialsFault } from './credentials-fault.ts';

/** What `ListSecrets` gives at most in one answer. */
const PAGE_SIZE = 100;

/**
 * Finds secrets in Secrets Manager, those that are about to be deleted included: that is a finding,
 * and a secret that merely vanished would not be missed.
 */
export function secretsManagerFinder(client: SecretsManagerClient): SecretFinder {
  const list = async (input: ListSecretsCommandInput) => {
    try {
      return await client.send(new ListSecretsCommand(input));
    } catch (error) {
      throw credentialsFault(error) ?? error;
    }
  };
  return {
    async find(tags, name) {
      const wanted = Object.entries(tags);
      const found: FoundSecret[] = [];
      let nextToken: string | undefined;
      do {
        const page = await list({
          // The filters take any tag and name that begin like this: what they give is sifted.
          Filters: [
            { Key: 'tag-key', Values: wanted.slice(0, 1).map(([key]) => key) },
            ...(name === undefined ? [] : [{ Key: 'name' as const, Values: [name] }]),
          ],
          IncludePlannedDeletion: true,
          MaxResults: PAGE_SIZE,
          ...(nextToken === undefined ? {} : { NextToken: nextToken }),
        });
        for (const { Name, Tags = [] } of page.SecretList ?? []) {
          const has = ([key, value]: readonly [string, string]) =>
            Tags.some((tag) => tag.Key === key && (tag.Value ?? '') === value);
          const isMeant = Name !== undefined && (name === undefined || name === Name);
          if (isMeant && wanted.every(has)) found.push({ name: Name });
        }
        nextToken = page.NextToken;
      } while (nextToken !== undefined);
      return found;
    },
  };
}
