import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Template } from './synthesis.ts';

/** How to reach the emulator in one region. */
export interface Access {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A function's configuration, its variables resolved. */
export interface DeployedFunction {
  readonly handler: string;
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string>>;
}

/** A stack as it stands in AWS, with its function. */
export interface Stack extends DeployedFunction {
  readonly tableName: string;
  readonly topicArn: string;
  /** Draws the dashboard's widget; null where a stack says nothing of it. */
  readonly widget: DeployedFunction | null;
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
    tableName: output(outputs, 'StateTableName'),
    topicArn: output(outputs, 'AlertTopicArn'),
  };
}

async function functionOf(name: string, access: Access): Promise<DeployedFunction> {
  const { Handler, Timeout, Environment } = await new LambdaClient(access).send(
    new GetFunctionConfigurationCommand({ FunctionName: name }),
  );
  return {
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
