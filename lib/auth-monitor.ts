import { Annotations, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { targetsOf } from '../lambda/config/target.ts';
import { createAlertTopic } from './alert-topic.ts';
import { createFunctionRole } from './function-role.ts';
import { createMonitorFunction } from './monitor-function.ts';
import { createSweepSchedule } from './sweep-schedule.ts';

/** What an {@link AuthMonitor} is built from. */
export interface AuthMonitorProps {
  /** The whole configuration, its defaults filled in: see `loadConfig` and `parseConfig`. */
  readonly config: MonitorConfig;
}

/**
 * Watches Qonto credentials: a schedule starts a function, which keeps the credentials' statuses in
 * a table and publishes alerts to a topic.
 *
 * @example
 * new AuthMonitor(this, 'Monitor', { config: await loadConfig({ env: process.env, directory: '.' }) });
 */
export class AuthMonitor extends Construct {
  /** Runs the checks; invoke it to check on demand. */
  readonly function: NodejsFunction;
  /** Receives every alert; subscribe whatever else should be told. */
  readonly topic: Topic;
  /** One item per credential: what is remembered between sweeps. */
  readonly table: Table;
  /** Holds the sweeps that could neither start nor finish. */
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, { config }: AuthMonitorProps) {
    super(scope, id);

    this.table = new Table(this, 'StateTable', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.topic = createAlertTopic(this, 'AlertTopic', config.alerts);
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const logGroup = new LogGroup(this, 'FunctionLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    warnOfManagedTokens(this, config);
    const { table, topic, deadLetterQueue } = this;
    const reached = { config, logGroup, table, topic, deadLetterQueue };
    const role = createFunctionRole(this, 'FunctionRole', reached);
    this.function = createMonitorFunction(this, 'Function', { ...reached, role });
    createSweepSchedule(this, 'SweepSchedule', {
      expression: config.schedule,
      function: this.function,
      deadLetterQueue,
    });
  }
}

function warnOfManagedTokens(scope: Construct, config: MonitorConfig): void {
  for (const { environment, credential } of targetsOf(config)) {
    if (credential.tokens !== 'manage') continue;
    Annotations.of(scope).addWarningV2(
      'qonto-auth-monitor:managedTokens',
      `${environment.name}/${credential.name} says "tokens": "manage", which this version does not do: its tokens are observed, and never refreshed.`,
    );
  }
}
