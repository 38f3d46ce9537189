import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A rule of cdk-nag, as its report names it, and why it does not apply to a construct. */
export interface Acknowledgement {
  readonly id: string;
  readonly reason: string;
}

/** Acknowledges findings of cdk-nag on a construct and what is in it, for every app that runs it. */
export function acknowledge(construct: IConstruct, ...findings: readonly Acknowledgement[]): void {
  Validations.of(construct).acknowledge(...findings);
}

/** Acknowledges that a role or policy has these resources, which hold a wildcard, and no others. */
export function acknowledgeWildcards(
  construct: IConstruct,
  resources: readonly string[],
  reason: string,
): void {
  const findings = resources.map((resource) => {
    const name = asReported(Stack.of(construct).resolve(resource));
    return { id: `AwsSolutions::AwsSolutions-IAM5[Resource::${name}]`, reason };
  });
  acknowledge(construct, ...findings);
}

/** A value as cdk-nag writes it: what is known in the cloud alone stands in angle brackets. */
function asReported(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[intrinsic, argument]] = Object.entries(value as object) as [[string, unknown]];
  if (intrinsic === 'Fn::Join')
    return (argument as [string, unknown[]])[1].map(asReported).join('');
  return `<${intrinsic === 'Ref' ? argument : (argument as string[]).join('.')}>`;
}
