import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct, IConstruct } from 'constructs';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { acknowledgeWildcards } from './acknowledge.ts';
import { throughServices } from './encryption.ts';

/**
 * Secrets Manager ends every ARN in a hyphen and six random characters. This is the pattern that
 * AWS documents for a secret known by its name. It also matches a secret whose own name goes on
 * with a hyphen and six characters; a full ARN in the configuration avoids that.
 */
const ANY_SUFFIX = '-??????';

/**
 * CDK moves whole statements into further policies when a role's grows too large, so none may be
 * large itself. In parts of this size some 400 secrets fit into the ten policies of a role.
 */
const SECRETS_PER_STATEMENT = 19;

/** Names and ARNs of all secrets that a configuration refers to, each once. */
export function secretIdsOf({ environments }: MonitorConfig): string[] {
  const references = environments.flatMap(({ stagingToken, credentials }) => [
    ...(stagingToken === null ? [] : [stagingToken]),
    ...credentials.map(({ secret }) => secret),
  ]);
  return [...new Set(references.map(({ secretId }) => secretId))];
}

/** Names and ARNs of the secrets that the monitor writes rotated tokens to. */
export function managedSecretIdsOf({ environments }: MonitorConfig): string[] {
  const managed = environments.flatMap(({ credentials }) =>
    credentials.filter(({ tokens }) => tokens === 'manage'),
  );
  return [...new Set(managed.map(({ secret }) => secret.secretId))];
}

/** The ARN of a secret, as a policy's resource. */
export function secretArn(scope: IConstruct, secretId: string): string {
  if (secretId.startsWith('arn:')) {
    return /-[A-Za-z0-9]{6}$/.test(secretId) ? secretId : `${secretId}${ANY_SUFFIX}`;
  }
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${secretId}${ANY_SUFFIX}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** What it takes to find secrets by their tags; nothing where none are discovered. */
export function discoveryStatements(config: MonitorConfig): PolicyStatement[] {
  if (discoveriesOf(config).length === 0) return [];
  return [
    new PolicyStatement({
      sid: 'FindSecrets',
      // The action takes no resource and no tag: it tells names and tags, and no values.
      actions: ['secretsmanager:ListSecrets'],
      resources: ['*'],
    }),
  ];
}

/** The tags of each `discover`, each set of them once. */
function discoveriesOf({ environments }: MonitorConfig): Readonly<Record<string, string>>[] {
  const all = environments.flatMap(({ discover }) => (discover ? [discover.tags] : []));
  const sorted = all.map((tags) => Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));
  const distinct = new Map(sorted.map((tags) => [JSON.stringify(tags), Object.fromEntries(tags)]));
  return [...distinct.values()];
}

function anySecret(scope: IConstruct): string {
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** Acknowledges that what is discovered is bounded by its tags rather than by its name. */
export function acknowledgeSecrets(role: Role, config: MonitorConfig): void {
  if (discoveriesOf(config).length === 0) return;
  acknowledgeWildcards(
    role,
    [anySecret(role)],
    'Of the secrets of the account, those with the configured tags alone: that is the condition.',
  );
}

/** What it takes to read what is discovered: any secret, if it has just these tags. */
function discoveredStatements(scope: IConstruct, config: MonitorConfig): PolicyStatement[] {
  return discoveriesOf(config).map(
    (tags, index) =>
      new PolicyStatement({
        sid: numbered('ReadDiscovered', index),
        actions: ['secretsmanager:GetSecretValue'],
        resources: [anySecret(scope)],
        conditions: {
          StringEquals: Object.fromEntries(
            Object.entries(tags).map(([key, value]) => [
              `secretsmanager:ResourceTag/${key}`,
              value,
            ]),
          ),
        },
      }),
  );
}

/**
 * What it takes to read the configured secrets and those with the configured tags, and to write those
 * that are managed.
 */
export function secretStatements(
  scope: Construct,
  config: MonitorConfig,
  keys: readonly IKey[],
): PolicyStatement[] {
  const read = secretIdsOf(config).map((secretId) => secretArn(scope, secretId));
  const written = managedSecretIdsOf(config).map((secretId) => secretArn(scope, secretId));
  return [
    ...inParts('ReadSecrets', ['secretsmanager:GetSecretValue'], read),
    ...discoveredStatements(scope, config),
    new PolicyStatement({
      sid: 'ReadSecretsTogether',
      // The action takes no resource; what it returns is bounded by GetSecretValue above.
      actions: ['secretsmanager:BatchGetSecretValue'],
      resources: ['*'],
    }),
    ...inParts('StoreRotatedTokens', ['secretsmanager:PutSecretValue'], written),
    ...keyStatements(
      scope,
      'DecryptSecrets',
      ['kms:Decrypt'],
      keys,
      discoveriesOf(config).length > 0 ? 'any' : read,
    ),
    ...keyStatements(scope, 'EncryptRotatedTokens', ['kms:GenerateDataKey'], keys, written),
  ];
}

/** Beyond as many secrets a role has no room to name each once more. */
const MOST_NAMED_TWICE = 3 * SECRETS_PER_STATEMENT;

/**
 * The keys may be used through Secrets Manager alone, and for these secrets alone. The latter says
 * again what the actions on secrets are bounded to, and is left out where there are too many, or where
 * nobody knows the names of all.
 */
function keyStatements(
  scope: Construct,
  sid: string,
  actions: string[],
  keys: readonly IKey[],
  secretArns: readonly string[] | 'any',
): PolicyStatement[] {
  if (keys.length === 0 || secretArns.length === 0) return [];
  const isNamed = secretArns !== 'any' && secretArns.length <= MOST_NAMED_TWICE;
  const contexts = isNamed ? partsOf(secretArns) : [null];
  return contexts.map(
    (part, index) =>
      new PolicyStatement({
        sid: numbered(sid, index),
        actions,
        resources: keys.map(({ keyArn }) => keyArn),
        conditions: {
          ...throughServices(scope, ['secretsmanager']),
          ...(part && { ArnLike: { 'kms:EncryptionContext:SecretARN': part } }),
        },
      }),
  );
}

function inParts(sid: string, actions: string[], resources: readonly string[]): PolicyStatement[] {
  return partsOf(resources).map(
    (part, index) => new PolicyStatement({ sid: numbered(sid, index), actions, resources: part }),
  );
}

function partsOf(all: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(all.length / SECRETS_PER_STATEMENT) }, (_, index) =>
    all.slice(index * SECRETS_PER_STATEMENT, (index + 1) * SECRETS_PER_STATEMENT),
  );
}

function numbered(sid: string, index: number): string {
  return index === 0 ? sid : `${sid}${index + 1}`;
}
