import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Annotations, Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type MonitorConfig, runtimeConfig } from '../lambda/config/monitor-config.ts';
import { withFileInAsset } from './file-in-asset.ts';
import {
  functionTimeoutSeconds,
  LONGEST_SECONDS,
  longestSweepSeconds,
} from './function-timeout.ts';
import { maxEventAgeSeconds } from './max-event-age.ts';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What the function is built from and works with. */
export interface MonitorFunctionProps {
  readonly config: MonitorConfig;
  readonly role: IRole;
  readonly logGroup: ILogGroup;
  readonly table: Table;
  readonly topic: ITopic;
  readonly deadLetterQueue: IQueue;
}

/**
 * Creates the function that checks credentials. It finds its configuration in `config.json` beside
 * its code: environment variables hold 4 KB in all, too little for many credentials.
 */
export function createMonitorFunction(
  scope: Construct,
  id: string,
  props: MonitorFunctionProps,
): NodejsFunction {
  const { config } = props;
  const text = `${JSON.stringify(runtimeConfig(config), null, 2)}\n`;
  const created = withFileInAsset(
    'config.json',
    text,
    (commandHooks) =>
      new NodejsFunction(scope, id, {
        description: 'Checks Qonto credentials and alerts when one stops authenticating.',
        entry: join(PROJECT_ROOT, 'lambda', 'handler.ts'),
        handler: 'handler',
        projectRoot: PROJECT_ROOT,
        depsLockFilePath: join(PROJECT_ROOT, 'package-lock.json'),
        runtime: Runtime.NODEJS_24_X,
        architecture: Architecture.ARM_64,
        memorySize: 256,
        timeout: Duration.seconds(functionTimeoutSeconds(config)),
        role: props.role,
        environment: {
          STATE_TABLE_NAME: props.table.tableName,
          ALERT_TOPIC_ARN: props.topic.topicArn,
          POWERTOOLS_SERVICE_NAME: 'qonto-auth-monitor',
        },
        bundling: {
          // An ES module loads about a third faster than CommonJS, and `module` first leaves out
          // code that the CommonJS builds drag along.
          format: OutputFormat.ESM,
          mainFields: ['module', 'main'],
          minify: true,
          sourceMap: false,
          logLevel: LogLevel.WARNING,
          // What is deployed is the SDK that was tested, not the runtime's.
          bundleAwsSDK: true,
          commandHooks,
        },
        logGroup: props.logGroup,
        // Powertools writes JSON lines with a level and a timestamp straight to stdout, which
        // Lambda passes on unchanged, and takes its level from here. Only with JSON can the
        // platform's start and report lines of each healthy run be left out; those of a run that
        // timed out or crashed are above INFO and stay.
        loggingFormat: LoggingFormat.JSON,
        applicationLogLevelV2: ApplicationLogLevel.INFO,
        systemLogLevelV2: SystemLogLevel.WARN,
        retryAttempts: 1,
        maxEventAge: Duration.seconds(maxEventAgeSeconds(config.schedule)),
        // The role may send to the queue already; `SqsDestination` would grant more than that.
        onFailure: { bind: () => ({ destination: props.deadLetterQueue.queueArn }) },
      }),
  );
  warnOfLongSweeps(created, config);
  return created;
}

function warnOfLongSweeps(created: NodejsFunction, config: MonitorConfig): void {
  const seconds = longestSweepSeconds(config);
  if (seconds <= LONGEST_SECONDS) return;
  Annotations.of(created).addWarningV2(
    'qonto-auth-monitor:longSweep',
    `A sweep may take ${seconds} s when Qonto does not answer, and Lambda ends it after ${LONGEST_SECONDS} s. Raise check.concurrency or lower check.timeout.`,
  );
}
