import { PACE } from '../lambda/monitor/distributed/pace.ts';

/** What the steps of a distributed sweep are carried out with, by their ARNs and names. */
export interface SweepParts {
  readonly partition: string;
  readonly coordinatorArn: string;
  readonly batchFunctionArn: string;
  readonly bucketName: string;
}

/** How long the steps may take, in seconds. */
export interface SweepTimes {
  readonly coordinator: number;
  readonly batch: number;
  /** The whole sweep. */
  readonly sweep: number;
}

/** Where a sweep's files are, which the policies of the roles name as well. */
const INVENTORY = "States.Format('runs/{}/inventory.jsonl', $$.Execution.Name)";
const ANSWERS = "States.Format('runs/{}/answers', $$.Execution.Name)";

/**
 * Faults that another try mends: of Lambda, before the function has begun, so that nothing is asked
 * of Qonto twice.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
 */
const LAMBDA_RETRY = {
  ErrorEquals: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.TooManyRequestsException',
  ],
  IntervalSeconds: 2,
  MaxAttempts: 4,
  BackoffRate: 2,
  JitterStrategy: 'FULL',
};

/**
 * Faults of the first and the last step that may have passed a little later: of the table, of the
 * bucket, of listing secrets; and a function that died. Both steps may be done again.
 */
const STEP_RETRY = {
  ErrorEquals: [
    'STATE_UNAVAILABLE',
    'SECRET_UNAVAILABLE',
    'INTERNAL',
    'Lambda.Unknown',
    'Runtime.ExitError',
    'Sandbox.Timedout',
  ],
  IntervalSeconds: 10,
  MaxAttempts: 2,
  BackoffRate: 3,
};

/**
 * A distributed sweep in the Amazon States Language: plan, check in batches, conclude. The children
 * of the map wait for their batch's turn, check it, and rest: that is the rate at which Qonto is asked.
 */
export function sweepDefinition(parts: SweepParts, times: SweepTimes) {
  const { bucketName } = parts;
  return {
    Comment: 'A sweep of many Qonto credentials.',
    StartAt: 'Plan',
    TimeoutSeconds: times.sweep,
    States: {
      Plan: {
        ...invoke(parts, parts.coordinatorArn, {
          step: 'plan',
          'run.$': '$$.Execution.Name',
          'startedAt.$': '$$.Execution.StartTime',
          timeoutSeconds: times.sweep,
        }),
        TimeoutSeconds: times.coordinator,
        Retry: [LAMBDA_RETRY, STEP_RETRY],
        Next: 'WhatIsPlanned',
      },
      WhatIsPlanned: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.kind', StringEquals: 'busy', Next: 'EarlierSweepUnderWay' },
          { Variable: '$.credentials', NumericEquals: 0, Next: 'Conclude' },
        ],
        Default: 'CheckAll',
      },
      EarlierSweepUnderWay: { Type: 'Succeed' },
      CheckAll: {
        Type: 'Map',
        ItemReader: {
          Resource: `arn:${parts.partition}:states:::s3:getObject`,
          ReaderConfig: { InputType: 'JSONL' },
          Parameters: { Bucket: bucketName, 'Key.$': INVENTORY },
        },
        ItemBatcher: {
          MaxItemsPerBatch: PACE.batchSize,
          BatchInput: {
            'run.$': '$.batch.run',
            'startedAt.$': '$.batch.startedAt',
            'intervalMs.$': '$.batch.intervalMs',
            'allowances.$': '$.batch.allowances',
          },
        },
        MaxConcurrency: PACE.concurrency,
        // A child that dies costs its batch this sweep; how many may, the last step decides.
        ToleratedFailurePercentage: 100,
        ItemProcessor: batchProcessor(parts, times),
        ResultWriter: {
          Resource: `arn:${parts.partition}:states:::s3:putObject`,
          Parameters: { Bucket: bucketName, 'Prefix.$': ANSWERS },
        },
        ResultPath: '$.results',
        // The plan says that there are no results.
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Conclude' }],
        Next: 'Conclude',
      },
      Conclude: {
        ...invoke(parts, parts.coordinatorArn, {
          step: 'conclude',
          'run.$': '$.batch.run',
          'startedAt.$': '$.batch.startedAt',
          'results.$': '$.results',
        }),
        TimeoutSeconds: times.coordinator,
        Retry: [LAMBDA_RETRY, STEP_RETRY],
        End: true,
      },
    },
  };
}

function batchProcessor(parts: SweepParts, times: SweepTimes) {
  return {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    StartAt: 'AwaitTurn',
    States: {
      AwaitTurn: { Type: 'Wait', TimestampPath: '$.Items[0].notBefore', Next: 'CheckBatch' },
      CheckBatch: {
        ...invoke(parts, parts.batchFunctionArn, undefined),
        TimeoutSeconds: times.batch,
        Retry: [LAMBDA_RETRY],
        Next: 'Rest',
      },
      Rest: { Type: 'Wait', SecondsPath: '$.restSeconds', End: true },
    },
  };
}

/** @param payload what the function gets; undefined: all that the state gets */
function invoke({ partition }: SweepParts, functionArn: string, payload: object | undefined) {
  return {
    Type: 'Task',
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Parameters: {
      FunctionName: functionArn,
      ...(payload === undefined ? { 'Payload.$': '$' } : { Payload: payload }),
    },
    OutputPath: '$.Payload',
  };
}
