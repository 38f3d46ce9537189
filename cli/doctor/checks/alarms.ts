import type { AlarmState } from '../alarm-states.ts';
import { physicalIdOf } from '../deployed-monitor.ts';
import { type DoctorCheck, type Finding, ok, REVERT } from '../doctor-check.ts';

/** Whether the alarms about the monitor itself are quiet, and would not be if there were need. */
export const alarms: DoctorCheck = {
  title: 'Alarms',
  async look({ deployment, monitor, alarms: read }) {
    const names = monitor.parts.alarms.map((one) => physicalIdOf(deployment, one) ?? one.logicalId);
    return judgeAlarms(names, await read());
  },
};

/** What the states of alarms mean. */
export function judgeAlarms(names: readonly string[], found: readonly AlarmState[]): Finding[] {
  if (names.length === 0) {
    const says = 'there are none: nobody is told when the monitor itself fails';
    return [{ verdict: 'problem', says, todo: ['npx cdk deploy'] }];
  }
  const missing = names.filter((name) => !found.some((alarm) => alarm.name === name));
  const findings: Finding[] = [
    ...deleted(missing),
    ...found.filter(({ state }) => state === 'ALARM').map(firing),
    ...found.flatMap(silent),
  ];
  if (findings.length > 0) return findings;
  return [ok(names.length === 1 ? '1, quiet' : `${names.length}, all quiet`)];
}

function deleted(names: readonly string[]): Finding[] {
  if (names.length === 0) return [];
  const are = names.length === 1 ? 'was' : 'were';
  return [
    {
      verdict: 'problem',
      says: `${names.join(', ')} ${are} deleted: nobody is told when the monitor itself fails`,
      todo: [REVERT],
    },
  ];
}

function firing({ name, description }: AlarmState): Finding {
  return { verdict: 'problem', says: `${name} is in ALARM`, todo: [description].filter(Boolean) };
}

function silent({ name, isEnabled, tells }: AlarmState): Finding[] {
  if (!isEnabled) {
    return [
      {
        verdict: 'problem',
        says: `the actions of ${name} are switched off: it tells nobody`,
        todo: [`aws cloudwatch enable-alarm-actions --alarm-names ${name}`],
      },
    ];
  }
  if (tells.length > 0) return [];
  return [{ verdict: 'problem', says: `${name} has no action: it tells nobody`, todo: [REVERT] }];
}
