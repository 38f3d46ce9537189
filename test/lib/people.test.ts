import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { Subscribers } from '../../lambda/config/monitor-config.ts';
import { subscribePeople, warnOfNobody } from '../../lib/people.ts';
import { createAlertTopic, createOperationsTopic } from '../../lib/topics.ts';
import { temporaryFolder } from './synthesize.ts';

const NOBODY: Subscribers = { emails: [], slack: null, webhooks: [] };
const SLACK = { workspaceId: 'T0123ABC', channelId: 'C0456DEF' };

function topicsFor(subscribers: Partial<Subscribers>, { withOperations = true } = {}) {
  const stack = new Stack(new App({ outdir: temporaryFolder() }), 'Stack');
  const people = { ...NOBODY, ...subscribers };
  subscribePeople(stack, people, {
    alerts: createAlertTopic(stack, 'AlertTopic', undefined),
    ...(withOperations && {
      operations: createOperationsTopic(stack, 'OperationsTopic', undefined),
    }),
  });
  warnOfNobody(stack, people);
  return { stack, template: Template.fromStack(stack) };
}

function topicId(template: Template, path: string): string {
  const ids = Object.keys(template.findResources('AWS::SNS::Topic'));
  return String(ids.find((id) => id.startsWith(path)));
}

function subscriptionsOf(template: Template, path: string): [string, string][] {
  return Object.values(template.findResources('AWS::SNS::Subscription'))
    .filter(({ Properties }) => Properties.TopicArn.Ref === topicId(template, path))
    .map(({ Properties }) => [Properties.Protocol, Properties.Endpoint]);
}

function warningsOf(stack: Stack): string[] {
  const found = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
  return found.map(({ entry }) => String(entry.data));
}

describe('the topics', () => {
  it.each(['AlertTopic', 'OperationsTopic'])('%s refuses what is published without TLS', (path) => {
    const { template } = topicsFor({});

    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: topicId(template, path) }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'sns:Publish',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            Effect: 'Deny',
            Principal: '*',
          }),
        ]),
      },
    });
  });

  it('lets the alarms of this account publish to the operations topic, and not to the alerts', () => {
    const { template } = topicsFor({});
    const admitting = Object.values(template.findResources('AWS::SNS::TopicPolicy'))
      .filter(({ Properties }) => JSON.stringify(Properties).includes('cloudwatch.amazonaws.com'))
      .map(({ Properties }) => Properties);

    expect(admitting.map(({ Topics }) => Topics)).toEqual([
      [{ Ref: topicId(template, 'OperationsTopic') }],
    ]);
    expect(admitting[0]?.PolicyDocument.Statement).toContainEqual({
      Sid: 'LetAlarmsPublish',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: { Ref: topicId(template, 'OperationsTopic') },
      Condition: {
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        ArnLike: { 'aws:SourceArn': expect.anything() },
      },
    });
  });
});

describe('subscribePeople', () => {
  const everybody = {
    emails: ['a@example.com', 'b@example.com', 'a@example.com'],
    webhooks: ['https://hooks.example.com/qonto', 'https://hooks.example.com/qonto'],
  };

  it('subscribes each e-mail address and each webhook once', () => {
    const { template, stack } = topicsFor(everybody);

    expect(subscriptionsOf(template, 'AlertTopic')).toEqual([
      ['email', 'a@example.com'],
      ['email', 'b@example.com'],
      ['https', 'https://hooks.example.com/qonto'],
    ]);
    expect(warningsOf(stack)).toEqual([]);
  });

  it('tells people of the alarms, and no webhook, which is promised documents of the monitor', () => {
    expect(subscriptionsOf(topicsFor(everybody).template, 'OperationsTopic')).toEqual([
      ['email', 'a@example.com'],
      ['email', 'b@example.com'],
    ]);
  });

  it('subscribes nobody to an operations topic that is not its own', () => {
    const { template, stack } = topicsFor(
      { ...everybody, slack: SLACK },
      { withOperations: false },
    );

    template.resourceCountIs('AWS::SNS::Subscription', 3);
    template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      SnsTopicArns: [{ Ref: topicId(template, 'AlertTopic') }],
    });
    expect(warningsOf(stack)).toEqual([]);
  });

  it('posts both topics to a Slack channel whose members may do nothing in the account', () => {
    const { template, stack } = topicsFor({ slack: SLACK });

    template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      SlackWorkspaceId: 'T0123ABC',
      SlackChannelId: 'C0456DEF',
      SnsTopicArns: [
        { Ref: topicId(template, 'AlertTopic') },
        { Ref: topicId(template, 'OperationsTopic') },
      ],
      GuardrailPolicies: [
        { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AWSDenyAll']] },
      ],
      LoggingLevel: 'ERROR',
    });
    template.resourceCountIs('AWS::IAM::Policy', 0);
    expect(warningsOf(stack)).toEqual([]);
  });

  it('names the Slack configuration after the monitor and its Region', () => {
    topicsFor({ slack: SLACK }).template.hasResourceProperties(
      'AWS::Chatbot::SlackChannelConfiguration',
      {
        ConfigurationName: {
          'Fn::Join': ['', [Match.stringLikeRegexp('^Stack-'), { Ref: 'AWS::Region' }]],
        },
      },
    );
  });

  it('warns when there is no subscriber at all', () => {
    expect(warningsOf(topicsFor({}).stack)).toEqual([
      expect.stringContaining('Nobody is told when the monitor itself fails'),
      expect.stringContaining('Nobody is told: alerts has no emails, no slack and no webhooks'),
    ]);
  });

  it('warns when webhooks are told of alerts, but nobody of alarms', () => {
    expect(warningsOf(topicsFor({ webhooks: ['https://hooks.example.com'] }).stack)).toEqual([
      expect.stringContaining('Nobody is told when the monitor itself fails'),
    ]);
  });
});
