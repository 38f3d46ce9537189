import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IConstruct } from 'constructs';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { acknowledge } from './acknowledge.ts';
import { SEND_ENCRYPTED, throughServices } from './encryption.ts';
import { secretStatements } from './secret-access.ts';

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
  const role = new Role(scope, id, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: 'Reads the watched secrets, keeps statuses and publishes alerts.',
  });
  const statements = [
    new PolicyStatement({
      sid: 'WriteLogs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [props.logGroup.logGroupArn],
    }),
    ...secretStatements(scope, props.config, props.secretEncryptionKeys),
    new PolicyStatement({
      sid: 'KeepStatuses',
      actions: [
        'dynamodb:GetItem',
        'dynamodb:Query',
        'dynamodb:PutItem',
        'dynamodb:DeleteItem',
        'dynamodb:UpdateItem',
      ],
      resources: [props.table.tableArn],
    }),
    new PolicyStatement({
      sid: 'PublishAlerts',
      actions: ['sns:Publish'],
      resources: [props.topic.topicArn],
    }),
    new PolicyStatement({
      sid: 'KeepWhatFailed',
      actions: ['sqs:SendMessage'],
      resources: [props.deadLetterQueue.queueArn],
    }),
    ...encryptionStatements(scope, props),
    ...(props.isInVpc ? vpcStatements(scope) : []),
  ];
  for (const statement of statements) role.addToPolicy(statement);
  acknowledge(role, {
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason:
      'BatchGetSecretValue and the actions on network interfaces take no resource. What the first returns is bounded by GetSecretValue on each secret; the others are denied to the code.',
  });
  return role;
}

function encryptionStatements(
  scope: Construct,
  { encryptionKey, topic }: FunctionRoleProps,
): PolicyStatement[] {
  const ofTopic = topic.masterKey;
  return [
    ...(encryptionKey === undefined
      ? []
      : [
          new PolicyStatement({
            sid: 'ReadEncryptedStatuses',
            actions: ['kms:Decrypt'],
            resources: [encryptionKey.keyArn],
            conditions: throughServices(scope, ['dynamodb']),
          }),
          new PolicyStatement({
            sid: 'KeepEncryptedFailures',
            actions: [...SEND_ENCRYPTED],
            resources: [encryptionKey.keyArn],
            conditions: throughServices(scope, ['sqs']),
          }),
        ]),
    ...(ofTopic === undefined
      ? []
      : [
          new PolicyStatement({
            sid: 'PublishEncryptedAlerts',
            actions: [...SEND_ENCRYPTED],
            resources: [ofTopic.keyArn],
            conditions: throughServices(scope, ['sns']),
          }),
        ]),
  ];
}

/** What Lambda needs to join a VPC: none of the actions takes the interfaces of one function. */
const NETWORK_INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Lambda joins the VPC with the function's role; the function's own code must not use that. */
function vpcStatements(scope: IConstruct): PolicyStatement[] {
  const anyFunction = Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return [
    new PolicyStatement({
      sid: 'JoinVpc',
      actions: NETWORK_INTERFACE_ACTIONS,
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'KeepCodeFromVpc',
      effect: Effect.DENY,
      actions: NETWORK_INTERFACE_ACTIONS,
      resources: ['*'],
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': anyFunction } },
    }),
  ];
}
