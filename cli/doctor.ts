import { systemClock } from '../lambda/clock.ts';
import { MonitorError, nameOf } from '../lambda/errors.ts';
import { awsSettings } from './aws-options.ts';
import { type DeploymentOptions, invokeDeployed } from './deployed-function.ts';
import { alarms } from './doctor/checks/alarms.ts';
import { code } from './doctor/checks/code.ts';
import { schedule } from './doctor/checks/schedule.ts';
import { secrets } from './doctor/checks/secrets.ts';
import { slack } from './doctor/checks/slack.ts';
import { stack } from './doctor/checks/stack.ts';
import { subscriptions } from './doctor/checks/subscriptions.ts';
import { sweeps } from './doctor/checks/sweeps.ts';
import { readDeployment } from './doctor/deployment.ts';
import type { DoctorCheck, DoctorTools, Finding } from './doctor/doctor-check.ts';
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
  secrets,
  code,
];

/**
 * Examines a deployment from outside, and says what is wrong with it. Changes nothing.
 *
 * @returns 0 when all is well, 1 for a problem, 2 when something could not be looked at
 */
export async function doctor(options: DoctorOptions, out: Output): Promise<number> {
  const deployment = await readDeployment(options);
  const tools: DoctorTools = {
    deployment,
    settings: awsSettings(options),
    clock: systemClock,
    checkNow: () =>
      invokeDeployed(
        { action: 'check' },
        { ...options, function: options.function ?? deployment.outputs.MonitorFunctionName ?? '' },
      ),
    directory: process.cwd(),
    ...(options.config === undefined ? {} : { config: options.config }),
  };
  const examined = await Promise.all(
    CHECKS.map(async ({ title, look }) => ({ title, findings: await findingsOf(look, tools) })),
  );
  const findings = examined.flatMap((one) => one.findings);
  if (options.json) out.json({ stack: deployment.stack, isGood: isGood(findings), examined });
  else {
    for (const { title, findings } of examined) {
      for (const finding of findings) showFinding(title, finding, out);
    }
    out.line();
    out.line(conclusion(findings));
  }
  return exitCodeOf(findings);
}

async function findingsOf(
  look: DoctorCheck['look'],
  tools: DoctorTools,
): Promise<readonly Finding[]> {
  try {
    return await look(tools);
  } catch (error) {
    const reason = error instanceof MonitorError ? error.message : nameOf(error);
    return [{ verdict: 'unknown', says: `could not be looked at: ${reason}` }];
  }
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
    const isCommand = /^(?:npx|aws) /.test(step);
    const lines = isCommand ? [step] : wrap(step, out.width - indent.length - 3);
    lines.forEach((line, at) => {
      out.line(`${indent}${at === 0 ? `${index + 1}. ` : '   '}${line}`);
    });
  }
}

function isGood(findings: readonly Finding[]): boolean {
  return exitCodeOf(findings) === EXIT.ok;
}

function conclusion(findings: readonly Finding[]): string {
  const problems = findings.filter(({ verdict }) => verdict === 'problem').length;
  if (problems > 0) return `Not good: ${problems === 1 ? '1 problem' : `${problems} problems`}.`;
  return isGood(findings) ? 'Good.' : 'Good as far as could be seen.';
}

function exitCodeOf(findings: readonly Finding[]): number {
  const has = (wanted: Finding['verdict']) => findings.some(({ verdict }) => verdict === wanted);
  if (has('problem')) return EXIT.rejected;
  return has('unknown') ? EXIT.inconclusive : EXIT.ok;
}
