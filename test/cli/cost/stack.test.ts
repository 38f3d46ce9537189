import { beforeAll, describe, expect, it } from 'vitest';
import { STACK } from '../../../cli/cost/assumed.ts';
import { EXAMPLE, MANY, synthesize } from '../../lib/synthesize.ts';

/** Types that the estimate has items for. */
const PAID = [
  'AWS::CloudWatch::Alarm',
  'AWS::DynamoDB::Table',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::Scheduler::Schedule',
];

/** The same of distributed sweeps besides. */
const PAID_DISTRIBUTED = ['AWS::S3::Bucket', 'AWS::StepFunctions::StateMachine'];

/** Types that cost nothing. Events of AWS's own services are free, and so are their rules. */
const FREE = [
  'AWS::Chatbot::SlackChannelConfiguration',
  'AWS::Events::Rule',
  // The first three of an account are; what draws it runs while somebody looks.
  'AWS::CloudWatch::Dashboard',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::IAM::ManagedPolicy',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
];

interface Resource {
  readonly Type: string;
  readonly Properties: { readonly Metrics?: readonly { readonly MetricStat?: object }[] };
}

let resources: readonly Resource[];

beforeAll(() => {
  const slack = { workspaceId: 'T1', channelId: 'C1' };
  const { template } = synthesize({ ...EXAMPLE, alerts: { ...EXAMPLE.alerts, slack } });
  resources = Object.values(template.toJSON().Resources);
});

/** How many metrics an alarm is paid for. */
function metricsIn({ Metrics }: Resource['Properties']): number {
  return Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
}

const propertiesOf = (type: string) =>
  resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);

describe('the estimate knows the stack of distributed sweeps', () => {
  it('has an item for what it has besides, its metrics in alarms, its memory and its files', () => {
    const all: Resource[] = Object.values(synthesize(MANY).template.toJSON().Resources);
    const of = (type: string) =>
      all.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
    const types = [...new Set(all.map(({ Type }) => Type))];
    const known = [...PAID, ...PAID_DISTRIBUTED, ...FREE];

    expect(types.filter((type) => !known.includes(type))).toEqual([]);
    expect(PAID_DISTRIBUTED.filter((type) => !types.includes(type))).toEqual([]);
    expect(of('AWS::CloudWatch::Alarm').reduce((sum, one) => sum + metricsIn(one), 0)).toBe(
      STACK.alarmMetrics + STACK.furtherAlarmMetrics,
    );
    expect(of('AWS::Lambda::Function')).toContainEqual(
      expect.objectContaining({ MemorySize: STACK.coordinatorMb }),
    );
    expect(of('AWS::S3::Bucket')).toMatchObject([
      { LifecycleConfiguration: { Rules: [{ ExpirationInDays: STACK.runDays }] } },
    ]);
  });
});

describe('the estimate knows the stack', () => {
  it('has an item for every kind of resource that is paid for', () => {
    const types = [...new Set(resources.map(({ Type }) => Type))];

    expect(types.filter((type) => !PAID.includes(type) && !FREE.includes(type))).toEqual([]);
    expect(PAID.filter((type) => !types.includes(type))).toEqual([]);
  });

  it('counts the metrics in alarms', () => {
    const counts = propertiesOf('AWS::CloudWatch::Alarm').map(metricsIn);

    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(STACK.alarmMetrics);
  });

  it('has the memory, the architecture and the retention that are paid for', () => {
    const eachIs = (type: string, paid: object) => {
      const found = propertiesOf(type);
      expect(found.length).toBeGreaterThan(0);
      expect(found).toMatchObject(found.map(() => paid));
    };
    eachIs('AWS::Lambda::Function', { MemorySize: STACK.memoryMb, Architectures: ['arm64'] });
    eachIs('AWS::Logs::LogGroup', { RetentionInDays: STACK.logRetentionDays });
    expect(propertiesOf('AWS::DynamoDB::Table')).toMatchObject([
      { BillingMode: 'PAY_PER_REQUEST' },
    ]);
  });
});
