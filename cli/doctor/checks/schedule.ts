import { physicalIdOf } from '../deployed-monitor.ts';
import { type DoctorCheck, type Finding, ok, REVERT } from '../doctor-check.ts';
import type { ScheduleState } from '../schedule-state.ts';

/** Whether sweeps are started at all. */
export const schedule: DoctorCheck = {
  title: 'Schedule',
  async look({ deployment, monitor, schedule: read }) {
    const { stateMachine } = monitor.parts;
    const machine = stateMachine && physicalIdOf(deployment, stateMachine);
    const starts = machine
      ? { what: 'the state machine', id: machine }
      : { what: 'the function', id: monitor.functionName };
    return [judgeSchedule(await read(), starts)];
  },
};

/** What a schedule should start: its name or ARN. */
export interface Started {
  readonly what: string;
  readonly id: string;
}

/** What a schedule's state means; null: there is none. */
export function judgeSchedule(found: ScheduleState | null, { what, id }: Started): Finding {
  if (found === null) {
    return {
      verdict: 'problem',
      says: 'there is none: nothing is checked',
      todo: [REVERT],
    };
  }
  if (found.state !== 'ENABLED') {
    return {
      verdict: 'problem',
      says: 'disabled: nothing is checked',
      todo: [REVERT],
    };
  }
  if (found.target !== id && !found.target.endsWith(`:${id}`)) {
    return {
      verdict: 'problem',
      says: `enabled, ${found.expression}, but it starts ${found.target} and not ${what}`,
      todo: [REVERT],
    };
  }
  return ok(`enabled, ${found.expression}, starts ${what}`);
}
