import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { MonitorError, type MonitorErrorCode, nameOf } from '../lambda/errors.ts';
import type { Report } from '../lambda/report.ts';
import { awsSettings } from './aws-options.ts';
import { awsFault, type StackOptions, stackOutput } from './deployed-stack.ts';

/** Which deployment is meant. */
export interface DeploymentOptions extends StackOptions {
  /** The function itself, where its name is known. */
  readonly function?: string;
}

/**
 * Invokes the deployed function and waits for its report.
 *
 * @throws MonitorError `FUNCTION_FAILED` when it cannot be found or invoked; with the function's own
 * code when it refuses or fails
 */
export async function invokeDeployed(event: object, options: DeploymentOptions): Promise<Report> {
  const name = options.function ?? (await stackOutput('MonitorFunctionName', options));
  const client = new LambdaClient(awsSettings(options));
  const answer = await client
    .send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }))
    .catch((cause: unknown) => {
      throw awsFault(cause, `Cannot invoke ${name} (${nameOf(cause)}).`);
    });
  const payload: unknown = JSON.parse(answer.Payload?.transformToString() || 'null');
  if (answer.FunctionError === undefined) return payload as Report;
  const { errorType, errorMessage } = (payload ?? {}) as Record<string, string | undefined>;
  const code = errorType === 'EVENT_INVALID' ? 'EVENT_INVALID' : 'FUNCTION_FAILED';
  throw new MonitorError(code satisfies MonitorErrorCode, errorMessage ?? `${name} failed.`);
}
