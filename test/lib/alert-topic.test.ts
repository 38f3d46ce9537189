import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { Subscribers } from '../../lambda/config/monitor-config.ts';
import { createAlertTopic } from '../../lib/alert-topic.ts';
import { temporaryFolder } from './synthesize.ts';

const NOBODY: Subscribers = { emails: [], slack: null, webhooks: [] };
const SLACK = { workspaceId: 'T0123ABC', channelId: 'C0456DEF' };

function topicFor(subscribers: Partial<Subscribers>) {
  const stack = new Stack(new App({ outdir: temporaryFolder() }), 'Stack');
  createAlertTopic(stack, 'AlertTopic', { ...NOBODY, ...subscribers });
  return { stack, template: Template.fromStack(stack) };
}

function warningsOf(stack: Stack): string[] {
  const found = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
  return found.map(({ entry }) => String(entry.data));
}

describe('createAlertTopic', () => {
  it('refuses what is published without TLS', () => {
    topicFor({}).template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          {
            Action: 'sns:Publish',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            Effect: 'Deny',
            Principal: '*',
          },
        ],
      },
    });
  });

  it('subscribes each e-mail address and each webhook once', () => {
    const { template, stack } = topicFor({
      emails: ['a@example.com', 'b@example.com', 'a@example.com'],
      webhooks: ['https://hooks.example.com/qonto', 'https://hooks.example.com/qonto'],
    });
    const subscriptions = Object.values(template.findResources('AWS::SNS::Subscription'));

    expect(subscriptions.map(({ Properties: { Protocol, Endpoint } }) => [Protocol, Endpoint]))
      // biome-ignore format: a row each
      .toEqual([
      ['email', 'a@example.com'],
      ['email', 'b@example.com'],
      ['https', 'https://hooks.example.com/qonto'],
    ]);
    expect(warningsOf(stack)).toEqual([]);
  });

  it('posts to a Slack channel whose members may do nothing in the account', () => {
    const { template, stack } = topicFor({ slack: SLACK });
    const [topicId] = Object.keys(template.findResources('AWS::SNS::Topic'));

    template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      SlackWorkspaceId: 'T0123ABC',
      SlackChannelId: 'C0456DEF',
      SnsTopicArns: [{ Ref: topicId }],
      GuardrailPolicies: [
        { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AWSDenyAll']] },
      ],
      LoggingLevel: 'ERROR',
    });
    template.resourceCountIs('AWS::IAM::Policy', 0);
    expect(warningsOf(stack)).toEqual([]);
  });

  it('names the Slack configuration after the stack and its Region', () => {
    topicFor({ slack: SLACK }).template.hasResourceProperties(
      'AWS::Chatbot::SlackChannelConfiguration',
      {
        ConfigurationName: {
          'Fn::Join': ['', [Match.stringLikeRegexp('^Stack-AlertTopic-'), { Ref: 'AWS::Region' }]],
        },
      },
    );
  });

  it('warns when there is no subscriber at all', () => {
    const warnings = warningsOf(topicFor({}).stack);

    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('Nobody is told');
  });
});
