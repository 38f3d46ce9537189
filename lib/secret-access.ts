import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';

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

/** What it takes to read the configured secrets, and no other. */
export function secretStatements(scope: IConstruct, config: MonitorConfig): PolicyStatement[] {
  const resources = secretIdsOf(config).map((secretId) => secretArn(scope, secretId));
  const parts = Array.from({ length: Math.ceil(resources.length / SECRETS_PER_STATEMENT) });
  return [
    ...parts.map((_, index) => {
      const first = index * SECRETS_PER_STATEMENT;
      return new PolicyStatement({
        sid: index === 0 ? 'ReadSecrets' : `ReadSecrets${index + 1}`,
        actions: ['secretsmanager:GetSecretValue'],
        resources: resources.slice(first, first + SECRETS_PER_STATEMENT),
      });
    }),
    new PolicyStatement({
      sid: 'ReadSecretsTogether',
      // The action takes no resource; what it returns is bounded by GetSecretValue above.
      actions: ['secretsmanager:BatchGetSecretValue'],
      resources: ['*'],
    }),
  ];
}
