import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { definitionIn } from '../../simulator/state-machine/template.ts';
import type { Template } from './synthesis.ts';

/** How to reach the emulator in one region. */
export interface Access {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A function's configuration, its variables resolved. */
export interface DeployedFunction {
  readonly arn: string;
  readonly handler: string;
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string>>;
}

/** A state machine that sweeps, and what it works with. */
export interface DeployedSweeps {
  /** Its definition, in which all names stand. */
  readonly definition: string;
  readonly functions: readonly DeployedFunction[];
  readonly bucketName: string;
}

/** A stack as it stands in AWS, with its function. */
export interface Stack extends DeployedFunction {
  readonly tableName: string;
  readonly topicArn: string;
  /** Draws the dashboard's widget; null where a stack says nothing of it. */
  readonly widget: DeployedFunction | null;
  /** Sweeps in steps; null where the function does it. */
  readonly sweeps: DeployedSweeps | null;
}

/** Creates a stack from a template, and reads what it came to. */
export async function createStack(
  name: string,
  template: Template,
  access: Access,
): Promise<Stack> {
  const cloudFormation = new CloudFormationClient(access);
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: name,
      TemplateBody: JSON.stringify(withoutAssets(template)),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  const { reason } = await waitUntilStackCreateComplete(
    { client: cloudFormation, minDelay: 1, maxWaitTime: 30 },
    { StackName: name },
  );
  const outputs: Record<string, string> = Object.fromEntries(
    (reason.Stacks[0].Outputs ?? []).map((output: Record<string, string>) => [
      output.OutputKey,
      output.OutputValue,
    ]),
  );
  const { DashboardFunctionArn: widget } = outputs;
  return {
    ...(await functionOf(output(outputs, 'MonitorFunctionName'), access)),
    widget: widget === undefined ? null : await functionOf(widget, access),
    sweeps: await sweepsOf(name, template, access),
    tableName: output(outputs, 'StateTableName'),
    topicArn: output(outputs, 'AlertTopicArn'),
  };
}

async function sweepsOf(
  name: string,
  template: Template,
  access: Access,
): Promise<DeployedSweeps | null> {
  const { StackResources = [] } = await new CloudFormationClient(access).send(
    new DescribeStackResourcesCommand({ StackName: name }),
  );
  const physical = new Map(
    StackResources.map(({ LogicalResourceId, PhysicalResourceId = '' }) => [
      LogicalResourceId ?? '',
      PhysicalResourceId,
    ]),
  );
  const idsOf = (type: string) =>
    Object.entries(template.Resources).flatMap(([id, { Type }]) =>
      Type === type && id.includes('Sweeps') ? [id] : [],
    );
  if (idsOf('AWS::StepFunctions::StateMachine').length === 0) return null;
  const functions = new Map<string, DeployedFunction>();
  for (const id of idsOf('AWS::Lambda::Function')) {
    functions.set(id, await functionOf(physical.get(id) ?? '', access));
  }
  const [bucketId = ''] = idsOf('AWS::S3::Bucket');
  return {
    definition: definitionIn(template, {
      ref: (id) => physical.get(id) ?? '',
      attribute: (id) => functions.get(id)?.arn ?? '',
    }),
    functions: [...functions.values()],
    bucketName: physical.get(bucketId) ?? '',
  };
}

async function functionOf(name: string, access: Access): Promise<DeployedFunction> {
  const { FunctionArn, Handler, Timeout, Environment } = await new LambdaClient(access).send(
    new GetFunctionConfigurationCommand({ FunctionName: name }),
  );
  return {
    arn: FunctionArn ?? '',
    handler: Handler ?? '',
    timeoutMs: (Timeout ?? 0) * 1_000,
    env: Environment?.Variables ?? {},
  };
}

/** The emulator has no assets and is not bootstrapped: the code is run from the asset's folder. */
function withoutAssets(template: Template): Template {
  const copy = structuredClone(template);
  delete copy.Rules;
  delete copy.Parameters?.BootstrapVersion;
  for (const { Type, Properties } of Object.values(copy.Resources)) {
    if (Type === 'AWS::Lambda::Function') {
      // What the template says of the code stays in it.
      Properties.Code = { ...Object(Properties.Code), ZipFile: 'exports.handler = async () => 0' };
    }
  }
  return copy;
}

function output(outputs: Readonly<Record<string, string>>, name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`The stack has no output ${name}.`);
  return value;
}
