import { Annotations, Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { engineOf } from '../lambda/config/engine.ts';
import { type MonitorConfig, runtimeConfig } from '../lambda/config/monitor-config.ts';
import { acknowledge } from './acknowledge.ts';
import { functionCode } from './function-code.ts';
import {
  functionTimeoutSeconds,
  LONGEST_SECONDS,
  longestSweepSeconds,
} from './function-timeout.ts';
import { maxEventAgeSeconds } from './max-event-age.ts';
import { ignoreSecondDependency, NODE_FUNCTION, notTraced, SERVICE_NAME } from './node-function.ts';

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
    ...NODE_FUNCTION,
    memorySize: props.memorySize,
    timeout: Duration.seconds(functionTimeoutSeconds(config)),
    role: props.role,
    environment: {
      STATE_TABLE_NAME: props.table.tableName,
      ALERT_TOPIC_ARN: props.topic.topicArn,
      ...SERVICE_NAME,
    },
    logGroup: props.logGroup,
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
    notTraced('Each report says how long each call of Qonto took; tracing would need more rights.'),
  );
  ignoreSecondDependency(created);
  warnOfLongSweeps(created, config);
  return created;
}

function warnOfLongSweeps(created: LambdaFunction, config: MonitorConfig): void {
  const seconds = longestSweepSeconds(config);
  if (seconds <= LONGEST_SECONDS || engineOf(config) === 'distributed-map') return;
  Annotations.of(created).addWarningV2(
    'qonto-auth-monitor:longSweep',
    `A sweep may take ${seconds} s when Qonto does not answer, and Lambda ends it after ${LONGEST_SECONDS} s. Raise check.concurrency or lower check.timeout.`,
  );
}
