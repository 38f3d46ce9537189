import {
  paginateListSubscriptionsByTopic,
  SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import { awsClient } from '../../aws-client.ts';
import { ask, NotSeen } from '../ask.ts';
import { type DoctorCheck, type Finding, ok } from '../doctor-check.ts';

/** Whether somebody is told: subscriptions that nobody confirmed deliver nothing. */
export const subscriptions: DoctorCheck = {
  title: 'Subscribers',
  async look({ monitor, aws, alarms }) {
    const client = awsClient(SNSClient, aws);
    try {
      const ofAlerts = await findingsOf(ALERTS, monitor.topicArn, client);
      // Whatever topics the alarms tell, of this stack or of another.
      const told = (await alarms().catch(() => [])).flatMap(({ tells }) => tells);
      const topics = [...new Set(told)].filter((arn) => arn.split(':')[2] === 'sns');
      const ofAlarms = await Promise.all(topics.map((arn) => findingsOf(ALARMS, arn, client)));
      return [...ofAlerts, ...ofAlarms.flat()];
    } finally {
      client.destroy();
    }
  },
};

/** What is told through a topic, and how somebody comes to receive it. */
export interface Told {
  readonly what: string;
  /** What to do where nobody is subscribed. */
  readonly subscribe: (topicArn: string) => readonly string[];
}

/** Alerts about credentials. */
export const ALERTS: Told = {
  what: 'alerts',
  subscribe: () => [
    'Add "emails", "slack" or "webhooks" under "alerts" in the configuration, and deploy.',
    'npx qonto-auth-monitor test-alert',
  ],
};

/** What CloudWatch says about the monitor; webhooks do not receive that, nor is it tested with an alert. */
export const ALARMS: Told = {
  what: 'alarms about the monitor itself',
  subscribe: (topicArn) => [
    'Add "emails" or "slack" under "alerts" in the configuration, and deploy.',
    `Where the topic is your own, subscribe somebody to ${topicArn}.`,
  ],
};

async function findingsOf(told: Told, TopicArn: string, client: SNSClient): Promise<Finding[]> {
  const permission = 'sns:ListSubscriptionsByTopic';
  try {
    const found = await ask(permission, TopicArn || 'a topic of another stack', async () => {
      const all: Subscription[] = [];
      for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
        all.push(...(page.Subscriptions ?? []));
      }
      return all;
    });
    return judgeSubscriptions(told, TopicArn, found);
  } catch (error) {
    if (!(error instanceof NotSeen)) throw error;
    const { message, todo } = error;
    return [{ verdict: 'unknown', says: `${told.what}: ${message}`, todo }];
  }
}

/** What a topic's subscriptions mean. */
export function judgeSubscriptions(
  told: Told,
  topicArn: string,
  found: readonly Pick<Subscription, 'SubscriptionArn' | 'Protocol' | 'Endpoint'>[],
): Finding[] {
  const { what } = told;
  const pending = found.filter(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation');
  const deleted = found.filter(({ SubscriptionArn }) => SubscriptionArn === 'Deleted');
  const confirmed = found.length - pending.length - deleted.length;
  const findings: Finding[] = [
    ...pending.map(({ Protocol = '', Endpoint = '' }): Finding => {
      const receives = confirmed > 0 ? 'it receives nothing' : 'nobody is told';
      return {
        verdict: 'problem',
        says: `${what}: ${Protocol} ${Endpoint} was never confirmed, so ${receives}`,
        todo: confirming(Protocol, Endpoint, topicArn),
      };
    }),
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
  // That a subscription waits has been said, and what to do about it.
  if (pending.length > 0) return findings;
  const says = `${what}: nobody is told`;
  return [...findings, { verdict: 'problem', says, todo: told.subscribe(topicArn) }];
}

/** How a subscription is confirmed; asking for it again sends a new message, good for two days. */
function confirming(protocol: string, endpoint: string, topicArn: string): string[] {
  const { step } =
    CONFIRMED.find(({ about }) => about.test(`${protocol} ${endpoint}`)) ?? OTHERWISE;
  const again = `aws sns subscribe --topic-arn ${topicArn} --protocol ${protocol} --notification-endpoint ${endpoint}`;
  return [step(endpoint), 'After two days, have a new one sent:', again];
}

interface Confirmed {
  readonly about: RegExp;
  readonly step: (endpoint: string) => string;
}

const OTHERWISE: Confirmed = {
  about: /^/,
  step: (endpoint) =>
    `${endpoint} has been sent a token: whoever owns it calls ConfirmSubscription with it.`,
};

const CONFIRMED: readonly Confirmed[] = [
  {
    about: /^email/,
    step: (endpoint) =>
      `Follow the link in the mail "AWS Notification - Subscription Confirmation" to ${endpoint}.`,
  },
  {
    about: /^https .*\.chatbot\./,
    step: () =>
      'Amazon Q Developer confirms it by itself, once the Slack workspace is authorized there.',
  },
  {
    about: /^https? /,
    step: (endpoint) =>
      `${endpoint} has been sent a message of the type SubscriptionConfirmation: open the SubscribeURL in it.`,
  },
];
