import { Annotations, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { engineOf } from '../lambda/config/engine.ts';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { resolveConfig } from '../lambda/config/parse.ts';
import { configWarnings } from '../lambda/config/warnings.ts';
import { acknowledge } from './acknowledge.ts';
import type { AuthMonitorProps } from './auth-monitor-props.ts';
import { MonitorDashboard } from './dashboard.ts';
import { DistributedSweeps } from './distributed-sweeps.ts';
import { admitServices } from './encryption.ts';
import { createFunctionRole } from './function-role.ts';
import { addManagedTokens } from './managed-tokens.ts';
import { createMonitorFunction } from './monitor-function.ts';
import { addOutputs, type MonitorOutput } from './monitor-outputs.ts';
import { OperationsAlarms } from './operations-alarms.ts';
import { subscribePeople, warnOfNobody } from './people.ts';
import { warnOfBroadAccess } from './secret-access.ts';
import { SecretChangeRules } from './secret-change-rules.ts';
import { createSweepSchedule } from './sweep-schedule.ts';
import { createAlertTopic, createOperationsTopic } from './topics.ts';

/**
 * Watches Qonto credentials: a schedule starts a function, which keeps the credentials' statuses in
 * a table and publishes alerts to a topic. A changed secret is checked at once. Alarms about the
 * monitor itself go to a topic of their own. Outputs of the stack name its parts.
 *
 * Tags: `Tags.of(monitor).add('team', 'payments')` reaches everything in it that takes tags.
 *
 * @example
 * new AuthMonitor(this, 'Monitor', {
 *   config: {
 *     environments: {
 *       production: { credentials: [{ name: 'accounting', secret: 'qonto/production/accounting' }] },
 *     },
 *     alerts: { emails: ['payments@example.com'] },
 *   },
 * });
 */
export class AuthMonitor extends Construct {
  /** Runs the checks; invoke it to check on demand. */
  readonly function: LambdaFunction;
  /** Receives every alert; subscribe whatever else should be told. */
  readonly topic: ITopic;
  /** Receives the alarms about the monitor itself. */
  readonly operationsTopic: ITopic;
  /** The alarms about the monitor itself. */
  readonly alarms: OperationsAlarms;
  /** One item per credential: what is remembered between sweeps. */
  readonly table: Table;
  /** Holds the sweeps that could neither start nor finish. */
  readonly deadLetterQueue: Queue;
  /** Sweeps in the function's place; none where the function does it itself. */
  readonly distributed: DistributedSweeps | undefined;
  /** Shows all of it; none where `dashboard` is false. */
  readonly dashboard: MonitorDashboard | undefined;

  /** @throws MonitorError `CONFIG_INVALID`, whose message lists every fault of the configuration */
  constructor(scope: Construct, id: string, props: AuthMonitorProps) {
    super(scope, id);
    const { encryptionKey: key, vpc, logRetention = RetentionDays.ONE_MONTH } = props;
    const config = resolveConfig(props.config, `the configuration of ${this.node.path}`);
    warnOf(this, config);
    warnOfBroadAccess(this, config);
    if (props.topic === undefined) warnOfNobody(this, config.alerts);

    this.table = new Table(this, 'StateTable', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
      ...(key && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
    });
    this.topic = props.topic ?? createAlertTopic(this, 'AlertTopic', key);
    this.operationsTopic =
      props.operationsTopic ?? createOperationsTopic(this, 'OperationsTopic', key);
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      ...(key
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(
      this.deadLetterQueue,
      ...['AwsSolutions::AwsSolutions-SQS3', 'Serverless::Serverless-SQSRedrivePolicy'].map(
        (id) => ({
          id,
          reason:
            'This is the dead-letter queue itself, of the function, the schedule and the rules.',
        }),
      ),
    );
    const logGroup = new LogGroup(this, 'FunctionLogs', {
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key && { encryptionKey: key }),
    });
    if (key) admitServices(this, key);
    subscribePeople(this, config.alerts, {
      alerts: this.topic,
      ...(props.operationsTopic === undefined && { operations: this.operationsTopic }),
    });

    const { table, topic, deadLetterQueue, operationsTopic } = this;
    const reached = { config, logGroup, table, topic, deadLetterQueue };
    const rights = {
      encryptionKey: key,
      secretEncryptionKeys: props.secretEncryptionKeys ?? [],
      isInVpc: vpc !== undefined,
    };
    const shape = {
      memorySize: props.memorySize ?? 256,
      metrics: props.metrics ?? false,
      network: vpc && {
        vpc,
        ...(props.vpcSubnets && { vpcSubnets: props.vpcSubnets }),
        ...(props.securityGroups && { securityGroups: [...props.securityGroups] }),
      },
    };
    const role = createFunctionRole(this, 'FunctionRole', { ...reached, ...rights });
    this.function = createMonitorFunction(this, 'Function', { ...reached, ...shape, role });
    const invoked = { function: this.function, deadLetterQueue };
    if (engineOf(config) === 'distributed-map') {
      this.distributed = new DistributedSweeps(this, 'Sweeps', {
        ...reached,
        ...rights,
        ...shape,
        logRetention,
      });
    }
    addManagedTokens(this, {
      ...invoked,
      config,
      role,
      encryptionKey: key,
      batches: this.distributed && {
        function: this.distributed.batchFunction,
        role: this.distributed.batchRole,
      },
    });
    createSweepSchedule(this, 'SweepSchedule', {
      ...invoked,
      stateMachine: this.distributed?.stateMachine,
      expression: config.schedule,
      encryptionKey: key,
    });
    new SecretChangeRules(this, 'SecretChange', { ...invoked, config });
    this.alarms = new OperationsAlarms(this, 'Alarms', {
      ...invoked,
      schedule: config.schedule,
      distributed: this.distributed,
      alertTopic: topic,
      operationsTopic,
    });
    if (props.dashboard ?? true) {
      this.dashboard = new MonitorDashboard(this, 'Dashboard', {
        config,
        table,
        sweepLogGroups: [
          logGroup,
          ...(this.distributed ? [this.distributed.coordinatorLogGroup] : []),
        ],
        alarms: this.alarms,
        encryptionKey: key,
        logRetention,
      });
    }
    addOutputs(this, () => outputsOf(this));
    if (props.permissionsBoundary) PermissionsBoundary.of(this).apply(props.permissionsBoundary);
  }
}

function warnOf(scope: Construct, config: MonitorConfig): void {
  for (const { id, path, text } of configWarnings(config)) {
    Annotations.of(scope).addWarningV2(`qonto-auth-monitor:${id}`, `${path} ${text}`);
  }
}

/** What the tools of a monitor find its parts by. */
function outputsOf({
  function: monitorFunction,
  topic,
  table,
  distributed,
  dashboard,
}: AuthMonitor): MonitorOutput[] {
  return [
    {
      name: 'MonitorFunctionName',
      value: monitorFunction.functionName,
      description: 'Checks on demand.',
    },
    { name: 'AlertTopicArn', value: topic.topicArn, description: 'Receives every alert.' },
    {
      name: 'StateTableName',
      value: table.tableName,
      description: 'What is remembered between sweeps.',
    },
    ...(distributed
      ? [
          {
            name: 'SweepStateMachineArn',
            value: distributed.stateMachine.stateMachineArn,
            description: 'Sweeps many credentials.',
          },
        ]
      : []),
    ...(dashboard
      ? [
          { name: 'DashboardUrl', value: dashboard.url, description: 'Shows all of it.' },
          {
            name: 'DashboardFunctionArn',
            value: dashboard.function.functionArn,
            description: 'Draws the dashboard; who looks at it must be allowed to invoke this.',
          },
        ]
      : []),
  ];
}
