import { Aspects, CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** One output of a monitor. */
export interface MonitorOutput {
  /** The logical id, by which the command line finds it. */
  readonly name: string;
  readonly value: string;
  readonly description: string;
}

/** Tells the outputs of monitors from those of the stack around them. */
class Output extends CfnOutput {}

/**
 * Adds the outputs that the command line looks for to the stack of a monitor. Names are of a stack:
 * its first monitor has them, a second one is found by the name of its function. An output that the
 * stack's author has given one of these names stays, and stands for it.
 */
export function addOutputs(scope: Construct, outputs: () => readonly MonitorOutput[]): void {
  const stack = Stack.of(scope);
  const outputsOfStack = () =>
    stack.node
      .findAll()
      .filter((one): one is CfnOutput => one instanceof CfnOutput && Stack.of(one) === stack);
  if (outputsOfStack().some((one) => one instanceof Output)) return;

  const own = outputs().map(({ name, value, description }) => {
    const output = new Output(scope, name, { value, description });
    // Kept from CDK's renaming.
    output.overrideLogicalId(name);
    return output;
  });
  // The author's may come later than the monitor.
  Aspects.of(scope).add({
    visit: (node) => {
      if (node !== scope) return;
      const idOf = (output: CfnOutput) => stack.resolve(output.logicalId);
      const taken = new Set(
        outputsOfStack()
          .filter((one) => !(one instanceof Output))
          .map(idOf),
      );
      for (const output of own) {
        if (taken.has(idOf(output))) scope.node.tryRemoveChild(output.node.id);
      }
    },
  });
}
