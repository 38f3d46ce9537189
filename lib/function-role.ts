import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { secretStatements } from './secret-access.ts';

/** What the function reaches. */
export interface FunctionRoleProps {
  readonly config: MonitorConfig;
  readonly logGroup: ILogGroup;
  readonly table: Table;
  readonly topic: ITopic;
  readonly deadLetterQueue: IQueue;
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
    ...secretStatements(scope, props.config),
    new PolicyStatement({
      sid: 'KeepStatuses',
      actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
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
  ];
  for (const statement of statements) role.addToPolicy(statement);
  return role;
}
