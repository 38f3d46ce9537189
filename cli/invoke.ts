import type { TargetFilter } from '../lambda/config/select-targets.ts';
import {
  BRIEF_INVOCATION,
  type DeploymentOptions,
  INVOCATION,
  invokeDeployed,
} from './deployed-function.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import type { Output } from './output.ts';
import { renderReport } from './render/report.ts';

/** Options of `invoke`. */
export interface InvokeOptions extends DeploymentOptions, TargetFilter {
  readonly sweep?: boolean;
  readonly json?: boolean;
}

/** Lets the deployed function check on demand; with `sweep`, a whole sweep that also alerts. */
export async function invoke(options: InvokeOptions, out: Output): Promise<number> {
  const { environment, credential } = options;
  const event = options.sweep
    ? { action: 'sweep' }
    : {
        action: 'check',
        ...(environment === undefined ? {} : { environment }),
        ...(credential === undefined ? {} : { credential }),
      };
  return showAnswer(event, options, out);
}

/** Options of `status`. */
export interface StatusOptions extends DeploymentOptions {
  readonly json?: boolean;
}

/** Shows what the deployed function remembers, without any check. */
export async function status(options: StatusOptions, out: Output): Promise<number> {
  return showAnswer({ action: 'status' }, options, out, BRIEF_INVOCATION);
}

/** Sends one alert of event `test` through the real topic. */
export async function testAlert(options: StatusOptions, out: Output): Promise<number> {
  const report = await invokeDeployed({ action: 'test-alert' }, options, BRIEF_INVOCATION);
  if (options.json) out.json(report);
  else {
    out.line(`SNS took the test alert ${report.alerts[0]?.id ?? ''}.`);
    out.line('Every confirmed subscriber receives it within a minute.');
  }
  return EXIT.ok;
}

async function showAnswer(
  event: object,
  options: StatusOptions,
  out: Output,
  patience = INVOCATION,
): Promise<number> {
  const report = await invokeDeployed(event, options, patience);
  if (options.json) out.json(report);
  else renderReport(report, out, { status: true, details: true });
  return exitCodeOf(report);
}
