import type { Template } from 'aws-cdk-lib/assertions';

/** A policy statement with its intrinsic functions written out. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** By operator, then by key: the values of which one has to match. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** A policy as it counts against the quotas of IAM. */
export interface Policy {
  readonly type: 'inline' | 'managed';
  readonly length: number;
  readonly statements: readonly Statement[];
}

const PSEUDO: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-3',
  'AWS::AccountId': '123456789012',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** A CloudFormation value as text; a resource's attribute as `LogicalId.Attribute`. */
export function written(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[intrinsic, argument]] = Object.entries(value as object) as [[string, unknown]];
  if (intrinsic === 'Ref') return PSEUDO[String(argument)] ?? String(argument);
  if (intrinsic === 'Fn::GetAtt') return (argument as string[]).join('.');
  if (intrinsic === 'Fn::ImportValue') return written(argument);
  if (intrinsic !== 'Fn::Join') throw new TypeError(`${intrinsic} is not known here`);
  const [separator, parts] = argument as [string, unknown[]];
  return parts.map(written).join(separator);
}

/** Sorted, as their order means nothing and a feature flag of CDK sorts them as well. */
function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(written).sort();
}

function conditionsOf(condition: Record<string, Record<string, unknown>>): Statement['conditions'] {
  const valuesOf = (keys: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, listOf(value)]));
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [operator, valuesOf(keys)]),
  );
}

function policyOf(type: Policy['type'], document: { Statement: object[] }): Policy {
  const statements = document.Statement.map((statement) => {
    const { Sid, Effect, Action, Resource, Condition } = statement as Record<string, unknown>;
    return {
      sid: Sid as string | undefined,
      effect: String(Effect),
      actions: listOf(Action),
      resources: listOf(Resource),
      conditions: conditionsOf((Condition ?? {}) as Record<string, Record<string, unknown>>),
    };
  });
  return { type, length: JSON.stringify(statements).length, statements };
}

/** Everything that a role of the template is allowed, wherever it is written. */
export function policiesOf(template: Template, roleId: string): Policy[] {
  const role = template.findResources('AWS::IAM::Role')[roleId]?.Properties;
  if (role.ManagedPolicyArns?.some((arn: { Ref?: string }) => arn.Ref === undefined)) {
    throw new Error(`${roleId} has a managed policy of AWS`);
  }
  const attached = (type: string) =>
    Object.values(template.findResources(type))
      .map(({ Properties }) => Properties)
      .filter(({ Roles = [] }) => Roles.some(({ Ref }: { Ref: string }) => Ref === roleId))
      .map(({ PolicyDocument }) => PolicyDocument);
  return [
    ...(role.Policies ?? []).map(
      ({ PolicyDocument }: { PolicyDocument: { Statement: object[] } }) =>
        policyOf('inline', PolicyDocument),
    ),
    ...attached('AWS::IAM::Policy').map((document) => policyOf('inline', document)),
    ...attached('AWS::IAM::ManagedPolicy').map((document) => policyOf('managed', document)),
  ];
}
