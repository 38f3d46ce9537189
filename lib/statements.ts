import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import { SEND_ENCRYPTED, throughServices } from './encryption.ts';

/** A key through one service alone; none where there is no key. */
function encrypted(
  scope: IConstruct,
  sid: string,
  actions: readonly string[],
  key: IKey | undefined,
  service: string,
): PolicyStatement[] {
  if (key === undefined) return [];
  return [
    new PolicyStatement({
      sid,
      actions: [...actions],
      resources: [key.keyArn],
      conditions: throughServices(scope, [service]),
    }),
  ];
}

/** What it takes to write a log. */
export function logStatement(logGroup: ILogGroup): PolicyStatement {
  return new PolicyStatement({
    sid: 'WriteLogs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
}

/** What it takes to use a table by some actions. */
export function tableStatements(
  scope: IConstruct,
  sid: string,
  actions: readonly string[],
  table: Table,
  key: IKey | undefined,
): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid,
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [table.tableArn],
    }),
    ...encrypted(scope, 'ReadEncryptedStatuses', ['kms:Decrypt'], key, 'dynamodb'),
  ];
}

/** What it takes to keep statuses, alerts and trails. */
export function statusStatements(scope: IConstruct, table: Table, key: IKey | undefined) {
  const actions = ['GetItem', 'Query', 'PutItem', 'DeleteItem', 'UpdateItem'];
  return tableStatements(scope, 'KeepStatuses', actions, table, key);
}

/** What it takes to publish to a topic. */
export function topicStatements(scope: IConstruct, topic: ITopic): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'PublishAlerts',
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
    }),
    ...encrypted(scope, 'PublishEncryptedAlerts', SEND_ENCRYPTED, topic.masterKey, 'sns'),
  ];
}

/** What it takes to send to queues that a key encrypts. */
export function encryptedQueueStatements(scope: IConstruct, key: IKey | undefined) {
  return encrypted(scope, 'KeepEncryptedFailures', SEND_ENCRYPTED, key, 'sqs');
}

/** What it takes to read and write files that a key encrypts. */
export function encryptedFileStatements(scope: IConstruct, key: IKey | undefined) {
  return encrypted(scope, 'UseEncryptedFiles', SEND_ENCRYPTED, key, 's3');
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

/** Lambda joins the VPC with a function's role; the function's own code must not use that. */
export function vpcStatements(scope: IConstruct): PolicyStatement[] {
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
