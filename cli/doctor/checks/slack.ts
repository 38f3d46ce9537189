import {
  CloudWatchClient,
  type MetricDataResult,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import { awsClient } from '../../aws-client.ts';
import { ask } from '../ask.ts';
import { physicalIdOf } from '../deployed-monitor.ts';
import { type DoctorCheck, type Finding, ok } from '../doctor-check.ts';

/** Amazon Q in chat applications is global; it keeps its metrics here. */
const METRICS_REGION = 'us-east-1';

const DAY_MS = 86_400_000;

/** CloudWatch keeps what it knows to the minute for so long, and what it knows to the hour. */
const SPANS = [
  { days: 14, period: 60 },
  { days: 450, period: 3_600 },
] as const;

/** What becomes of a message to a channel. */
const METRICS = {
  delivered: 'MessageDeliverySuccess',
  failed: 'MessageDeliveryFailure',
  unsupported: 'UnsupportedEvents',
} as const;

type Fate = keyof typeof METRICS;

/** When messages to a channel last came to what, epoch milliseconds; absent: never. */
export type ChatDeliveries = Readonly<Partial<Record<Fate, number>>>;

/** Whether messages reach the Slack channel: without the app in it they vanish without a trace. */
export const slack: DoctorCheck = {
  title: 'Slack',
  async look({ deployment, monitor, aws, clock }) {
    const client = awsClient(CloudWatchClient, { ...aws, region: METRICS_REGION });
    try {
      const { slackChannels } = monitor.parts;
      return await Promise.all(
        slackChannels.map(async (channel) => {
          const name = physicalIdOf(deployment, channel)?.split('/').at(-1) ?? '';
          return judgeSlack(await readDeliveries(client, name, clock.now()), clock.now());
        }),
      );
    } finally {
      client.destroy();
    }
  },
};

async function readDeliveries(
  client: CloudWatchClient,
  channel: string,
  now: number,
): Promise<ChatDeliveries> {
  const queries = (period: number) =>
    Object.entries(METRICS).map(([fate, MetricName]) => ({
      Id: fate,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Chatbot',
          MetricName,
          Dimensions: [{ Name: 'ConfigurationName', Value: channel }],
        },
        Period: period,
        Stat: 'Sum',
      },
    }));
  const about = `AWS/Chatbot in ${METRICS_REGION}`;
  return ask('cloudwatch:GetMetricData', about, async () => {
    const results: MetricDataResult[] = [];
    for (const { days, period } of SPANS) {
      const input = {
        MetricDataQueries: queries(period),
        StartTime: new Date(now - days * DAY_MS),
        EndTime: new Date(now),
      };
      for await (const page of paginateGetMetricData({ client }, input)) {
        results.push(...(page.MetricDataResults ?? []));
      }
      // What is known to the minute makes what is known to the hour idle.
      if (results.some(({ Values = [] }) => Values.some((value) => value > 0))) break;
    }
    return latestOf(results);
  });
}

/** When each metric was last above 0. */
export function latestOf(
  results: readonly Pick<MetricDataResult, 'Id' | 'Timestamps' | 'Values'>[],
): ChatDeliveries {
  const latest: Partial<Record<Fate, number>> = {};
  for (const fate of Object.keys(METRICS) as Fate[]) {
    const times = results
      .filter(({ Id }) => Id === fate)
      .flatMap(({ Timestamps = [], Values = [] }) =>
        Timestamps.filter((_, index) => (Values[index] ?? 0) > 0).map((time) => time.getTime()),
      );
    if (times.length > 0) latest[fate] = Math.max(...times);
  }
  return latest;
}

/** What the latest message to a channel came to. */
export function judgeSlack(deliveries: ChatDeliveries, now: number): Finding {
  const { delivered = 0, failed = 0, unsupported = 0 } = deliveries;
  const test = 'npx qonto-auth-monitor test-alert';
  const invite = 'Type "/invite @Amazon Q" in the channel: without the app in it, messages vanish.';
  if (Math.max(delivered, failed, unsupported) === 0) {
    const says = 'nothing was ever sent, so whether the app is in the channel is not known';
    return { verdict: 'unknown', says, todo: [test] };
  }
  if (failed > delivered) {
    const says = `the message of ${at(failed)} did not reach the channel`;
    return { verdict: 'problem', says, todo: [invite, test] };
  }
  if (failed > 0 && failed === delivered) {
    const says = `of the messages of ${at(failed)} not all reached the channel`;
    return { verdict: 'unknown', says, todo: [test] };
  }
  if (unsupported > delivered) {
    const says = `the message of ${at(unsupported)} was not shown: something else publishes to the topic`;
    return { verdict: 'warning', says };
  }
  return ok(
    now - delivered < DAY_MS
      ? 'messages arrive'
      : `messages arrive, the last on ${at(delivered).slice(0, 10)}`,
  );
}

function at(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`;
}
