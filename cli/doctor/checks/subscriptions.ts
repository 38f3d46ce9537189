import {
  paginateListSubscriptionsByTopic,
  SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import { resourcesOf } from '../deployment.ts';
import { type DoctorCheck, type Finding, ok } from '../doctor-check.ts';

/** Whether somebody is told: subscriptions that nobody confirmed deliver nothing. */
export const subscriptions: DoctorCheck = {
  title: 'Subscribers',
  async look({ deployment, settings }) {
    const alerts = deployment.outputs.AlertTopicArn ?? '';
    const others = resourcesOf(deployment, 'AWS::SNS::Topic')
      .map(({ physicalId }) => physicalId)
      .filter((arn) => arn !== alerts);
    const client = new SNSClient(settings);
    try {
      const findings: Finding[] = [];
      for (const [TopicArn, what] of [[alerts, 'alerts'] as const, ...others.map(operations)]) {
        const found: Subscription[] = [];
        for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
          found.push(...(page.Subscriptions ?? []));
        }
        findings.push(...judgeSubscriptions(what, found));
      }
      return findings;
    } finally {
      client.destroy();
    }
  },
};

function operations(arn: string): readonly [string, string] {
  return [arn, 'alarms about the monitor itself'];
}

/** What a topic's subscriptions mean. */
export function judgeSubscriptions(
  what: string,
  found: readonly Pick<Subscription, 'SubscriptionArn' | 'Protocol' | 'Endpoint'>[],
): Finding[] {
  const pending = found.filter(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation');
  const deleted = found.filter(({ SubscriptionArn }) => SubscriptionArn === 'Deleted');
  const confirmed = found.length - pending.length - deleted.length;
  const findings: Finding[] = [
    ...pending.map(
      ({ Protocol, Endpoint }): Finding => ({
        verdict: 'problem',
        says: `${what}: ${Protocol} ${Endpoint} was never confirmed, and receives nothing`,
        todo: [
          `Follow the link in the mail "AWS Notification - Subscription Confirmation" to ${Endpoint}; it is good for two days.`,
          'If it is older, subscribe again: remove the address, deploy, add it, deploy.',
        ],
      }),
    ),
    ...deleted.map(
      ({ Protocol, Endpoint }): Finding => ({
        verdict: 'warning',
        says: `${what}: ${Protocol} ${Endpoint} unsubscribed`,
      }),
    ),
  ];
  if (confirmed > 0) {
    const subscribers = confirmed === 1 ? '1 subscriber' : `${confirmed} subscribers`;
    return [...findings, ok(`${what}: ${subscribers}`)];
  }
  return [
    ...findings,
    {
      verdict: 'problem',
      says: `${what}: nobody is told`,
      todo: [
        'Add "emails", "slack" or "webhooks" under "alerts" in the configuration, and deploy.',
        'npx qonto-auth-monitor test-alert',
      ],
    },
  ];
}
