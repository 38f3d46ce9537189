import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { statusTable } from '../lambda/aws/status-table.ts';
import { systemClock } from '../lambda/clock.ts';
import { MonitorError, nameOf } from '../lambda/errors.ts';
import { awsClient } from './aws-client.ts';
import type { DeploymentOptions } from './deployed-function.ts';
import { readAlarms } from './doctor/alarm-states.ts';
import { ask, NotSeen } from './doctor/ask.ts';
import { alarms } from './doctor/checks/alarms.ts';
import { code } from './doctor/checks/code.ts';
import { credentials } from './doctor/checks/credentials.ts';
import { schedule } from './doctor/checks/schedule.ts';
import { slack } from './doctor/checks/slack.ts';
import { stack } from './doctor/checks/stack.ts';
import { subscriptions } from './doctor/checks/subscriptions.ts';
import { sweeps } from './doctor/checks/sweeps.ts';
import { conclusionOf, exitCodeOf } from './doctor/conclusion.ts';
import { findMonitor, physicalIdOf } from './doctor/deployed-monitor.ts';
import { readDeployment } from './doctor/deployment.ts';
import type { DoctorCheck, DoctorTools, Finding } from './doctor/doctor-check.ts';
import { readSchedule } from './doctor/schedule-state.ts';
import { completeStep, isCommand } from './doctor/steps.ts';
import { EXIT } from './exit-code.ts';
import { type Output, wrap } from './output.ts';

/** Options of `doctor`. */
export interface DoctorOptions extends DeploymentOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** What is looked at, in the order in which it is shown. */
const CHECKS: readonly DoctorCheck[] = [
  stack,
  schedule,
  sweeps,
  subscriptions,
  slack,
  alarms,
  credentials,
  code,
];

/**
 * Examines a deployment from outside, and says what is wrong with it. Changes nothing.
 *
 * @returns 0 when all is well, 1 for a problem, 2 when something could not be looked at
 */
export async function doctor(options: DoctorOptions, out: Output): Promise<number> {
  const tools = await toolsFor(options);
  const examined = await Promise.all(
    CHECKS.map(async ({ title, look }) => {
      const findings = await findingsOf(look, tools);
      return { title, findings: findings.map((one) => completed(one, options)) };
    }),
  );
  const exitCode = exitCodeOf(examined);
  const conclusion = conclusionOf(examined);
  if (options.json) {
    const isGood = exitCode === EXIT.ok;
    out.json({ stack: options.stack, isGood, conclusion, examined });
    return exitCode;
  }
  for (const { title, findings } of examined) {
    for (const finding of findings) showFinding(title, finding, out);
  }
  out.line();
  for (const line of wrap(conclusion, out.width)) out.line(line);
  return exitCode;
}

async function toolsFor(options: DoctorOptions): Promise<DoctorTools> {
  const deployment = await readDeployment(options);
  const monitor = findMonitor(deployment, options.function);
  const { schedule: part, alarms: watching } = monitor.parts;
  const scheduleId = part && physicalIdOf(deployment, part);
  const alarmNames = watching.flatMap((one) => physicalIdOf(deployment, one) ?? []);
  return {
    deployment,
    monitor,
    aws: options,
    clock: systemClock,
    schedule: once(async () => (scheduleId ? readSchedule(scheduleId, options) : null)),
    alarms: once(() => readAlarms(alarmNames, options)),
    statuses: once(async () => {
      const client = awsClient(DynamoDBClient, options);
      try {
        const table = statusTable(client, monitor.tableName, 0);
        return await ask('dynamodb:Query', monitor.tableName, () => table.readAll());
      } finally {
        client.destroy();
      }
    }),
    directory: process.cwd(),
    config: options.config,
  };
}

/** Reads at the first call, and has the same for all others. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}

async function findingsOf(
  look: DoctorCheck['look'],
  tools: DoctorTools,
): Promise<readonly Finding[]> {
  try {
    return await look(tools);
  } catch (error) {
    if (error instanceof NotSeen) {
      return [{ verdict: 'unknown', says: error.message, todo: error.todo }];
    }
    const reason = error instanceof MonitorError ? error.message : nameOf(error);
    return [{ verdict: 'unknown', says: `could not be looked at: ${reason}` }];
  }
}

function completed(finding: Finding, options: DoctorOptions): Finding {
  const { todo } = finding;
  if (todo === undefined) return finding;
  return { ...finding, todo: todo.map((step) => completeStep(step, options)) };
}

const MARKS = {
  ok: ['ok', 'green'],
  problem: ['FAIL', 'red'],
  warning: ['!', 'yellow'],
  unknown: ['??', 'yellow'],
} as const;

const TITLE_WIDTH = 13;

function showFinding(title: string, { verdict, says, todo = [] }: Finding, out: Output): void {
  const [mark, format] = MARKS[verdict];
  const indent = ' '.repeat(6 + TITLE_WIDTH);
  const [first = '', ...rest] = wrap(says, out.width - indent.length);
  out.line(`${out.style(format, mark.padStart(4))}  ${title.padEnd(TITLE_WIDTH)}${first}`);
  for (const line of rest) out.line(indent + line);
  for (const [index, step] of todo.entries()) {
    const lines = isCommand(step) ? [step] : wrap(step, out.width - indent.length - 3);
    lines.forEach((line, at) => {
      out.line(`${indent}${at === 0 ? `${index + 1}. ` : '   '}${line}`);
    });
  }
}
