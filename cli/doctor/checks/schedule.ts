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
      const { State, ScheduleExpression, Target } = await client.send(
        new GetScheduleCommand({ Name }),
      );
      const starts = Target?.Arn ?? '';
      const isRight = startsSweeps(starts, deployment.outputs);
      return [judgeSchedule({ state: State, expression: ScheduleExpression, isRight })];
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return [judgeSchedule(null)];
      throw error;
    } finally {
      client.destroy();
    }
  },
};

/** Whether what a schedule starts is what sweeps in this deployment. */
export function startsSweeps(
  startedArn: string,
  { SweepStateMachineArn, MonitorFunctionName }: Readonly<Record<string, string>>,
): boolean {
  return SweepStateMachineArn === undefined
    ? startedArn.split(':').at(-1) === MonitorFunctionName
    : startedArn === SweepStateMachineArn;
}

/** A schedule as it stands. */
export interface ScheduleState {
  readonly state: string | undefined;
  readonly expression: string | undefined;
  /** Whether it starts sweeps of this deployment. */
  readonly isRight: boolean;
}

/** What a schedule's state means; null: the stack has none. */
export function judgeSchedule(found: ScheduleState | null): Finding {
  if (found?.isRight === false) {
    return {
      verdict: 'problem',
      says: 'starts something else than the sweeps of this stack',
      todo: ['npx cdk deploy'],
    };
  }
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
