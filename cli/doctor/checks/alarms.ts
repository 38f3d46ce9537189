import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { resourcesOf } from '../deployment.ts';
import { type DoctorCheck, type Finding, ok } from '../doctor-check.ts';

/** An alarm as it stands. */
export interface AlarmState {
  readonly name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  readonly description: string;
  /** Whether it may tell anybody. */
  readonly isEnabled: boolean;
}

/** Whether the alarms about the monitor itself are quiet, and would not be if there were need. */
export const alarms: DoctorCheck = {
  title: 'Alarms',
  async look({ deployment, settings }) {
    const names = resourcesOf(deployment, 'AWS::CloudWatch::Alarm').map((one) => one.physicalId);
    if (names.length === 0) return judgeAlarms([], []);
    const client = new CloudWatchClient(settings);
    try {
      const { MetricAlarms = [] } = await client.send(
        new DescribeAlarmsCommand({ AlarmNames: names }),
      );
      const found = MetricAlarms.map((alarm) => ({
        name: alarm.AlarmName ?? '',
        state: alarm.StateValue ?? '',
        description: alarm.AlarmDescription ?? '',
        isEnabled: alarm.ActionsEnabled ?? true,
      }));
      return judgeAlarms(names, found);
    } finally {
      client.destroy();
    }
  },
};

/** What the states of alarms mean. */
export function judgeAlarms(names: readonly string[], found: readonly AlarmState[]): Finding[] {
  const missing = names.filter((name) => !found.some((alarm) => alarm.name === name));
  const findings: Finding[] = [
    ...missing.map(
      (name): Finding => ({
        verdict: 'problem',
        says: `${name} was deleted: nobody is told when the monitor itself fails`,
        todo: ['npx cdk deploy'],
      }),
    ),
    ...found.filter(({ state }) => state === 'ALARM').map(firing),
    ...found
      .filter(({ isEnabled }) => !isEnabled)
      .map(
        ({ name }): Finding => ({
          verdict: 'warning',
          says: `the actions of ${name} are switched off: it tells nobody`,
        }),
      ),
  ];
  if (findings.length > 0) return findings;
  if (names.length === 0) {
    return [{ verdict: 'warning', says: 'there are none about the monitor itself' }];
  }
  return [ok(names.length === 1 ? '1, quiet' : `${names.length}, all quiet`)];
}

function firing({ name, description }: AlarmState): Finding {
  return { verdict: 'problem', says: `${name} is in ALARM`, todo: [description].filter(Boolean) };
}
