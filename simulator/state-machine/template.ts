/** A template of CloudFormation, as far as it matters here. */
export interface MachineTemplate {
  readonly Resources: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }
    >
  >;
}

/** What a logical id stands for. */
export interface Physical {
  /** What `Ref` gives. */
  ref(logicalId: string): string;
  /** What `Fn::GetAtt` gives. */
  attribute(logicalId: string, name: string): string;
}

/**
 * The definition of the one state machine in a synthesized template, its references resolved.
 *
 * @throws Error when there is not exactly one, or a reference is not understood
 */
export function definitionIn({ Resources }: MachineTemplate, physical: Physical): string {
  const machines = Object.values(Resources).filter(
    ({ Type }) => Type === 'AWS::StepFunctions::StateMachine',
  );
  const [machine] = machines;
  if (machines.length !== 1 || machine === undefined) {
    throw new Error(`The template has ${machines.length} state machines.`);
  }
  const { DefinitionString, Definition } = machine.Properties;
  return DefinitionString === undefined
    ? JSON.stringify(resolved(Definition, physical))
    : String(resolved(DefinitionString, physical));
}

type Json = Record<string, unknown>;

function resolved(value: unknown, physical: Physical): unknown {
  if (Array.isArray(value)) return value.map((one) => resolved(one, physical));
  if (typeof value !== 'object' || value === null) return value;
  const [[name, operand] = ['', undefined], ...others] = Object.entries(value as Json);
  if (others.length === 0 && name === 'Ref') {
    return operand === 'AWS::Partition' ? 'aws' : physical.ref(String(operand));
  }
  if (others.length === 0 && name === 'Fn::GetAtt') {
    const [id, attribute] = operand as [string, string];
    return physical.attribute(id, attribute);
  }
  if (others.length === 0 && name === 'Fn::Join') {
    const [separator, parts] = operand as [string, unknown[]];
    return parts.map((part) => resolved(part, physical)).join(separator);
  }
  if (name.startsWith('Fn::')) throw new Error(`${name} is not understood here.`);
  return Object.fromEntries(
    Object.entries(value as Json).map(([key, one]) => [key, resolved(one, physical)]),
  );
}
