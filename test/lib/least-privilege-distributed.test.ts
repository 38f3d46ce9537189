import type { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import {
  BATCH_CALLS,
  CODE_CALLS,
  COORDINATOR_CALLS,
  type CodeCall,
  DISCOVERING_CALLS,
  MANAGING_CALLS,
} from '../support/aws-calls.ts';
import { type IamRequest, isAllowed } from './evaluate.ts';
import {
  encrypting,
  expectExactly,
  HERE,
  idOf,
  inVpc,
  JOINING,
  KEY,
  loggingOf,
  requestsFor,
  SECRET_KEY,
  statementsOf,
  via,
} from './role-requests.ts';
import { synthesize } from './synthesize.ts';

const LISTED = `${HERE}:qonto/production/accounting-Ab12Cd`;
const MANAGED = `${HERE}:qonto/sandbox/mobile-app-Ab12Cd`;

const DISTRIBUTED = {
  environments: {
    production: { credentials: [{ name: 'accounting', secret: 'qonto/production/accounting' }] },
  },
  check: { engine: 'distributed-map' },
  alerts: { emails: ['payments@team.notreal'] },
} satisfies MonitorConfigInput;

const RUN = 'runs/3f2b1c7e-run';

function resourcesOf(template: Template, secrets: readonly string[]) {
  const file = (name: string) => `${idOf(template, 'AWS::S3::Bucket')}.Arn/${RUN}/${name}`;
  return {
    table: [`${idOf(template, 'AWS::DynamoDB::Table')}.Arn`],
    topic: [idOf(template, 'AWS::SNS::Topic', 'AlertTopic')],
    secret: secrets,
    'managed secret': [MANAGED],
    'healing queue': [`${idOf(template, 'AWS::SQS::Queue', 'Healing')}.Arn`],
    inventory: [file('inventory.jsonl')],
    // The map run has a folder of its own.
    answers: [file('answers/1d9f/manifest.json'), file('answers/1d9f/SUCCEEDED_0.json')],
    report: [file('report.json')],
    any: ['*'],
  } satisfies Partial<Record<CodeCall['about'], readonly string[]>>;
}

/** What the state machine does with its role, as Step Functions documents it. */
function requestsOfMachine(template: Template): IamRequest[] {
  const resources = resourcesOf(template, []);
  const machine = idOf(template, 'AWS::StepFunctions::StateMachine');
  const child = `arn:aws:states:eu-west-3:123456789012:execution:${machine}.Name:3f2b`;
  // https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
  const writing = ['PutObject', 'GetObject', 'ListMultipartUploadParts', 'AbortMultipartUpload'];
  return [
    ...['Coordinator', 'BatchFunction'].map((part) => ({
      action: 'lambda:InvokeFunction',
      resource: `${idOf(template, 'AWS::Lambda::Function', part)}.Arn`,
    })),
    ...resources.inventory.map((resource) => ({ action: 's3:GetObject', resource })),
    ...resources.answers.flatMap((resource) =>
      writing.map((action) => ({ action: `s3:${action}`, resource })),
    ),
    { action: 'states:StartExecution', resource: machine },
    { action: 'states:DescribeExecution', resource: child },
    { action: 'states:StopExecution', resource: child },
  ];
}

describe('the roles of a distributed sweep', () => {
  const { template } = synthesize(DISTRIBUTED);
  const resources = resourcesOf(template, [LISTED]);
  const coordinator = statementsOf(template, 'AWS::Lambda::Function', 'Coordinator');
  const batch = statementsOf(template, 'AWS::Lambda::Function', 'BatchFunction');
  const machine = statementsOf(template, 'AWS::StepFunctions::StateMachine', '');

  it('allow every call that the coordinator makes, and nothing else', () => {
    expectExactly(coordinator, [
      ...loggingOf(idOf(template, 'AWS::Logs::LogGroup', 'CoordinatorLogs')),
      ...requestsFor(COORDINATOR_CALLS, resources),
    ]);
  });

  it('allow every call that the check of a batch makes, and nothing else', () => {
    expectExactly(batch, [
      ...loggingOf(idOf(template, 'AWS::Logs::LogGroup', 'BatchLogs')),
      ...requestsFor(BATCH_CALLS, resources),
    ]);
  });

  it('allow what the state machine does, and nothing else', () => {
    expectExactly(machine, requestsOfMachine(template));
  });

  it('allow the schedule to start the state machine, and no function', () => {
    expectExactly(statementsOf(template, 'AWS::Scheduler::Schedule', ''), [
      {
        action: 'states:StartExecution',
        resource: idOf(template, 'AWS::StepFunctions::StateMachine'),
      },
      { action: 'sqs:SendMessage', resource: `${idOf(template, 'AWS::SQS::Queue')}.Arn` },
    ]);
  });

  const bucket = `${idOf(template, 'AWS::S3::Bucket')}.Arn`;
  const functionArn = (part: string) => `${idOf(template, 'AWS::Lambda::Function', part)}.Arn`;

  it.each([
    ['the coordinator to read a secret', coordinator, 'secretsmanager:GetSecretValue', LISTED],
    ['the coordinator to list secrets', coordinator, 'secretsmanager:ListSecrets', '*'],
    ['the coordinator to write answers', coordinator, 's3:PutObject', resources.answers[0]],
    ['the coordinator to delete a file', coordinator, 's3:DeleteObject', resources.report[0]],
    ['the coordinator to list the bucket', coordinator, 's3:ListBucket', bucket],
    ['a batch to write a status', batch, 'dynamodb:PutItem', resources.table[0]],
    ['a batch to read all statuses', batch, 'dynamodb:Query', resources.table[0]],
    ['a batch to alert', batch, 'sns:Publish', resources.topic[0]],
    ['a batch to read a file', batch, 's3:GetObject', resources.inventory[0]],
    ['a batch to read another secret', batch, 'secretsmanager:GetSecretValue', `${HERE}:x-Ab12Cd`],
    ['the machine to write a report', machine, 's3:PutObject', resources.report[0]],
    ['the machine to write an inventory', machine, 's3:PutObject', resources.inventory[0]],
    [
      'the machine to invoke the monitor',
      machine,
      'lambda:InvokeFunction',
      functionArn('MonitorF'),
    ],
    ['the machine to start another one', machine, 'states:StartExecution', 'Other'],
  ])('do not allow %s', (_, statements, action, resource) => {
    expect(isAllowed(statements, { action, resource: String(resource) })).toBe(false);
  });
});

const TAGS = { 'qonto:environment': 'sandbox', team: 'payments' };

/** All that a monitor can have: listed, managed and discovered secrets, keys and a VPC. */
const ALL = {
  ...DISTRIBUTED,
  environments: {
    ...DISTRIBUTED.environments,
    sandbox: {
      credentials: [
        { name: 'app', secret: 'qonto/sandbox/mobile-app', method: 'oauth', tokens: 'manage' },
      ],
      discover: { tags: TAGS },
    },
  },
} satisfies MonitorConfigInput;

describe('with discovery, managed tokens, customer managed keys and a VPC', () => {
  const { template } = synthesize(ALL, {
    props: (scope) => ({
      encryptionKey: Key.fromKeyArn(scope, 'Key', KEY),
      secretEncryptionKeys: [Key.fromKeyArn(scope, 'SecretKey', SECRET_KEY)],
      ...inVpc(scope),
    }),
  });
  const resources = resourcesOf(template, [LISTED, MANAGED]);
  const tagged = Object.fromEntries(
    Object.entries(TAGS).map(([key, value]) => [`secretsmanager:ResourceTag/${key}`, value]),
  );
  const secretKey = (action: string, arn: string) => ({
    action,
    resource: SECRET_KEY,
    context: { ...via('secretsmanager'), 'kms:EncryptionContext:SecretARN': arn },
  });
  const discovered: IamRequest = {
    action: 'secretsmanager:GetSecretValue',
    resource: `${HERE}:found/by-its-tags-Ab12Cd`,
    context: tagged,
  };
  const reading: IamRequest[] = [
    discovered,
    ...[LISTED, MANAGED, discovered.resource].map((arn) => secretKey('kms:Decrypt', arn)),
    secretKey('kms:GenerateDataKey', MANAGED),
  ];
  const ofTable = { action: 'kms:Decrypt', resource: KEY, context: via('dynamodb') };
  const statements = {
    function: statementsOf(template, 'AWS::Lambda::Function', 'MonitorFunction'),
    coordinator: statementsOf(template, 'AWS::Lambda::Function', 'Coordinator'),
    batch: statementsOf(template, 'AWS::Lambda::Function', 'BatchFunction'),
    machine: statementsOf(template, 'AWS::StepFunctions::StateMachine', ''),
  };

  it('the coordinator may find secrets, and read none', () => {
    expectExactly(statements.coordinator, [
      ...loggingOf(idOf(template, 'AWS::Logs::LogGroup', 'CoordinatorLogs')),
      ...requestsFor([...COORDINATOR_CALLS, ...DISCOVERING_CALLS], resources),
      ofTable,
      ...encrypting('sns'),
      ...encrypting('s3'),
      ...JOINING,
    ]);
  });

  it('a batch may read what is listed or has the tags, refresh, and order what heals', () => {
    expectExactly(statements.batch, [
      ...loggingOf(idOf(template, 'AWS::Logs::LogGroup', 'BatchLogs')),
      ...requestsFor([...BATCH_CALLS, ...MANAGING_CALLS], resources),
      ...reading,
      ofTable,
      ...encrypting('sqs'),
      ...JOINING,
    ]);
  });

  it("the monitor's function may do all of that by itself", () => {
    const queue = (part: string) => `${idOf(template, 'AWS::SQS::Queue', part)}.Arn`;
    expectExactly(statements.function, [
      ...loggingOf(idOf(template, 'AWS::Logs::LogGroup', 'FunctionLogs')),
      { action: 'sqs:SendMessage', resource: queue('DeadLetter') },
      ...requestsFor([...CODE_CALLS, ...MANAGING_CALLS, ...DISCOVERING_CALLS], resources),
      ...['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => ({
        action: `sqs:${action}`,
        resource: queue('Healing'),
      })),
      ...reading,
      ofTable,
      ...encrypting('sns'),
      ...encrypting('sqs'),
      ...JOINING,
    ]);
  });

  it('the state machine may use the key for files', () => {
    expectExactly(statements.machine, [...requestsOfMachine(template), ...encrypting('s3')]);
  });

  it.each([
    ['has none of the tags', {}],
    ['lacks one of them', { 'secretsmanager:ResourceTag/team': 'payments' }],
    ['has another value', { ...tagged, 'secretsmanager:ResourceTag/team': 'sales' }],
  ])('no secret is read that %s', (_, context) => {
    for (const one of [statements.function, statements.coordinator, statements.batch]) {
      expect(isAllowed(one, { ...discovered, context })).toBe(false);
    }
  });
});
