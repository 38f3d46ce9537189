import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { MonitorError, type MonitorErrorCode, nameOf } from '../lambda/errors.ts';
import type { Report } from '../lambda/report.ts';
import { awsClient, type Patience } from './aws-client.ts';
import { awsFault, type StackOptions, stackOutput } from './deployed-stack.ts';

/** Which deployment is meant. */
export interface DeploymentOptions extends StackOptions {
  /** The function itself, where its name is known. */
  readonly function?: string;
}

/** A sweep takes its time, at most what Lambda allows; it is not started again by a second attempt. */
export const INVOCATION: Patience = { answerMs: 900_000, attempts: 1 };

/** For what the function answers without asking Qonto. */
export const BRIEF_INVOCATION: Patience = { answerMs: 60_000, attempts: 1 };

/**
 * Invokes the deployed function and waits for its report.
 *
 * @throws MonitorError `FUNCTION_FAILED` when it cannot be found or invoked; with the function's own
 * code when it refuses or fails
 */
export async function invokeDeployed(
  event: object,
  options: DeploymentOptions,
  patience = INVOCATION,
): Promise<Report> {
  const name = options.function ?? (await stackOutput('MonitorFunctionName', options));
  const client = awsClient(LambdaClient, options, patience);
  const answer = await client
    .send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }))
    .catch((cause: unknown) => {
      throw awsFault(cause, `Cannot invoke ${name} (${nameOf(cause)}).`);
    });
  return reportIn(answer, event, name);
}

/**
 * The report in an answer of the function.
 *
 * @throws MonitorError `FUNCTION_FAILED` when the function failed, or what it answers is no report;
 * `EVENT_INVALID` when it refuses the event
 */
export function reportIn(
  { Payload, FunctionError }: Pick<InvokeCommandOutput, 'Payload' | 'FunctionError'>,
  event: object,
  name: string,
): Report {
  const text = Payload?.transformToString() ?? '';
  const payload = parsed(text);
  if (FunctionError !== undefined) {
    const { errorType, errorMessage } = (payload ?? {}) as Record<string, string | undefined>;
    const code = errorType === 'EVENT_INVALID' ? 'EVENT_INVALID' : 'FUNCTION_FAILED';
    throw new MonitorError(
      code satisfies MonitorErrorCode,
      errorMessage ?? `${name} failed, and says no more.`,
    );
  }
  if (isReport(payload)) return payload;
  const message = `${name} was asked for ${JSON.stringify(event)} and answered ${text.length} characters that are no report: it is not the function of this monitor, or of another version.`;
  throw new MonitorError('FUNCTION_FAILED', message);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isReport(payload: unknown): payload is Report {
  const { results, summary } = (payload ?? {}) as { results?: unknown; summary?: unknown };
  return Array.isArray(results) && typeof summary === 'object' && summary !== null;
}
