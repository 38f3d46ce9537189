import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AuthMonitorStack } from '../../lib/auth-monitor-stack.ts';
import { EXAMPLE, synthesize } from './synthesize.ts';

let template: Template;
let stack: AuthMonitorStack;

beforeAll(() => {
  ({ template, stack } = synthesize(EXAMPLE));
});

/** The dashboard's parts have tests of their own. */
function idOf(type: string, path = ''): string {
  const ids = Object.keys(template.findResources(type)).filter(
    (id) => id.includes(path) && !id.includes('Dashboard'),
  );
  expect(ids, type).toHaveLength(1);
  return String(ids[0]);
}

function arnOf(type: string) {
  return { 'Fn::GetAtt': [idOf(type), 'Arn'] };
}

describe('the function', () => {
  it('runs the handler on Node.js 24 and arm64', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 256,
      Timeout: 72,
      TracingConfig: Match.absent(),
    });
  });

  it('is told its table, its topic and its name, and nothing else', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectEquals({
          STATE_TABLE_NAME: { Ref: idOf('AWS::DynamoDB::Table') },
          ALERT_TOPIC_ARN: { Ref: idOf('AWS::SNS::Topic', 'AlertTopic') },
          POWERTOOLS_SERVICE_NAME: 'qonto-auth-monitor',
        }),
      },
    });
  });

  it('writes JSON to a log group of its own that forgets after a month', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: {
        LogFormat: 'JSON',
        LogGroup: { Ref: idOf('AWS::Logs::LogGroup') },
        ApplicationLogLevel: 'INFO',
        SystemLogLevel: 'WARN',
      },
    });
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Delete',
      Properties: { RetentionInDays: 30 },
    });
  });

  it('is retried once within the interval, and what fails goes to the dead-letter queue', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: idOf('AWS::Lambda::Function') },
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 120,
      DestinationConfig: { OnFailure: { Destination: arnOf('AWS::SQS::Queue') } },
    });
  });

  it('has as much time as many credentials take, with a warning when Lambda has less', () => {
    const credentials = Array.from({ length: 400 }, (_, n) => ({ name: `c${n}`, secret: `s${n}` }));
    const many = synthesize({
      ...EXAMPLE,
      environments: { production: { credentials } },
      check: { engine: 'function' },
    });

    many.template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 900 });
    Annotations.fromStack(many.stack).hasWarning(
      '/QontoAuthMonitor/Monitor/Function',
      Match.stringLikeRegexp('A sweep may take 1060 s .* ends it after 900 s'),
    );
  });
});

describe('the schedule', () => {
  it('sweeps at the configured rate, with little patience for a function that is away', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(5 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
      Target: {
        Arn: arnOf('AWS::Lambda::Function'),
        Input: '{"action":"sweep"}',
        RetryPolicy: { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 120 },
        DeadLetterConfig: { Arn: arnOf('AWS::SQS::Queue') },
      },
    });
  });

  it('takes a cron expression as it is', () => {
    const schedule = 'cron(0/15 6-20 ? * MON-FRI *)';

    synthesize({ ...EXAMPLE, schedule }).template.hasResourceProperties(
      'AWS::Scheduler::Schedule',
      {
        ScheduleExpression: schedule,
        Target: { RetryPolicy: { MaximumEventAgeInSeconds: 420 } },
      },
    );
  });
});

describe('the table of statuses', () => {
  it('is kept when the stack goes, restorable to any second, and forgets what has expired', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    });
  });
});

describe('the dead-letter queue', () => {
  it('is encrypted, takes TLS alone and keeps messages for two weeks', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 86_400,
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'sqs:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            Effect: 'Deny',
          }),
        ]),
      },
    });
  });
});

describe('AuthMonitorStack', () => {
  it('has the outputs that users and the command line rely on', () => {
    expect(template.toJSON().Outputs).toMatchObject({
      MonitorFunctionName: { Value: { Ref: idOf('AWS::Lambda::Function') } },
      AlertTopicArn: { Value: { Ref: idOf('AWS::SNS::Topic', 'AlertTopic') } },
      StateTableName: { Value: { Ref: idOf('AWS::DynamoDB::Table') } },
    });
  });

  it('keeps the logical ids of what must not be replaced', () => {
    expect({
      table: idOf('AWS::DynamoDB::Table'),
      topic: idOf('AWS::SNS::Topic', 'AlertTopic'),
      operations: idOf('AWS::SNS::Topic', 'Operations'),
      queue: idOf('AWS::SQS::Queue'),
      logs: idOf('AWS::Logs::LogGroup'),
    }).toEqual({
      table: 'MonitorStateTable41DF8EC5',
      topic: 'MonitorAlertTopicCF837057',
      operations: 'MonitorOperationsTopic21EBB991',
      queue: 'MonitorDeadLetterQueue1D772ECF',
      logs: 'MonitorFunctionLogs930FA27E',
    });
  });

  it('uses no resource type that the emulator lacks for what its outputs name', () => {
    template.resourceCountIs('AWS::DynamoDB::GlobalTable', 0);
  });

  it('is synthesized without a warning', () => {
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  it('warns of what is unwise in the configuration, with its path', () => {
    const unwise = synthesize({ ...EXAMPLE, alerts: { emails: ['payments@example.com'] } }).stack;
    const warnings = Annotations.fromStack(unwise).findWarning('*', Match.anyValue());

    expect(warnings.map(({ id, entry }) => [id, entry.data])).toEqual([
      [
        '/QontoAuthMonitor/Monitor',
        expect.stringMatching(/^alerts\.emails\[0\] is at example\.com, where nobody receives/),
      ],
    ]);
  });
});
