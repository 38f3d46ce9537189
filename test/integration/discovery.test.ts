import {
  CreateSecretCommand,
  DeleteSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { secretsManagerFinder } from '../../lambda/aws/secret-finder.ts';
import { type Aws, describeWithAws, startAws } from './moto.ts';

/** More than one answer of ListSecrets holds. */
const COUNT = 105;

describeWithAws('finding secrets by their tags', () => {
  const prefix = `test-${Date.now()}`;
  const key = `watch-${Date.now()}`;
  const names = Array.from({ length: COUNT }, (_, index) => `${prefix}/${index + 1000}`);
  const deleted = `${prefix}/deleted`;
  const created: string[] = [];
  let aws: Aws;
  let client: SecretsManagerClient;

  const create = async (Name: string, tags: Record<string, string>) => {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await client.send(new CreateSecretCommand({ Name, SecretString: 'not-real', Tags }));
    created.push(Name);
  };

  beforeAll(async () => {
    aws = await startAws();
    client = new SecretsManagerClient({
      endpoint: aws.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'not-real', secretAccessKey: 'not-real' },
    });
    for (const name of names) await create(name, { team: 'payments', [key]: 'production' });
    await create(deleted, { [key]: 'production', team: 'payments' });
    await client.send(new DeleteSecretCommand({ SecretId: deleted }));
    await create(`${prefix}/untagged`, {});
    await create(`${prefix}/longer-value`, { [key]: 'production-eu', team: 'payments' });
    await create(`${prefix}/longer-key`, { [`${key}-eu`]: 'production', team: 'payments' });
    await create(`${prefix}/value-of-another`, { [key]: 'payments', team: 'production' });
    await create(`${prefix}/one-tag-missing`, { [key]: 'production' });
  });
  afterAll(async () => {
    for (const SecretId of created) {
      await client.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
    }
    client.destroy();
    await aws.stop();
  });

  it('finds those that have each tag with just that value, on whatever page, and about to be deleted or not', async () => {
    const found = await secretsManagerFinder(client).find({
      [key]: 'production',
      team: 'payments',
    });

    expect(found.map(({ name }) => name).toSorted()).toEqual([...names, deleted].toSorted());
  });

  it('finds one by its name, and none that only begins like it or lacks the tags', async () => {
    const finder = secretsManagerFinder(client);
    const tags = { [key]: 'production', team: 'payments' };

    expect(await finder.find(tags, names[3])).toEqual([{ name: names[3] }]);
    expect(await finder.find(tags, `${prefix}/10`)).toEqual([]);
    expect(await finder.find(tags, `${prefix}/untagged`)).toEqual([]);
  });

  it('finds nothing where nothing has them', async () => {
    expect(await secretsManagerFinder(client).find({ [key]: 'sandbox' })).toEqual([]);
  });
});
