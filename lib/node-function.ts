import type { CfnResource } from 'aws-cdk-lib';
import {
  ApplicationLogLevel,
  Architecture,
  type FunctionProps,
  type Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { type Acknowledgement, acknowledge } from './acknowledge.ts';

/** What all functions of the monitor have in common. */
export const NODE_FUNCTION = {
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.ARM_64,
  // Powertools writes JSON lines with a level and a timestamp straight to stdout, which Lambda
  // passes on unchanged, and takes its level from here. Only with JSON can the platform's start
  // and report lines of each healthy run be left out; those of a run that timed out or crashed
  // are above INFO and stay.
  loggingFormat: LoggingFormat.JSON,
  applicationLogLevelV2: ApplicationLogLevel.INFO,
  systemLogLevelV2: SystemLogLevel.WARN,
} satisfies Partial<FunctionProps>;

/** What the function that checks credentials has in common with those that sweep in its place. */
export const SERVICE_NAME = { POWERTOOLS_SERVICE_NAME: 'qonto-auth-monitor' } as const;

/** Acknowledges what the rules find in a function that is always waited for. */
export function acknowledgeWaitedFor(created: LambdaFunction, reason: string): void {
  const rules = ['LambdaDLQ', 'LambdaAsyncFailureDestination'];
  acknowledge(created, ...rules.map((rule) => ({ id: `Serverless::Serverless-${rule}`, reason })));
}

/** Why a function is not traced. */
export function notTraced(reason: string): Acknowledgement {
  return { id: 'Serverless::Serverless-LambdaTracing', reason };
}

/** CDK makes what has a role wait for it, and the reference to the role does so as well. */
export function ignoreSecondDependency(created: IConstruct): void {
  (created.node.defaultChild as CfnResource).addMetadata('cfn-lint', {
    config: { ignore_checks: ['W3005'] },
  });
}
