import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { PACE } from '../../lambda/monitor/distributed/pace.ts';
import type { AuthMonitorStack } from '../../lib/auth-monitor-stack.ts';
import { written } from './policies.ts';
import { MANY, synthesize } from './synthesize.ts';

let template: Template;
let stack: AuthMonitorStack;

beforeAll(() => {
  ({ template, stack } = synthesize(MANY));
});

function idOf(type: string, path = ''): string {
  const ids = Object.keys(template.findResources(type)).filter((id) => id.includes(path));
  expect(ids, `${type} ${path}`).toHaveLength(1);
  return String(ids[0]);
}

function definition() {
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  return JSON.parse(written(machine?.Properties.DefinitionString));
}

const arnOf = (id: string) => `${id}.Arn`;

describe('the state machine', () => {
  it('plans, checks in batches and concludes', () => {
    const { StartAt, States } = definition();
    const coordinator = arnOf(idOf('AWS::Lambda::Function', 'Coordinator'));

    expect(StartAt).toBe('Plan');
    expect(States.Plan).toMatchObject({
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: {
        FunctionName: coordinator,
        Payload: {
          step: 'plan',
          'run.$': '$$.Execution.Name',
          'startedAt.$': '$$.Execution.StartTime',
          timeoutSeconds: definition().TimeoutSeconds,
        },
      },
      OutputPath: '$.Payload',
    });
    expect(States.CheckAll).toMatchObject({
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSONL' },
        Parameters: {
          Bucket: idOf('AWS::S3::Bucket'),
          'Key.$': "States.Format('runs/{}/inventory.jsonl', $$.Execution.Name)",
        },
      },
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: {
          Bucket: idOf('AWS::S3::Bucket'),
          'Prefix.$': "States.Format('runs/{}/answers', $$.Execution.Name)",
        },
      },
      ResultPath: '$.results',
      Next: 'Conclude',
    });
    expect(States.Conclude).toMatchObject({
      Parameters: {
        FunctionName: coordinator,
        Payload: {
          step: 'conclude',
          'run.$': '$.batch.run',
          'startedAt.$': '$.batch.startedAt',
          'results.$': '$.results',
        },
      },
      End: true,
    });
  });

  it('checks twenty at once in express children that wait for their turn and rest', () => {
    const { CheckAll } = definition().States;

    expect(CheckAll.ItemBatcher.MaxItemsPerBatch).toBe(20);
    expect(CheckAll.MaxConcurrency).toBe(PACE.concurrency);
    expect(CheckAll.ItemProcessor).toMatchObject({
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
      StartAt: 'AwaitTurn',
      States: {
        AwaitTurn: { Type: 'Wait', TimestampPath: '$.Items[0].notBefore', Next: 'CheckBatch' },
        CheckBatch: {
          Parameters: {
            FunctionName: arnOf(idOf('AWS::Lambda::Function', 'BatchFunction')),
            'Payload.$': '$',
          },
          OutputPath: '$.Payload',
          Next: 'Rest',
        },
        Rest: { Type: 'Wait', SecondsPath: '$.restSeconds', End: true },
      },
    });
  });

  it('concludes whatever becomes of the batches, and where there is nothing to check', () => {
    const { CheckAll, WhatIsPlanned, EarlierSweepUnderWay } = definition().States;

    expect(CheckAll.ToleratedFailurePercentage).toBe(100);
    expect(CheckAll.Catch).toEqual([
      { ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Conclude' },
    ]);
    expect(WhatIsPlanned.Choices).toEqual([
      { Variable: '$.kind', StringEquals: 'busy', Next: 'EarlierSweepUnderWay' },
      { Variable: '$.credentials', NumericEquals: 0, Next: 'Conclude' },
    ]);
    expect(EarlierSweepUnderWay).toEqual({ Type: 'Succeed' });
  });

  it('asks nothing of Qonto twice: a batch is tried again where its function did not begin', () => {
    const { CheckBatch } = definition().States.CheckAll.ItemProcessor.States;

    expect(CheckBatch.Retry.flatMap((one: { ErrorEquals: string[] }) => one.ErrorEquals)).toEqual([
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
    ]);
  });

  it('gives each step longer than its function has, a child less than express workflows have', () => {
    const { States, TimeoutSeconds } = definition();
    const child = States.CheckAll.ItemProcessor.States.CheckBatch;
    const timeoutOf = (id: string) =>
      template.findResources('AWS::Lambda::Function')[id]?.Properties.Timeout;

    expect(timeoutOf(idOf('AWS::Lambda::Function', 'Coordinator'))).toBe(900);
    expect(States.Plan.TimeoutSeconds).toBeGreaterThan(900);
    expect(States.Conclude.TimeoutSeconds).toBeGreaterThan(900);
    expect(child.TimeoutSeconds).toBeGreaterThan(
      timeoutOf(idOf('AWS::Lambda::Function', 'BatchFunction')),
    );
    expect(child.TimeoutSeconds).toBeLessThan(300 - 30);
    // 15 batches in two rounds, and both steps.
    expect(TimeoutSeconds).toBe(2 * 900 + 2 * (72 + 1));
  });

  it('is what the schedule starts, with the patience that it has with the function', () => {
    const machine = idOf('AWS::StepFunctions::StateMachine');
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Target: {
        Arn: { Ref: machine },
        RetryPolicy: { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 120 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [idOf('AWS::SQS::Queue'), 'Arn'] } },
      },
    });
    expect(template.toJSON().Outputs.SweepStateMachineArn.Value).toEqual({ Ref: machine });
  });
});

describe('the bucket of runs', () => {
  it('is private, encrypted, takes TLS alone, forgets after two weeks and outlives the stack', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
          ],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: {
          Rules: [
            {
              ExpirationInDays: 14,
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
              Status: 'Enabled',
            },
          ],
        },
      },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });
});

describe("the monitor's function", () => {
  it('stays what it is without a state machine', () => {
    const alone = synthesize({ ...MANY, check: { engine: 'function' } }).template;
    const functionOf = (one: Template) =>
      Object.entries(one.findResources('AWS::Lambda::Function')).find(([id]) =>
        id.startsWith('MonitorFunction'),
      )?.[1].Properties;
    const { Code: _a, ...distributed } = functionOf(template);
    const { Code: _b, ...inFunction } = functionOf(alone);

    expect(distributed).toEqual(inFunction);
    alone.resourceCountIs('AWS::StepFunctions::StateMachine', 0);
    alone.resourceCountIs('AWS::S3::Bucket', 0);
    expect(alone.toJSON().Outputs.SweepStateMachineArn).toBeUndefined();
  });
});

describe('batches that Lambda may have to end', () => {
  it('are warned of', () => {
    const slow = synthesize({ ...MANY, check: { concurrency: 1, timeout: '30s' } }).stack;

    Annotations.fromStack(slow).hasWarning(
      '/QontoAuthMonitor/Monitor/Sweeps',
      Match.stringLikeRegexp('The checks of a batch may take 3060 s .* ended after 240 s'),
    );
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('batch'));
  });
});
