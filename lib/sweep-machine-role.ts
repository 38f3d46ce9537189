import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledge.ts';
import { encryptedFileStatements } from './statements.ts';

/** What the state machine reaches. */
export interface MachineRoleProps {
  /** All that it may invoke. */
  readonly functions: readonly IFunction[];
  readonly bucket: Bucket;
  /** Encrypts the bucket. */
  readonly encryptionKey: IKey | undefined;
}

/** Creates the role of the state machine, but for what {@link letStartChildren} adds. */
export function createMachineRole(scope: Construct, id: string, props: MachineRoleProps): Role {
  const { functions, bucket, encryptionKey } = props;
  const stack = Stack.of(scope);
  const anyMachine = stack.formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const role = new Role(scope, id, {
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': anyMachine },
      },
    }),
    description: 'Runs sweeps of many Qonto credentials.',
  });
  const inventories = bucket.arnForObjects('runs/*/inventory.jsonl');
  const answers = bucket.arnForObjects('runs/*/answers/*');
  const statements = [
    new PolicyStatement({
      sid: 'InvokeSteps',
      actions: ['lambda:InvokeFunction'],
      resources: functions.map(({ functionArn }) => functionArn),
    }),
    new PolicyStatement({
      sid: 'ReadInventories',
      actions: ['s3:GetObject'],
      resources: [inventories],
    }),
    // https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
    new PolicyStatement({
      sid: 'WriteAnswers',
      actions: [
        's3:PutObject',
        's3:GetObject',
        's3:ListMultipartUploadParts',
        's3:AbortMultipartUpload',
      ],
      resources: [answers],
    }),
    ...encryptedFileStatements(scope, encryptionKey),
  ];
  for (const statement of statements) role.addToPolicy(statement);
  acknowledgeWildcards(
    role,
    [inventories, answers],
    'Each sweep has a folder of its own, which is called like its execution.',
  );
  return role;
}

/**
 * Lets a state machine start the children of its Distributed Map: executions of itself. It is a policy
 * of its own, since the state machine waits for its role, and this policy for the state machine.
 */
export function letStartChildren(
  scope: Construct,
  id: string,
  machine: StateMachine,
  role: Role,
): void {
  const executions = Stack.of(scope).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${machine.stateMachineName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const policy = new Policy(scope, id, {
    roles: [role],
    statements: [
      new PolicyStatement({
        sid: 'StartChildren',
        actions: ['states:StartExecution'],
        resources: [machine.stateMachineArn],
      }),
      new PolicyStatement({
        sid: 'FollowChildren',
        actions: ['states:DescribeExecution', 'states:StopExecution'],
        resources: [executions],
      }),
    ],
  });
  acknowledgeWildcards(
    policy,
    [executions],
    'Executions have names of their own; these are of this state machine alone.',
  );
}
