import { App, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type IVpc, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { AuthMonitor } from '../../lib/auth-monitor.ts';
import type { AuthMonitorProps } from '../../lib/auth-monitor-props.ts';
import { EXAMPLE, temporaryFolder } from './synthesize.ts';

/** A team's own stack, without any feature flag of CDK, with a monitor in it. */
function teamStack(props: (stack: Stack) => Partial<AuthMonitorProps> = () => ({})) {
  const app = new App({ outdir: temporaryFolder(), context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new Stack(app, 'Team');
  const monitor = new AuthMonitor(stack, 'Monitor', { config: EXAMPLE, ...props(stack) });
  return { stack, monitor, template: () => Template.fromStack(stack) };
}

function idOf(template: Template, type: string): string {
  const ids = Object.keys(template.findResources(type));
  expect(ids, type).toHaveLength(1);
  return String(ids[0]);
}

function warningsOf(stack: Stack): string[] {
  const found = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
  return found.map(({ entry }) => String(entry.data));
}

describe('topic', () => {
  it("takes a team's own, encrypted with a key of its own, and subscribes the people to it", () => {
    const { template } = teamStack((stack) => ({
      topic: new Topic(stack, 'Own', { masterKey: new Key(stack, 'TopicKey') }),
    }));
    const own = { Ref: Object.keys(template().findResources('AWS::SNS::Topic'))[0] };

    template().resourceCountIs('AWS::SNS::Topic', 2);
    template().hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ ALERT_TOPIC_ARN: own }) },
    });
    template().hasResourceProperties('AWS::SNS::Subscription', { TopicArn: own });
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'PublishEncryptedAlerts',
            Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
            Resource: { 'Fn::GetAtt': [idOf(template(), 'AWS::KMS::Key'), 'Arn'] },
          }),
        ]),
      },
    });
  });

  it('warns of nobody only where the topic is its own', () => {
    const config = { ...EXAMPLE, alerts: { webhooks: [] } };
    const operationsTopic = (stack: Stack) =>
      Topic.fromTopicArn(stack, 'Ops', 'arn:aws:sns:eu-west-3:123456789012:ops');
    const own = teamStack((stack) => ({ config, operationsTopic: operationsTopic(stack) }));
    const given = teamStack((stack) => ({
      config,
      operationsTopic: operationsTopic(stack),
      topic: new Topic(stack, 'Own'),
    }));

    expect(warningsOf(own.stack)).toEqual([expect.stringContaining('Nobody is told: alerts has')]);
    expect(warningsOf(given.stack)).toEqual([]);
  });
});

describe('encryptionKey', () => {
  const { stack, template } = teamStack((scope) => ({ encryptionKey: new Key(scope, 'Key') }));

  it('encrypts table, topics, queue and logs', () => {
    const key = { 'Fn::GetAtt': [idOf(template(), 'AWS::KMS::Key'), 'Arn'] };

    template().hasResourceProperties('AWS::DynamoDB::Table', {
      SSESpecification: { KMSMasterKeyId: key, SSEEnabled: true, SSEType: 'KMS' },
    });
    template().allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: key });
    template().hasResourceProperties('AWS::SQS::Queue', { KmsMasterKeyId: key });
    template().hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: key });
  });

  it('admits what writes into them: the log group, alarms, and EventBridge', () => {
    const [key] = Object.values(template().findResources('AWS::KMS::Key'));
    const statements: Record<string, unknown>[] = key?.Properties.KeyPolicy.Statement;
    const ofService = (service: unknown) =>
      statements.find(({ Principal }) => {
        const given = (Principal as { Service?: unknown }).Service;
        return JSON.stringify(given ?? null).includes(String(service));
      });

    expect(ofService('logs.')).toMatchObject({
      Action: expect.arrayContaining(['kms:GenerateDataKey*', 'kms:Encrypt*', 'kms:Decrypt*']),
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': expect.anything() } },
    });
    expect(ofService('cloudwatch.amazonaws.com')).toMatchObject({
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    expect(ofService('events.amazonaws.com')).toMatchObject({
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
    });
    expect(warningsOf(stack)).toEqual([]);
  });

  it('keeps the ids of everything, so that nothing is replaced when a key is added', () => {
    const without = teamStack().template();
    const types = ['AWS::DynamoDB::Table', 'AWS::SNS::Topic', 'AWS::SQS::Queue'];

    for (const type of types) {
      expect(Object.keys(template().findResources(type))).toEqual(
        Object.keys(without.findResources(type)),
      );
    }
  });

  it('says what the policy of an imported key has to hold', () => {
    const arn = 'arn:aws:kms:eu-west-3:123456789012:key/11111111-2222-3333-4444-555555555555';
    const imported = teamStack((scope) => ({ encryptionKey: Key.fromKeyArn(scope, 'Key', arn) }));

    expect(warningsOf(imported.stack)).toEqual([
      expect.stringMatching(/logs\.REGION.*cloudwatch\.amazonaws\.com.*events\.amazonaws\.com/),
    ]);
  });
});

