import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { MonitorError, nameOf } from '../../lambda/errors.ts';
import { awsSettings } from '../aws-options.ts';
import { awsFault, type StackOptions } from '../deployed-stack.ts';

/** A part of a deployed stack. */
export interface Resource {
  /** Such as `AWS::SNS::Topic`. */
  readonly type: string;
  readonly logicalId: string;
  /** Its name or ARN. */
  readonly physicalId: string;
}

/** A deployed stack as CloudFormation knows it. */
export interface Deployment {
  readonly stack: string;
  /** Such as `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: readonly Resource[];
}

/**
 * Reads what is deployed.
 *
 * @throws MonitorError `FUNCTION_FAILED` when there is no such stack, or none of this monitor
 */
export async function readDeployment(options: StackOptions): Promise<Deployment> {
  const client = new CloudFormationClient(awsSettings(options));
  const StackName = options.stack;
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const resources: Resource[] = [];
    for await (const page of paginateListStackResources({ client }, { StackName })) {
      for (const one of page.StackResourceSummaries ?? []) {
        const { ResourceType, LogicalResourceId, PhysicalResourceId } = one;
        if (!ResourceType || !LogicalResourceId || !PhysicalResourceId) continue;
        resources.push({
          type: ResourceType,
          logicalId: LogicalResourceId,
          physicalId: PhysicalResourceId,
        });
      }
    }
    const outputs = Object.fromEntries(
      (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
        OutputKey,
        OutputValue,
      ]),
    );
    if (!outputs.MonitorFunctionName || !outputs.StateTableName || !outputs.AlertTopicArn) {
      const message = `The stack ${StackName} is not one of this monitor: it lacks the outputs MonitorFunctionName, AlertTopicArn and StateTableName.`;
      throw new MonitorError('FUNCTION_FAILED', message);
    }
    return { stack: StackName, status: Stacks?.[0]?.StackStatus ?? '', outputs, resources };
  } catch (error) {
    if (error instanceof MonitorError) throw error;
    throw awsFault(
      error,
      `Cannot read the stack ${StackName} (${nameOf(error)}). Deploy it, or name it with --stack.`,
    );
  } finally {
    client.destroy();
  }
}

/** The parts of some type. */
export function resourcesOf({ resources }: Deployment, type: string): Resource[] {
  return resources.filter((one) => one.type === type);
}
