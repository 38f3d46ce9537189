import { Annotations, Names, Stack } from 'aws-cdk-lib';
import { LoggingLevel, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { ITopic, ITopicSubscription } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Subscribers } from '../lambda/config/monitor-config.ts';
import { type Acknowledgement, acknowledge } from './acknowledge.ts';

/** The topics of a monitor. */
export interface Topics {
  /** Receives alerts about credentials: texts and documents of the monitor's own. */
  readonly alerts: ITopic;
  /** Receives CloudWatch's notifications about the monitor itself; none where others read them. */
  readonly operations?: ITopic;
}

const UNDELIVERED: Acknowledgement = {
  id: 'Serverless::Serverless-SNSRedrivePolicy',
  reason:
    'A message for people is of no use in a queue. That one was not delivered rings the alarm AlertsUndelivered, and the statuses tell what it said.',
};

/**
 * Subscribes the configured people: e-mail and Slack to both topics, webhooks to the alerts alone,
 * since CloudWatch's notifications are no documents of this monitor.
 */
export function subscribePeople(scope: Construct, subscribers: Subscribers, topics: Topics): void {
  const { emails, webhooks, slack } = subscribers;
  for (const topic of [topics.alerts, topics.operations]) {
    for (const email of new Set(emails)) subscribe(topic, email, new EmailSubscription(email));
  }
  for (const url of new Set(webhooks)) subscribe(topics.alerts, url, new UrlSubscription(url));
  if (slack !== null) {
    const { alerts, operations } = topics;
    postToSlack(scope, slack, operations === undefined ? [alerts] : [alerts, operations]);
  }
  if (topics.operations !== undefined && emails.length === 0 && slack === null) {
    Annotations.of(scope).addWarningV2(
      'qonto-auth-monitor:noOperators',
      'Nobody is told when the monitor itself fails: its alarms reach people by e-mail and Slack, and alerts has neither. Add one of them, or hand in an operationsTopic.',
    );
  }
}

/** Subscribes whom another monitor that shares the topic has not subscribed already. */
function subscribe(topic: ITopic | undefined, address: string, to: ITopicSubscription): void {
  if (topic === undefined || topic.node.tryFindChild(address) !== undefined) return;
  acknowledge(topic.addSubscription(to), UNDELIVERED);
}

/** Warns of alerts that reach nobody. */
export function warnOfNobody(scope: Construct, { emails, webhooks, slack }: Subscribers): void {
  if (emails.length > 0 || webhooks.length > 0 || slack !== null) return;
  Annotations.of(scope).addWarningV2(
    'qonto-auth-monitor:noSubscribers',
    'Nobody is told: alerts has no emails, no slack and no webhooks. Alerts reach only what is subscribed to the topic by hand.',
  );
}

/**
 * Amazon Q Developer in chat applications (once AWS Chatbot) subscribes to the topics over https by
 * itself, and so receives the `https` body of each alert; it knows CloudWatch's notifications.
 */
function postToSlack(
  scope: Construct,
  slack: NonNullable<Subscribers['slack']>,
  notificationTopics: ITopic[],
): void {
  new SlackChannelConfiguration(scope, 'Slack', {
    // The service is global: names must differ between Regions as well.
    slackChannelConfigurationName: `${Names.uniqueResourceName(scope, { maxLength: 96, separator: '-' })}-${Stack.of(scope).region}`,
    slackWorkspaceId: slack.workspaceId,
    slackChannelId: slack.channelId,
    notificationTopics,
    // Alerts are only posted, which takes no permission. Left out, the guardrail would be
    // AdministratorAccess for whoever types a command in the channel.
    guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AWSDenyAll')],
    // A message that is not in the service's schema is dropped without a trace otherwise.
    loggingLevel: LoggingLevel.ERROR,
  });
}
