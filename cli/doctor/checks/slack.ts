import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { resourcesOf } from '../deployment.ts';
import { type DoctorCheck, type Finding, ok } from '../doctor-check.ts';

/** Amazon Q in chat applications is global; it keeps its metrics here. */
const METRICS_REGION = 'us-east-1';

const WEEK_MS = 7 * 86_400_000;

/** What became of messages to a channel in the last week. */
export interface ChatDeliveries {
  readonly delivered: number;
  readonly failed: number;
  readonly unsupported: number;
}

/** Whether messages reach the Slack channel: without the app in it they vanish without a trace. */
export const slack: DoctorCheck = {
  title: 'Slack',
  async look({ deployment, settings, clock }) {
    const [channel] = resourcesOf(deployment, 'AWS::Chatbot::SlackChannelConfiguration');
    if (channel === undefined) return [];
    const ConfigurationName = channel.physicalId.split('/').at(-1) ?? '';
    const client = new CloudWatchClient({ ...settings, region: METRICS_REGION });
    const sum = async (MetricName: string) => {
      const { Datapoints = [] } = await client.send(
        new GetMetricStatisticsCommand({
          Namespace: 'AWS/Chatbot',
          MetricName,
          Dimensions: [{ Name: 'ConfigurationName', Value: ConfigurationName }],
          StartTime: new Date(clock.now() - WEEK_MS),
          EndTime: new Date(clock.now()),
          Period: 86_400,
          Statistics: ['Sum'],
        }),
      );
      return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0);
    };
    try {
      const [delivered, failed, unsupported] = await Promise.all(
        ['MessageDeliverySuccess', 'MessageDeliveryFailure', 'UnsupportedEvents'].map(sum),
      );
      return [
        judgeSlack({
          delivered: delivered ?? 0,
          failed: failed ?? 0,
          unsupported: unsupported ?? 0,
        }),
      ];
    } finally {
      client.destroy();
    }
  },
};

/** What the metrics of a channel mean. */
export function judgeSlack({ delivered, failed, unsupported }: ChatDeliveries): Finding {
  if (failed > 0) {
    return {
      verdict: 'problem',
      says: `${failed} message(s) of this week did not reach the channel`,
      todo: [
        'Type "/invite @Amazon Q" in the channel: without the app in it, messages vanish.',
        'npx qonto-auth-monitor test-alert',
      ],
    };
  }
  if (unsupported > 0) {
    return {
      verdict: 'warning',
      says: `${unsupported} message(s) of this week were not shown: something else publishes to the topic`,
    };
  }
  if (delivered > 0) return ok('messages arrive');
  return {
    verdict: 'unknown',
    says: 'nothing was sent this week',
    todo: ['npx qonto-auth-monitor test-alert'],
  };
}
