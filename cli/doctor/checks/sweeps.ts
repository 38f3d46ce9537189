import { describeDuration } from '../../../lambda/config/duration.ts';
import { intervalsOf, scheduleFaults } from '../../../lambda/config/schedule.ts';
import { shellWord } from '../../../lambda/diagnosis/remedy.ts';
import type { StatusSnapshot } from '../../../lambda/monitor/ports.ts';
import { physicalIdOf } from '../deployed-monitor.ts';
import { type DoctorCheck, type Finding, ok } from '../doctor-check.ts';
import type { MonitorParts } from '../monitor-parts.ts';
import { valueAt } from '../template.ts';

const MINUTE_MS = 60_000;

/** An alert that waits for longer than this fails the sweeps. */
const OVERDUE_MS = 15 * MINUTE_MS;

/** Whether sweeps come to their end, and alerts to their subscribers. */
export const sweeps: DoctorCheck = {
  title: 'Sweeps',
  async look({ deployment, monitor, statuses, schedule, clock }) {
    const snapshot = await statuses();
    // Where it was deleted or may not be read, what was deployed is the measure.
    const deployed = valueAt(monitor.parts.schedule?.properties, 'ScheduleExpression');
    const found = await schedule().catch(() => null);
    const { stateMachine } = monitor.parts;
    const machine = stateMachine && physicalIdOf(deployment, stateMachine);
    return judgeSweeps(snapshot, {
      runsIn: machine,
      now: clock.now(),
      expression: found?.expression ?? (typeof deployed === 'string' ? deployed : null),
      runSeconds: runSecondsOf(monitor.parts),
      deployedAt: deployment.changedAt,
    });
  },
};

/** What a last sweep is measured by. */
export interface SweepMeasure {
  /** The ARN of the state machine that sweeps; null: the function does. */
  readonly runsIn: string | null;
  /** Epoch milliseconds. */
  readonly now: number;
  /** How often sweeps are started; null: they are not. */
  readonly expression: string | null;
  /** How long a sweep may take: what is remembered of it is its beginning, once it has ended. */
  readonly runSeconds: number;
  /** Epoch milliseconds. */
  readonly deployedAt: number;
}

/** What the status table says of sweeps and alerts. */
export function judgeSweeps(
  { records, lastSweepAt, mutes }: Pick<StatusSnapshot, 'records' | 'lastSweepAt' | 'mutes'>,
  measure: SweepMeasure,
): Finding[] {
  const { now } = measure;
  const owed = records
    .flatMap(({ outbox }) => Object.values(outbox))
    .filter(({ occurredAt }) => now - Date.parse(occurredAt) > OVERDUE_MS);
  const [oldest] = owed.map(({ occurredAt }) => occurredAt).toSorted();
  const count = new Set(owed.map(({ id }) => id)).size;
  return [
    judgeLastSweep(lastSweepAt === null ? null : Date.parse(lastSweepAt), measure),
    ...(count > 0
      ? [
          {
            verdict: 'problem',
            says: `${count === 1 ? '1 alert waits' : `${count} alerts wait`} for delivery since ${oldest}`,
            todo: [
              'Look at the function\'s log for "alert not delivered".',
              'npx qonto-auth-monitor test-alert',
            ],
          } as const,
        ]
      : []),
    ...mutes
      .filter(({ until }) => Date.parse(until) > now)
      .map(
        ({ environment, credential, until }): Finding => ({
          verdict: 'warning',
          says: `${environment}/${credential} is muted until ${until}`,
          todo: [
            `npx qonto-auth-monitor unmute -e ${shellWord(environment)} -c ${shellWord(credential)}`,
          ],
        }),
      ),
  ];
}

function judgeLastSweep(lastSweepAt: number | null, measure: SweepMeasure): Finding {
  const { runsIn, now, expression, deployedAt } = measure;
  const sweep =
    runsIn === null
      ? 'npx qonto-auth-monitor invoke --sweep'
      : `aws stepfunctions start-execution --state-machine-arn ${runsIn}`;
  const todo =
    runsIn === null
      ? ["Look at the function's log, which says why.", sweep]
      : ['Look at the last executions of the state machine, which say why.', sweep];
  const staleAfterMs = staleAfter(measure);
  if (lastSweepAt === null) {
    if (staleAfterMs !== null && now - deployedAt <= staleAfterMs) {
      const since = describeDuration(now - deployedAt);
      return {
        verdict: 'warning',
        says: `none has finished yet, ${since} after the deployment`,
        todo: [sweep],
      };
    }
    return { verdict: 'problem', says: 'none has finished yet', todo };
  }
  const says = `the last one began ${describeDuration(now - lastSweepAt)} ago`;
  if (staleAfterMs === null) {
    const why =
      expression === null ? 'no schedule' : `no schedule that is understood (${expression})`;
    return { verdict: 'unknown', says: `${says}; there is ${why} to measure that by` };
  }
  if (now - lastSweepAt <= staleAfterMs) return ok(says);
  const limit = describeDuration(staleAfterMs);
  return {
    verdict: 'problem',
    says: `${says}; by ${expression} and the time of a run it may be ${limit} old`,
    todo,
  };
}

/** After how many milliseconds a last sweep is too old; null where nothing says so. */
function staleAfter({ runsIn, expression, runSeconds }: SweepMeasure): number | null {
  if (expression === null || scheduleFaults(expression).length > 0) return null;
  const { longest, longestThree } = intervalsOf(expression);
  const runMinutes = runSeconds / 60;
  // A state machine begins no sweep while one is under way, however often it is started.
  const intervals = runsIn === null ? longestThree : Math.max(longestThree, longest + runMinutes);
  return (intervals + runMinutes) * MINUTE_MS;
}

/** How long a sweep may run: until the function's timeout, or that of the state machine. */
export function runSecondsOf({ function: checks, stateMachine }: MonitorParts): number {
  // In the definition ARNs stand between texts. No step has more time than the whole machine.
  const definition = JSON.stringify(valueAt(stateMachine?.properties, 'DefinitionString')) ?? '';
  const seconds = [...definition.matchAll(/TimeoutSeconds\\*":(\d+)/g)].map(([, found]) =>
    Number(found),
  );
  return Math.max(Number(valueAt(checks.properties, 'Timeout') ?? 0), ...seconds);
}
