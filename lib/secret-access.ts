import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct, IConstruct } from 'constructs';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { acknowledgeWildcards } from './acknowledge.ts';
import { throughServices } from './encryption.ts';
import { type NamePattern, namePatterns } from './name-prefixes.ts';

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

/** As many secrets, or beginnings of their names, a role has room for. */
const ROOM = 400;

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

/** The secrets that are read and those that are written, as a role names them. */
interface SecretPatterns {
  readonly read: readonly NamePattern[];
  readonly written: readonly NamePattern[];
}

/**
 * Each secret by its name, as long as a role has room for all; beyond that some by what their names begin
 * with. What is written is named first: half of the room is kept for it.
 */
function patternsFor(config: MonitorConfig): SecretPatterns {
  const readIds = secretIdsOf(config);
  const writtenIds = managedSecretIdsOf(config);
  const isRoomForAll = readIds.length + writtenIds.length <= ROOM;
  const written = secretPatterns(writtenIds, isRoomForAll ? ROOM : ROOM / 2);
  return { read: secretPatterns(readIds, ROOM - written.length), written };
}

/** What is read and what is written, as resources of a policy. */
function secretArns(scope: IConstruct, config: MonitorConfig): [read: string[], written: string[]] {
  const { read, written } = patternsFor(config);
  const arnOf = ({ text, isPrefix }: NamePattern) =>
    isPrefix ? anySecret(scope, text) : secretArn(scope, text);
  return [read.map(arnOf), written.map(arnOf)];
}

/** Names and ARNs apart, as ARNs have most of their text in common: by what stands before the name. */
function secretPatterns(secretIds: readonly string[], room: number): NamePattern[] {
  const headOf = (secretId: string) => /^(?:arn:.*?:secret:)?/.exec(secretId)?.[0] ?? '';
  return [...new Set(secretIds.map(headOf))].flatMap((head) => {
    const names = secretIds
      .filter((secretId) => headOf(secretId) === head)
      .map((secretId) => secretId.slice(head.length));
    const share = (room * names.length) / secretIds.length;
    return namePatterns(names, share, () => 1).map(({ text, isPrefix }) => ({
      text: `${head}${text}`,
      isPrefix,
    }));
  });
}

/** Warns where a role has no room for the name of each secret. */
export function warnOfBroadAccess(scope: Construct, config: MonitorConfig): void {
  const { read, written } = patternsFor(config);
  const broad = [...read, ...written].filter(({ isPrefix }) => isPrefix);
  if (broad.length === 0) return;
  Annotations.of(scope).addWarningV2(
    'qonto-auth-monitor:broadSecretAccess',
    `A role has no room for the names of ${secretIdsOf(config).length} secrets: it may also use others whose names begin like those, such as ${broad[0]?.text}*. Give the secrets a tag and write discover instead of a list, or keep several credentials in one secret (NAME#KEY).`,
  );
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

/** Every secret whose name or ARN begins like this. */
function anySecret(scope: IConstruct, prefix: string): string {
  if (prefix.startsWith('arn:')) return `${prefix}*`;
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${prefix}*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** Acknowledges where secrets are not named one by one. */
export function acknowledgeSecrets(role: Role, config: MonitorConfig): void {
  const broad = new Set(
    secretArns(role, config)
      .flat()
      .filter((arn) => arn.endsWith('*')),
  );
  acknowledgeWildcards(
    role,
    [...broad],
    'A role has no room for so many names. These are the narrowest beginnings of them that fit, and synth warns of it.',
  );
  if (discoveriesOf(config).length === 0) return;
  acknowledgeWildcards(
    role,
    [anySecret(role, '')],
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
        resources: [anySecret(scope, '')],
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
  const [read, written] = secretArns(scope, config);
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
