import { MonitorError } from '../../lambda/errors.ts';
import type { Deployment } from './deployment.ts';
import { type MonitorParts, monitorsIn, type Part, variableOf } from './monitor-parts.ts';
import { valueAt } from './template.ts';

/** A monitor of a deployed stack. */
export interface DeployedMonitor {
  readonly parts: MonitorParts;
  readonly functionName: string;
  readonly tableName: string;
  readonly topicArn: string;
}

/** The name or ARN of a part; null where it was never created. */
export function physicalIdOf({ physicalIds }: Deployment, part: Part): string | null {
  return physicalIds[part.logicalId] ?? null;
}

/**
 * Finds the monitor that is meant: the named one, else that of the outputs, else the only one.
 *
 * @param functionName the name or ARN of its function
 * @throws MonitorError `FUNCTION_FAILED` when there is none, `USAGE_INVALID` when one must be named
 */
export function findMonitor(
  deployment: Deployment,
  functionName: string | undefined,
): DeployedMonitor {
  const { stack, outputs } = deployment;
  const found = monitorsIn(deployment.template).map((parts) => ({
    parts,
    name: physicalIdOf(deployment, parts.function) ?? '',
  }));
  if (found.length === 0) {
    const message = `The stack ${stack} holds no monitor. Name the stack that does with --stack.`;
    throw new MonitorError('FUNCTION_FAILED', message);
  }
  const wanted = functionName ?? outputs.MonitorFunctionName;
  const isWanted = ({ name }: { name: string }) => name === nameIn(wanted ?? '');
  // An output of that name may be of something else.
  const only = functionName === undefined && found.length === 1 ? found[0] : undefined;
  const chosen = found.find(isWanted) ?? only;
  if (chosen === undefined) {
    const names = found.map(({ name }) => name).join(', ');
    throw new MonitorError(
      'USAGE_INVALID',
      functionName === undefined
        ? `The stack ${stack} holds ${found.length} monitors. Name the function of one with --function: ${names}.`
        : `The stack ${stack} holds no monitor whose function is ${functionName}. There is: ${names}.`,
    );
  }
  const { parts, name } = chosen;
  const isOfOutputs = outputs.MonitorFunctionName === name;
  const resolve = (variable: string, output: string) =>
    resolved(deployment, variableOf(parts.function, variable)) ??
    (isOfOutputs ? outputs[output] : undefined) ??
    '';
  return {
    parts,
    functionName: name,
    tableName: resolve('STATE_TABLE_NAME', 'StateTableName'),
    topicArn: resolve('ALERT_TOPIC_ARN', 'AlertTopicArn'),
  };
}

/** The name in an ARN of a function, without a version or an alias. */
function nameIn(nameOrArn: string): string {
  return /:function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

/** A text, or the name of the part that is referred to; what other stacks know stays unknown. */
function resolved({ physicalIds }: Deployment, value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const id = valueAt(value, 'Ref');
  return typeof id === 'string' ? physicalIds[id] : undefined;
}
