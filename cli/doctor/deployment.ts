import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { MonitorError, nameOf } from '../../lambda/errors.ts';
import { awsClient } from '../aws-client.ts';
import { awsFault, type StackOptions } from '../deployed-stack.ts';
import type { Template } from './template.ts';

/** A deployed stack as CloudFormation knows it. */
export interface Deployment {
  readonly stack: string;
  /** Its ARN, which names account and region. */
  readonly arn: string;
  /** Such as `UPDATE_COMPLETE`. */
  readonly status: string;
  /** When it was created or changed last, epoch milliseconds. */
  readonly changedAt: number;
  readonly outputs: Readonly<Record<string, string>>;
  /** Names or ARNs of its parts, by logical id. */
  readonly physicalIds: Readonly<Record<string, string>>;
  readonly template: Template;
}

/**
 * Reads what is deployed.
 *
 * @throws MonitorError `FUNCTION_FAILED` when there is no such stack, or it cannot be read
 */
export async function readDeployment(options: StackOptions): Promise<Deployment> {
  const client = awsClient(CloudFormationClient, options);
  const StackName = options.stack;
  const reading = { permission: '' };
  try {
    reading.permission = 'cloudformation:DescribeStacks';
    const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    reading.permission = 'cloudformation:ListStackResources';
    const physicalIds: Record<string, string> = {};
    for await (const page of paginateListStackResources({ client }, { StackName })) {
      for (const { LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
        if (LogicalResourceId && PhysicalResourceId) {
          physicalIds[LogicalResourceId] = PhysicalResourceId;
        }
      }
    }
    reading.permission = 'cloudformation:GetTemplate';
    const { TemplateBody = '{}' } = await client.send(
      new GetTemplateCommand({ StackName, TemplateStage: 'Original' }),
    );
    return {
      stack: StackName,
      arn: found?.StackId ?? '',
      status: found?.StackStatus ?? '',
      changedAt: (found?.LastUpdatedTime ?? found?.CreationTime ?? new Date(0)).getTime(),
      outputs: Object.fromEntries(
        (found?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
          OutputKey,
          OutputValue,
        ]),
      ),
      physicalIds,
      template: parseTemplate(TemplateBody, StackName),
    };
  } catch (error) {
    if (error instanceof MonitorError) throw error;
    const isMissing = nameOf(error) === 'ValidationError';
    throw awsFault(
      error,
      isMissing
        ? `There is no stack ${StackName} here (${nameOf(error)}). Deploy it, or name it with --stack, and its region with --region.`
        : `Cannot read the stack ${StackName}: asked for ${reading.permission}, AWS answered ${nameOf(error)}.`,
    );
  } finally {
    client.destroy();
  }
}

function parseTemplate(body: string, stack: string): Template {
  try {
    return JSON.parse(body);
  } catch (cause) {
    const message = `The template of the stack ${stack} is no JSON, which CDK writes: the monitor's parts cannot be told from others.`;
    throw new MonitorError('FUNCTION_FAILED', message, { cause });
  }
}
