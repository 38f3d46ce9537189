import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { EXAMPLE, MANY, synthesize } from './synthesize.ts';

function alarmsFor(schedule = 'rate(5 minutes)') {
  const { template, stack } = synthesize({ ...EXAMPLE, schedule });
  const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(
    ([id, { Properties }]) => ({ id, ...Properties }),
  );
  const warnings = Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
  return { template, alarms, warnings };
}

const { template, alarms } = alarmsFor();

function idOf(type: string, path: string): string {
  const ids = Object.keys(template.findResources(type)).filter((id) => id.includes(path));
  expect(ids, `${type} ${path}`).toHaveLength(1);
  return String(ids[0]);
}

describe('the alarms about the monitor', () => {
  it('ring when no sweep has finished for three intervals, whatever became of them', () => {
    expect(alarms).toContainEqual(
      expect.objectContaining({
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Dimensions: [
          { Name: 'FunctionName', Value: { Ref: idOf('AWS::Lambda::Function', 'Function') } },
        ],
        // Of invocations that all failed the least is 1, of none there is nothing.
        Statistic: 'Minimum',
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Period: 300,
        EvaluationPeriods: 3,
        TreatMissingData: 'breaching',
      }),
    );
  });

  it('ring when a sweep failed, even if its retry succeeds', () => {
    expect(alarms).toContainEqual(
      expect.objectContaining({
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Statistic: 'Sum',
        Threshold: 1,
        Period: 300,
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
      }),
    );
  });

  it('ring when the dead-letter queue is not empty', () => {
    expect(alarms).toContainEqual(
      expect.objectContaining({
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [
          {
            Name: 'QueueName',
            Value: { 'Fn::GetAtt': [idOf('AWS::SQS::Queue', 'DeadLetter'), 'QueueName'] },
          },
        ],
        Statistic: 'Maximum',
        Threshold: 1,
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
      }),
    );
  });

  it('ring when SNS could not deliver an alert', () => {
    expect(alarms).toContainEqual(
      expect.objectContaining({
        Namespace: 'AWS/SNS',
        MetricName: 'NumberOfNotificationsFailed',
        Dimensions: [
          {
            Name: 'TopicName',
            Value: { 'Fn::GetAtt': [idOf('AWS::SNS::Topic', 'AlertTopic'), 'TopicName'] },
          },
        ],
        Statistic: 'Sum',
        Threshold: 1,
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
      }),
    );
  });

  it('tell the operations topic when they begin and when they end, and say what to do', () => {
    const topic = [{ Ref: idOf('AWS::SNS::Topic', 'Operations') }];

    for (const alarm of alarms) {
      expect(alarm).toMatchObject({ AlarmActions: topic, OKActions: topic });
      expect(alarm.AlarmDescription).toMatch(/ of the Qonto auth monitor .*\. Look at /);
    }
  });

  it('cost 40 cents a month: four metrics of standard resolution in all', () => {
    expect(alarms).toHaveLength(4);
    for (const alarm of alarms) {
      expect(alarm).not.toHaveProperty('Metrics');
      expect(alarm.Period % 60).toBe(0);
    }
    template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 0);
  });

  it('ring on a topic that is handed in, which is left as it is', () => {
    const arn = 'arn:aws:sns:eu-west-3:123456789012:on-call';
    const given = synthesize(EXAMPLE, {
      props: (scope) => ({ operationsTopic: Topic.fromTopicArn(scope, 'OnCall', arn) }),
    }).template;

    given.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [arn],
      OKActions: [arn],
    });
    given.resourceCountIs('AWS::SNS::Topic', 1);
    given.resourceCountIs('AWS::SNS::Subscription', 1);
  });
});

describe('the alarms about distributed sweeps', () => {
  const distributed = synthesize(MANY).template;
  const alarmOf = (id: string, of = distributed) =>
    Object.entries(of.findResources('AWS::CloudWatch::Alarm')).find(([one]) =>
      one.includes(id),
    )?.[1].Properties;
  const [machine] = Object.keys(distributed.findResources('AWS::StepFunctions::StateMachine'));

  it('are the same four, under the same ids', () => {
    const idsOf = (one: Template) =>
      Object.keys(one.findResources('AWS::CloudWatch::Alarm')).sort();

    expect(idsOf(distributed)).toEqual(idsOf(template));
  });

  it('ring when no execution has ended well for three intervals', () => {
    expect(alarmOf('NoSweep')).toMatchObject({
      Namespace: 'AWS/States',
      MetricName: 'ExecutionsSucceeded',
      Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: machine } }],
      Statistic: 'Sum',
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      Period: 300,
      EvaluationPeriods: 3,
      TreatMissingData: 'breaching',
    });
  });

  it('ring when an execution failed or ran out of time, or the check of a changed secret failed', () => {
    const { Metrics, ...alarm } = alarmOf('SweepsFailed');
    const names = Metrics.map(
      ({ MetricStat }: { MetricStat?: { Metric: { MetricName: string } } }) =>
        MetricStat?.Metric.MetricName,
    );

    expect(names.filter(Boolean).sort()).toEqual([
      'Errors',
      'ExecutionsFailed',
      'ExecutionsTimedOut',
    ]);
    expect(alarm).toMatchObject({ Threshold: 1, TreatMissingData: 'notBreaching' });
  });

  it('wait for as many intervals as a sweep takes, with a warning that says what is so', () => {
    // 6,000 credentials are 300 turns: 7.5 minutes.
    const credentials = Array.from({ length: 6_000 }, (_, n) => ({
      name: `c${n}`,
      secret: `s#${n}`,
    }));
    const large = synthesize({ ...EXAMPLE, environments: { production: { credentials } } });

    expect(alarmOf('NoSweep', large.template)).toMatchObject({ Period: 600, EvaluationPeriods: 3 });
    Annotations.fromStack(large.stack).hasWarning(
      '/QontoAuthMonitor/Monitor/Sweeps',
      Match.stringLikeRegexp('6000 credentials takes 8 minutes .* "rate\\(10 minutes\\)"'),
    );
  });
});

describe('a schedule that pauses for long', () => {
  it('is watched for as long as three of its intervals take', () => {
    const { alarms: daily, warnings } = alarmsFor('rate(1 day)');

    expect(daily[0]).toMatchObject({ MetricName: 'Errors', Period: 86_400, EvaluationPeriods: 3 });
    expect(warnings).toEqual([]);
  });

  it('is watched for seven days at most, with a warning', () => {
    const { alarms: rare, warnings } = alarmsFor('rate(3 days)');

    expect(rare[0]).toMatchObject({ MetricName: 'Errors', Period: 86_400, EvaluationPeriods: 7 });
    expect(warnings).toEqual([
      expect.stringContaining('told after 7 days rather than three intervals of "rate(3 days)"'),
    ]);
  });

  it('is not watched beyond that, with a warning that says so', () => {
    const { alarms: weekly, warnings } = alarmsFor('rate(7 days)');

    expect(weekly.map(({ MetricName }) => MetricName)).toEqual([
      'Errors',
      'ApproximateNumberOfMessagesVisible',
      'NumberOfNotificationsFailed',
    ]);
    expect(warnings).toEqual([expect.stringContaining('Nothing tells when sweeps stop')]);
  });
});
