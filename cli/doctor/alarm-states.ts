import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { type AwsOptions, awsClient } from '../aws-client.ts';
import { ask } from './ask.ts';

/** An alarm as it stands. */
export interface AlarmState {
  readonly name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  readonly description: string;
  /** Whether it may tell anybody. */
  readonly isEnabled: boolean;
  /** The ARNs of what it tells. */
  readonly tells: readonly string[];
}

/** Reads alarms by their names; deleted ones are left out. */
export async function readAlarms(
  AlarmNames: readonly string[],
  options: AwsOptions,
): Promise<readonly AlarmState[]> {
  if (AlarmNames.length === 0) return [];
  const client = awsClient(CloudWatchClient, options);
  try {
    return await ask('cloudwatch:DescribeAlarms', AlarmNames.join(', '), async () => {
      const found: AlarmState[] = [];
      const pages = paginateDescribeAlarms({ client }, { AlarmNames: [...AlarmNames] });
      for await (const { MetricAlarms = [] } of pages) {
        found.push(
          ...MetricAlarms.map((alarm) => ({
            name: alarm.AlarmName ?? '',
            state: alarm.StateValue ?? '',
            description: alarm.AlarmDescription ?? '',
            isEnabled: alarm.ActionsEnabled ?? true,
            tells: alarm.AlarmActions ?? [],
          })),
        );
      }
      return found;
    });
  } finally {
    client.destroy();
  }
}
