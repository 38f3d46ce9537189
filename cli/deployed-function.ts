import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { credentialsFault } from '../lambda/aws/credentials-fault.ts';
import { MonitorError, type MonitorErrorCode, nameOf } from '../lambda/errors.ts';
import type { Report } from '../lambda/report.ts';
import { type AwsOptions, awsSettings } from './aws-options.ts';

/** Which deployment is meant. */
export interface DeploymentOptions extends AwsOptions {
  /** The stack whose output names the function. */
  readonly stack: string;
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
  const name = options.function ?? (await functionName(options));
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

async function functionName(options: DeploymentOptions): Promise<string> {
  const client = new CloudFormationClient(awsSettings(options));
  const { Stacks } = await client
    .send(new DescribeStacksCommand({ StackName: options.stack }))
    .catch((cause: unknown) => {
      throw awsFault(
        cause,
        `Cannot find the stack ${options.stack} (${nameOf(cause)}).${nameOf(cause) === 'ValidationError' ? ' Deploy it, name it with --stack, or name the function with --function.' : ''}`,
      );
    });
  const output = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'MonitorFunctionName');
  if (output?.OutputValue) return output.OutputValue;
  throw new MonitorError(
    'FUNCTION_FAILED',
    `The stack ${options.stack} has no output MonitorFunctionName: is it a stack of this monitor?`,
  );
}

/** A fault of AWS in words: what every command needs first, else what this one was doing. */
function awsFault(cause: unknown, message: string): MonitorError {
  return credentialsFault(cause) ?? new MonitorError('FUNCTION_FAILED', message, { cause });
}
