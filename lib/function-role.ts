import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { acknowledge } from './acknowledge.ts';
import { acknowledgeSecrets, discoveryStatements, secretStatements } from './secret-access.ts';
import {
  encryptedQueueStatements,
  logStatement,
  statusStatements,
  topicStatements,
  vpcStatements,
} from './statements.ts';

/** What the function reaches. */
export interface FunctionRoleProps {
  readonly config: MonitorConfig;
  readonly logGroup: ILogGroup;
  readonly table: Table;
  readonly topic: ITopic;
  readonly deadLetterQueue: IQueue;
  /** Encrypts the table, the queue and, if it is the monitor's own, the topic. */
  readonly encryptionKey: IKey | undefined;
  /** Encrypt the secrets. */
  readonly secretEncryptionKeys: readonly IKey[];
  readonly isInVpc: boolean;
}

/**
 * Creates the function's role, with one statement for each need. The grant methods of the L2
 * constructs give more than the function uses (`Scan`, `DeleteItem`, `GetQueueUrl`).
 */
export function createFunctionRole(scope: Construct, id: string, props: FunctionRoleProps): Role {
  const { config, table, encryptionKey: key } = props;
  const statements = [
    logStatement(props.logGroup),
    ...discoveryStatements(config),
    ...secretStatements(scope, config, props.secretEncryptionKeys),
    ...statusStatements(scope, table, key),
    ...topicStatements(scope, props.topic),
    new PolicyStatement({
      sid: 'KeepWhatFailed',
      actions: ['sqs:SendMessage'],
      resources: [props.deadLetterQueue.queueArn],
    }),
    ...encryptedQueueStatements(scope, key),
    ...(props.isInVpc ? vpcStatements(scope) : []),
  ];
  const description = 'Reads the watched secrets, keeps statuses and publishes alerts.';
  const role = createLambdaRole(scope, id, description, statements);
  acknowledgeSecrets(role, config);
  return role;
}

/** Creates the role of a function that may do what some statements say. */
export function createLambdaRole(
  scope: Construct,
  id: string,
  description: string,
  statements: readonly PolicyStatement[],
): Role {
  const role = new Role(scope, id, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description,
  });
  for (const statement of statements) role.addToPolicy(statement);
  acknowledge(role, {
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason:
      'BatchGetSecretValue and the actions on network interfaces take no resource. What the first returns is bounded by GetSecretValue on each secret; the others are denied to the code.',
  });
  return role;
}
