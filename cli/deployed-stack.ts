import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { credentialsFault } from '../lambda/aws/credentials-fault.ts';
import { MonitorError, nameOf } from '../lambda/errors.ts';
import { type AwsOptions, awsClient } from './aws-client.ts';

/** Which deployment is meant. */
export interface StackOptions extends AwsOptions {
  /** The stack whose outputs name its parts. */
  readonly stack: string;
}

/**
 * Reads an output of the deployed stack.
 *
 * @throws MonitorError `FUNCTION_FAILED` when there is no such stack, or none of this monitor
 */
export async function stackOutput(name: string, options: StackOptions): Promise<string> {
  const client = awsClient(CloudFormationClient, options);
  const { Stacks } = await client
    .send(new DescribeStacksCommand({ StackName: options.stack }))
    .catch((cause: unknown) => {
      throw awsFault(
        cause,
        `Cannot find the stack ${options.stack} (${nameOf(cause)}).${nameOf(cause) === 'ValidationError' ? ' Deploy it, name it with --stack, or name the part itself (--function, --table).' : ''}`,
      );
    });
  const output = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name);
  if (output?.OutputValue) return output.OutputValue;
  throw new MonitorError(
    'FUNCTION_FAILED',
    `The stack ${options.stack} has no output ${name}: is it a stack of this monitor?`,
  );
}

/** A fault of AWS in words: what every command needs first, else what this one was doing. */
export function awsFault(cause: unknown, message: string): MonitorError {
  return credentialsFault(cause) ?? new MonitorError('FUNCTION_FAILED', message, { cause });
}
