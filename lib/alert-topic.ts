import { Annotations, Names, Stack } from 'aws-cdk-lib';
import { LoggingLevel, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Subscribers } from '../lambda/config/monitor-config.ts';

/** Creates the topic that alerts are published to, and subscribes the configured people to it. */
export function createAlertTopic(scope: Construct, id: string, subscribers: Subscribers): Topic {
  const { emails, webhooks, slack } = subscribers;
  const topic = new Topic(scope, id, { displayName: 'Qonto auth monitor', enforceSSL: true });
  for (const email of new Set(emails)) topic.addSubscription(new EmailSubscription(email));
  for (const url of new Set(webhooks)) topic.addSubscription(new UrlSubscription(url));
  if (slack !== null) postToSlack(topic, slack);
  if (emails.length === 0 && webhooks.length === 0 && slack === null) {
    Annotations.of(topic).addWarningV2(
      'qonto-auth-monitor:noSubscribers',
      'Nobody is told: alerts has no emails, no slack and no webhooks. Alerts reach only what is subscribed to the topic by hand.',
    );
  }
  return topic;
}

/**
 * Amazon Q Developer in chat applications (once AWS Chatbot) subscribes to the topic over https by
 * itself, and so receives the `https` body of each alert.
 */
function postToSlack(topic: Topic, slack: NonNullable<Subscribers['slack']>): void {
  new SlackChannelConfiguration(topic, 'Slack', {
    // The service is global: names must differ between Regions as well.
    slackChannelConfigurationName: `${Names.uniqueResourceName(topic, { maxLength: 96, separator: '-' })}-${Stack.of(topic).region}`,
    slackWorkspaceId: slack.workspaceId,
    slackChannelId: slack.channelId,
    notificationTopics: [topic],
    // Alerts are only posted, which takes no permission. Left out, the guardrail would be
    // AdministratorAccess for whoever types a command in the channel.
    guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AWSDenyAll')],
    // A message that is not in the service's schema is dropped without a trace otherwise.
    loggingLevel: LoggingLevel.ERROR,
  });
}
