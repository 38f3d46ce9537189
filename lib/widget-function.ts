import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { engineOf } from '../lambda/config/engine.ts';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { intervalsOf } from '../lambda/config/schedule.ts';
import { targetsOf } from '../lambda/config/target.ts';
import type { BoardConfig } from '../lambda/dashboard/board.ts';
import { acknowledge } from './acknowledge.ts';
import type { MonitorDashboardProps } from './dashboard.ts';
import { throughServices } from './encryption.ts';
import { functionCode } from './function-code.ts';
import { minutesBetweenSweeps } from './function-timeout.ts';
import {
  acknowledgeWaitedFor,
  ignoreSecondDependency,
  NODE_FUNCTION,
  notTraced,
} from './node-function.ts';

/**
 * Creates the function that draws the dashboard's widget. It may read the monitor's table and write
 * its log; it knows the names of credentials, and none of secrets.
 */
export function createWidgetFunction(
  scope: Construct,
  id: string,
  props: MonitorDashboardProps,
): LambdaFunction {
  const { config, table, encryptionKey, logRetention } = props;
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(encryptionKey && { encryptionKey }),
  });
  const created = new LambdaFunction(scope, id, {
    description: 'Draws the Qonto auth monitor on its dashboard.',
    code: functionCode('widget', boardConfig(config)),
    handler: 'index.handler',
    ...NODE_FUNCTION,
    memorySize: 256,
    timeout: Duration.seconds(15),
    role: createWidgetRole(scope, `${id}Role`, logGroup, props),
    environment: { STATE_TABLE_NAME: table.tableName },
    logGroup,
  });
  acknowledgeWaitedFor(created, 'The console invokes it synchronously, and shows what failed.');
  acknowledge(
    created,
    notTraced('It makes three calls of one table; tracing would need more rights than those.'),
  );
  ignoreSecondDependency(created);
  return created;
}

function createWidgetRole(
  scope: Construct,
  id: string,
  logGroup: LogGroup,
  { table, encryptionKey }: MonitorDashboardProps,
): Role {
  const role = new Role(scope, id, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: 'Reads the statuses of Qonto credentials for the dashboard.',
  });
  const statements = [
    new PolicyStatement({
      sid: 'WriteLogs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
    new PolicyStatement({
      sid: 'ReadStatuses',
      actions: ['dynamodb:Query', 'dynamodb:BatchGetItem'],
      resources: [table.tableArn],
    }),
    ...(encryptionKey === undefined
      ? []
      : [
          new PolicyStatement({
            sid: 'ReadEncryptedStatuses',
            actions: ['kms:Decrypt'],
            resources: [encryptionKey.keyArn],
            conditions: throughServices(scope, ['dynamodb']),
          }),
        ]),
  ];
  for (const statement of statements) role.addToPolicy(statement);
  return role;
}

/** What the widget knows of the configuration: names and times. */
export function boardConfig(config: MonitorConfig): BoardConfig {
  const { longestThree } = intervalsOf(config.schedule);
  const discovering = config.environments.filter(({ discover }) => discover !== undefined);
  const isDistributed = engineOf(config) === 'distributed-map';
  const sweepMinutes = isDistributed ? minutesBetweenSweeps(config) : 0;
  const staleAfterMs = Math.max(longestThree, 3 * sweepMinutes) * 60_000;
  return {
    credentials: targetsOf(config).map(({ environment, credential }) => ({
      environment: environment.name,
      credential: credential.name,
    })),
    ...(discovering.length > 0 && { discovering: discovering.map(({ name }) => name) }),
    maintenance: config.alerts.maintenance,
    keepHistoryMs: config.alerts.keepHistoryMs,
    staleAfterMs: Number.isFinite(staleAfterMs) ? staleAfterMs : null,
  };
}