describe('vpc', () => {
  it('puts the function into the named subnets, with the given security group', () => {
    const { template } = teamStack((stack) => {
      const vpc = new Vpc(stack, 'Vpc') as IVpc;
      return {
        vpc,
        vpcSubnets: { availabilityZones: [String(vpc.availabilityZones[0])] },
        securityGroups: [new SecurityGroup(stack, 'Group', { vpc })],
      };
    });
    const ids = Object.keys(template().findResources('AWS::EC2::Subnet'));
    const [subnet] = ids.filter((id) => id.includes('PrivateSubnet1'));

    template().hasResourceProperties('AWS::Lambda::Function', {
      VpcConfig: {
        SubnetIds: [{ Ref: subnet }],
        SecurityGroupIds: [
          { 'Fn::GetAtt': [idOf(template(), 'AWS::EC2::SecurityGroup'), 'GroupId'] },
        ],
      },
    });
  });
});

describe('permissionsBoundary', () => {
  it('bounds every role', () => {
    const arn = 'arn:aws:iam::123456789012:policy/boundary';
    const { template } = teamStack((stack) => ({
      config: { ...EXAMPLE, alerts: { slack: { workspaceId: 'T1', channelId: 'C1' } } },
      permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', arn),
    }));

    template().resourceCountIs('AWS::IAM::Role', 4);
    template().allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: arn });
  });
});

describe('memorySize, logRetention and metrics', () => {
  it('are what is handed in', () => {
    const { template } = teamStack(() => ({
      memorySize: 512,
      logRetention: RetentionDays.ONE_YEAR,
    }));

    template().hasResourceProperties('AWS::Lambda::Function', { MemorySize: 512 });
    template().hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });
});

describe('tags', () => {
  it('of the monitor reach everything in it that keeps data or costs money', () => {
    const { monitor, template } = teamStack();
    Tags.of(monitor).add('team', 'payments');

    for (const type of [
      'AWS::DynamoDB::Table',
      'AWS::SNS::Topic',
      'AWS::SQS::Queue',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::Dashboard',
    ]) {
      template().allResourcesProperties(type, {
        Tags: Match.arrayWith([{ Key: 'team', Value: 'payments' }]),
      });
    }
  });
});

describe('config', () => {
  it('may be what loadConfig read, or what a configuration file holds', () => {
    const written = teamStack();
    const { schedule } = EXAMPLE as { schedule?: string };

    expect(schedule).toBeUndefined();
    written.template().hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(5 minutes)',
    });
  });

  it.each([undefined, null, {}, { environments: [] }, 'monitor.config.ts'])(
    'is refused with its faults if it is %j',
    (config) => {
      expect(() => teamStack(() => ({ config: config as never }))).toThrow(
        expect.objectContaining({
          code: 'CONFIG_INVALID',
          message: expect.stringMatching(/^the configuration of Team\/Monitor has \d fault/),
        }),
      );
    },
  );

  it('lets two monitors stand in one stack', () => {
    const { stack, template } = teamStack();
    new AuthMonitor(stack, 'Second', { config: EXAMPLE });

    template().resourceCountIs('AWS::Lambda::Function', 4);
  });

  it('lets two monitors tell the same people on the same topic', () => {
    const { stack, monitor, template } = teamStack();
    const { topic, operationsTopic } = monitor;
    new AuthMonitor(stack, 'Second', { config: EXAMPLE, topic, operationsTopic });

    template().resourceCountIs('AWS::SNS::Subscription', 2);
  });
});
