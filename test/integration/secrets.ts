import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { ApiKey } from '../../simulator/key-store.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import type { TokenSet } from '../../simulator/token-store.ts';
import { type Member, STAGING_TOKEN, storedForm } from './credentials.ts';
import type { Access } from './stack.ts';

/** The watched secrets of one deployment, and the keys and tokens in them. */
export interface Secrets {
  readonly client: SecretsManagerClient;
  /** Every secret text so far, whole and in parts. */
  readonly planted: ReadonlySet<string>;
  /** The name of a credential's secret, or of the one with the staging token. */
  nameOf(credential: string): string;
  /** Stores any content; an object as JSON. What is in it counts as secret. */
  store(credential: string, content: unknown): Promise<void>;
  /** Reads what is stored now, as JSON. What is in it counts as secret. */
  read(credential: string): Promise<Record<string, unknown>>;
  /** A colleague presses "regenerate": the stored key dies at once. */
  regenerateKey(credential: string): ApiKey;
  /** Stores a key as the application does. */
  storeKey(credential: string, key: ApiKey): Promise<void>;
  /** The header that was sent for a credential while its key was the one last generated. */
  authorizationOf(credential: string): string;
  readonly tokens: TokenSet;
  /** Deletes them all. */
  remove(): Promise<void>;
}

/** Creates all secrets, each with what Qonto accepts. */
export async function createSecrets(
  members: Readonly<Record<string, Member>>,
  prefix: string,
  simulator: Simulator,
  access: Access,
): Promise<Secrets> {
  const client = new SecretsManagerClient(access);
  const planted = new Set<string>();
  const keys = new Map<string, ApiKey>();
  const app = simulator.sandbox.createClient();
  const tokens = simulator.sandbox.createGrant(app.clientId);

  const nameOf = (credential: string) => {
    const secret = credential === STAGING_TOKEN ? STAGING_TOKEN : members[credential]?.secret;
    if (secret === undefined) throw new Error(`No credential is called ${credential}.`);
    return prefix + secret.replace(/#.*/, '');
  };
  const textOf = (content: unknown) => {
    plant(content, planted);
    return typeof content === 'string' ? content : JSON.stringify(content);
  };
  const regenerateKey = (credential: string) => {
    const { environment } = members[credential] ?? { environment: 'production' };
    const key = simulator[environment].createApiKey(`${credential}-1234`);
    keys.set(credential, key);
    plant(`${key.login}:${key.secret}`, planted);
    return key;
  };

  const contents: [string, unknown][] = [
    ...Object.keys(members).map((name): [string, unknown] =>
      name === 'mobile-app'
        ? [name, { ...app, ...tokens }]
        : [name, storedForm(name, regenerateKey(name))],
    ),
    [STAGING_TOKEN, simulator.sandbox.stagingToken],
  ];
  for (const [name, content] of contents) {
    const command = { Name: nameOf(name), SecretString: textOf(content) };
    await client.send(new CreateSecretCommand(command));
  }

  const store = async (credential: string, content: unknown) => {
    const command = { SecretId: nameOf(credential), SecretString: textOf(content) };
    await client.send(new PutSecretValueCommand(command));
  };
  const read = async (credential: string) => {
    const command = { SecretId: nameOf(credential), VersionStage: 'AWSCURRENT' };
    const { SecretString = '' } = await client.send(new GetSecretValueCommand(command));
    const content: Record<string, unknown> = JSON.parse(SecretString);
    plant(content, planted);
    return content;
  };
  return {
    client,
    planted,
    nameOf,
    store,
    read,
    regenerateKey,
    storeKey: (credential, key) => store(credential, storedForm(credential, key)),
    authorizationOf: (credential) => {
      const key = keys.get(credential);
      return key === undefined ? `Bearer ${tokens.accessToken}` : `${key.login}:${key.secret}`;
    },
    tokens,
    remove: async () => {
      for (const [name] of contents) {
        const command = { SecretId: nameOf(name), ForceDeleteWithoutRecovery: true };
        await client.send(new DeleteSecretCommand(command));
      }
    },
  };
}

/** Fields whose values are no secrets. */
const PUBLIC = new Set(['login', 'clientId', 'expiresAt', 'refreshedAt', 'scope', 'QONTO_LOGIN']);

/** Remembers the texts in a content: whole, and both halves of a pair. */
function plant(content: unknown, planted: Set<string>): void {
  if (typeof content === 'string') {
    planted.add(content);
    const secretHalf = content.split(':').at(-1) ?? '';
    if (secretHalf.length >= 8) planted.add(secretHalf);
  } else if (typeof content === 'object' && content !== null) {
    for (const [field, value] of Object.entries(content)) {
      if (!PUBLIC.has(field)) plant(value, planted);
    }
  }
}
