import {
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { resourcesOf } from '../deployment.ts';
import { type DoctorCheck, type Finding, ok } from '../doctor-check.ts';

/** Whether sweeps are started at all. */
export const schedule: DoctorCheck = {
  title: 'Schedule',
  async look({ deployment, settings }) {
    const [found] = resourcesOf(deployment, 'AWS::Scheduler::Schedule');
    if (found === undefined) return [judgeSchedule(null)];
    const client = new SchedulerClient(settings);
    try {
      // The physical id of a schedule is its name, with its group before it where it has one.
      const Name = found.physicalId.split('|').at(-1) ?? '';
      const { State: state, ScheduleExpression: expression } = await client.send(
        new GetScheduleCommand({ Name }),
      );
      return [judgeSchedule({ state, expression })];
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return [judgeSchedule(null)];
      throw error;
    } finally {
      client.destroy();
    }
  },
};

/** What a schedule's state means; null: the stack has none. */
export function judgeSchedule(
  found: { readonly state: string | undefined; readonly expression: string | undefined } | null,
): Finding {
  if (found?.state === 'ENABLED') return ok(`enabled, ${found.expression}`);
  if (found?.state === 'DISABLED') {
    return {
      verdict: 'problem',
      says: 'disabled: nothing is checked',
      todo: ['Enable it in EventBridge Scheduler, or deploy: npx cdk deploy'],
    };
  }
  return {
    verdict: 'problem',
    says: 'there is none: nothing is checked',
    todo: ['npx cdk deploy'],
  };
}
