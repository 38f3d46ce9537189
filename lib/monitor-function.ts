import { Annotations, Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  type CfnFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type MonitorConfig, runtimeConfig } from '../lambda/config/monitor-config.ts';
import { acknowledge } from './acknowledge.ts';
import { functionCode } from './function-code.ts';
import {
  functionTimeoutSeconds,
  LONGEST_SECONDS,
  longestSweepSeconds,
} from './function-timeout.ts';
import { maxEventAgeSeconds } from './max-event-age.ts';

/** Where in a network the function runs. */
export interface FunctionNetwork {
  readonly vpc: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: ISecurityGroup[];
}

/** What the function is built from and works with. */
export interface MonitorFunctionProps {
  readonly config: MonitorConfig;
  readonly role: IRole;
  readonly logGroup: ILogGroup;
  readonly table: Table;
  readonly topic: ITopic;
  readonly deadLetterQueue: IQueue;
  /** In MB. */
  readonly memorySize: number;
  /** Whether sweeps write custom metrics. */
  readonly metrics: boolean;
  readonly network: FunctionNetwork | undefined;
}

/** Creates the function that checks credentials. */
export function createMonitorFunction(
  scope: Construct,
  id: string,
  props: MonitorFunctionProps,
): LambdaFunction {
  const { config } = props;
  const created = new LambdaFunction(scope, id, {
    description: 'Checks Qonto credentials and alerts when one stops authenticating.',
    code: functionCode('function', {
      ...runtimeConfig(config),
      ...(props.metrics && { metrics: true }),
    }),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: props.memorySize,
    timeout: Duration.seconds(functionTimeoutSeconds(config)),
    role: props.role,
    environment: {
      STATE_TABLE_NAME: props.table.tableName,
      ALERT_TOPIC_ARN: props.topic.topicArn,
      POWERTOOLS_SERVICE_NAME: 'qonto-auth-monitor',
    },
    logGroup: props.logGroup,
    // Powertools writes JSON lines with a level and a timestamp straight to stdout, which Lambda
    // passes on unchanged, and takes its level from here. Only with JSON can the platform's start
    // and report lines of each healthy run be left out; those of a run that timed out or crashed
    // are above INFO and stay.
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    systemLogLevelV2: SystemLogLevel.WARN,
    retryAttempts: 1,
    maxEventAge: Duration.seconds(maxEventAgeSeconds(config.schedule)),
    // The role may send to the queue already; `SqsDestination` would grant more than that.
    onFailure: { bind: () => ({ destination: props.deadLetterQueue.queueArn }) },
    ...props.network,
  });
  acknowledge(
    created,
    {
      id: 'Serverless::Serverless-LambdaDLQ',
      reason:
        'What fails goes to the dead-letter queue as its on-failure destination, with the error.',
    },
    {
      id: 'Serverless::Serverless-LambdaTracing',
      reason: 'Each report says how long each call of Qonto took; tracing would need more rights.',
    },
  );
  // CDK makes the function wait for its role, and the reference to the role does so as well.
  (created.node.defaultChild as CfnFunction).addMetadata('cfn-lint', {
    config: { ignore_checks: ['W3005'] },
  });
  warnOfLongSweeps(created, config);
  return created;
}

function warnOfLongSweeps(created: LambdaFunction, config: MonitorConfig): void {
  const seconds = longestSweepSeconds(config);
  if (seconds <= LONGEST_SECONDS) return;
  Annotations.of(created).addWarningV2(
    'qonto-auth-monitor:longSweep',
    `A sweep may take ${seconds} s when Qonto does not answer, and Lambda ends it after ${LONGEST_SECONDS} s. Raise check.concurrency or lower check.timeout.`,
  );
}
