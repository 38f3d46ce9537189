import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openVault } from '../../cli/secret-vault.ts';
import { readOne } from '../../lambda/aws/secrets.ts';
import { secretsWithout, stagedSecretReader } from '../../lambda/aws/staged-secrets.ts';
import { Secret } from '../../lambda/secret.ts';
import { type Aws, describeWithAws, startAws } from './moto.ts';

/** A version id as Secrets Manager wants it. */
const PENDING = '00000000-0000-4000-8000-00000000000a';

describeWithAws('versions of secrets', () => {
  let aws: Aws;
  let client: SecretsManagerClient;
  const prefix = `test-${Date.now()}`;
  const names = ['new', 'empty', 'old', 'staged', 'deleted'].map((name) => `${prefix}/${name}`);
  const [created, empty, old, staged, deleted] = names as [string, string, string, string, string];

  beforeAll(async () => {
    aws = await startAws();
    client = new SecretsManagerClient({
      endpoint: aws.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'not-real', secretAccessKey: 'not-real' },
    });
    await client.send(new CreateSecretCommand({ Name: empty }));
    for (const Name of [old, staged, deleted]) {
      await client.send(new CreateSecretCommand({ Name, SecretString: 'old' }));
    }
    await client.send(new DeleteSecretCommand({ SecretId: deleted }));
    await client.send(
      new PutSecretValueCommand({
        SecretId: staged,
        SecretString: 'pending',
        ClientRequestToken: PENDING,
        VersionStages: ['AWSPENDING'],
      }),
    );
  });
  afterAll(async () => {
    for (const SecretId of names) {
      await client.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
    }
    client.destroy();
    await aws.stop();
  });

  const current = async (SecretId: string) =>
    (await client.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' })))
      .SecretString;

  it('creates a secret that is not there, and gives one its first value', async () => {
    for (const name of [created, empty]) {
      const vault = openVault(client, name);
      expect(await vault.read()).toBeNull();
      const version = await vault.write(
        (text) => new Secret(`${text?.reveal() ?? 'no'} value`),
        true,
      );
      expect(version).toMatch(/^[0-9a-f-]{36}$/);
      expect(await current(name)).toBe('no value');
    }
  });

  it('puts a version behind the one before, made from what is there at that moment', async () => {
    const vault = openVault(client, old);
    expect((await vault.read())?.reveal()).toBe('old');
    await client.send(new PutSecretValueCommand({ SecretId: old, SecretString: 'newer' }));
    await vault.write((text) => new Secret(`${text?.reveal()}, changed`), false);

    expect(await current(old)).toBe('newer, changed');
  });

  it('does not write where a secret may not be created, or is about to be deleted', async () => {
    const missing = openVault(client, `${prefix}/missing`);
    await expect(missing.write(() => new Secret('x'), false)).rejects.toMatchObject({
      code: 'SECRET_UNAVAILABLE',
      message: expect.stringContaining('ResourceNotFoundException'),
    });
    await expect(openVault(client, deleted).read()).rejects.toThrow(/restore it first/);
  });

  it('reads a version that is not live, by its stage and its id', async () => {
    const readAt = async (versionId?: string, shared: string[] = []) => {
      const reader = stagedSecretReader(client, {
        stage: 'AWSPENDING',
        versionId,
        shared: new Set(shared),
      });
      const readings = await reader.read([staged, old]);
      return [staged, old].map((name) => {
        const reading = readings.get(name);
        return reading?.kind === 'value' ? reading.value.reveal() : reading?.kind;
      });
    };

    expect(await readAt()).toEqual(['pending', 'not_found']);
    expect(await readAt(PENDING)).toEqual(['pending', 'not_found']);
    expect(await readAt(PENDING.replace('a', 'b'))).toEqual(['not_found', 'not_found']);
    expect((await readAt(undefined, [old]))[1]).toMatch(/old|newer/);
    expect(await readOne(client, staged)).toMatchObject({ kind: 'value' });
  });

  it('tells a secret without such a version from one that is not there', async () => {
    const found = await secretsWithout(client, 'AWSPENDING', [staged, old, `${prefix}/missing`]);

    expect([...found]).toEqual([old]);
  });
});
