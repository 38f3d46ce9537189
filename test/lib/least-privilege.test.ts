import type { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { CODE_CALLS, type CodeCall, MANAGING_CALLS } from '../support/aws-calls.ts';
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
import { EXAMPLE, synthesize } from './synthesize.ts';

/** The secrets of the example, with suffixes as Secrets Manager makes them. */
const SECRETS = [
  `${HERE}:qonto/production/accounting-Ab12Cd`,
  `${HERE}:apps/payroll-Ab12Cd`,
  `${HERE}:qonto/sandbox/staging-token-Ab12Cd`,
  `${HERE}:qonto/sandbox/mobile-app-Ab12Cd`,
  'arn:aws:secretsmanager:eu-west-3:111122223333:secret:qonto/shop-AbCd12',
];
const MANAGED = `${HERE}:qonto/sandbox/mobile-app-Ab12Cd`;

function resourcesOf(
  template: Template,
): Readonly<Partial<Record<CodeCall['about'], readonly string[]>>> {
  return {
    table: [`${idOf(template, 'AWS::DynamoDB::Table')}.Arn`],
    topic: [idOf(template, 'AWS::SNS::Topic', 'AlertTopic')],
    secret: SECRETS,
    'managed secret': [MANAGED],
    'healing queue': [`${idOf(template, 'AWS::SQS::Queue', 'Healing')}.Arn`],
    any: ['*'],
  };
}

/** What the code asks for, and what Lambda does with the role on its behalf. */
function requestsOf(template: Template, calls = CODE_CALLS): IamRequest[] {
  return [
    ...loggingOf(idOf(template, 'AWS::Logs::LogGroup')),
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    {
      action: 'sqs:SendMessage',
      resource: `${idOf(template, 'AWS::SQS::Queue', 'DeadLetter')}.Arn`,
    },
    ...requestsFor(calls, resourcesOf(template)),
  ];
}

describe("the function's role", () => {
  const { template } = synthesize(EXAMPLE);
  const statements = statementsOf(template, 'AWS::Lambda::Function', 'MonitorFunction');

  it('allows every call that the code makes, and has nothing that none of them needs', () => {
    expectExactly(statements, requestsOf(template));
  });

  const table = `${idOf(template, 'AWS::DynamoDB::Table')}.Arn`;

  it.each([
    ['another secret', 'secretsmanager:GetSecretValue', `${HERE}:other-Ab12Cd`],
    ['a longer name', 'secretsmanager:GetSecretValue', `${HERE}:apps/payroll/x-Ab12Cd`],
    ['a secret that is only watched', 'secretsmanager:PutSecretValue', SECRETS[0] ?? ''],
    ['a description', 'secretsmanager:DescribeSecret', SECRETS[0] ?? ''],
    ['a scan', 'dynamodb:Scan', table],
    ['the end of the table', 'dynamodb:DeleteTable', table],
    ['another table', 'dynamodb:Query', 'Other.Arn'],
    ['another topic', 'sns:Publish', idOf(template, 'AWS::SNS::Topic', 'Operations')],
    ['a log group', 'logs:CreateLogGroup', '*'],
    ['a key', 'kms:Decrypt', KEY],
    ['a network interface', 'ec2:CreateNetworkInterface', '*'],
  ])('does not allow %s', (_, action, resource) => {
    expect(isAllowed(statements, { action, resource })).toBe(false);
  });
});

/** The example, with one grant that the monitor owns. */
const MANAGING = structuredClone(EXAMPLE) as typeof EXAMPLE;
Object.assign(MANAGING.environments.sandbox.credentials[0] ?? {}, { tokens: 'manage' });

describe('with managed tokens, customer managed keys and a VPC', () => {
  const { template } = synthesize(MANAGING, {
    props: (scope) => ({
      encryptionKey: Key.fromKeyArn(scope, 'Key', KEY),
      secretEncryptionKeys: [Key.fromKeyArn(scope, 'SecretKey', SECRET_KEY)],
      ...inVpc(scope),
    }),
  });
  const statements = statementsOf(template, 'AWS::Lambda::Function', 'MonitorFunction');
  const forSecret = (arn: string) => ({
    ...via('secretsmanager'),
    'kms:EncryptionContext:SecretARN': arn,
  });
  /** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
  const polling = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => ({
    action: `sqs:${action}`,
    resource: `${idOf(template, 'AWS::SQS::Queue', 'Healing')}.Arn`,
  }));
  const requests: IamRequest[] = [
    ...requestsOf(template, [...CODE_CALLS, ...MANAGING_CALLS]),
    ...polling,
    { action: 'kms:GenerateDataKey', resource: SECRET_KEY, context: forSecret(MANAGED) },
    ...SECRETS.map((arn) => ({
      action: 'kms:Decrypt',
      resource: SECRET_KEY,
      context: forSecret(arn),
    })),
    { action: 'kms:Decrypt', resource: KEY, context: via('dynamodb') },
    ...encrypting('sns'),
    ...encrypting('sqs'),
    ...JOINING,
  ];

  it('allows every call that is made then, and has nothing that none of them needs', () => {
    expectExactly(statements, requests);
  });

  it.each<[string, IamRequest]>([
    [
      'to write a secret that is only watched',
      { action: 'secretsmanager:PutSecretValue', resource: SECRETS[0] ?? '' },
    ],
    ['to use a key by itself', { action: 'kms:Decrypt', resource: KEY }],
    [
      'to use the key of secrets for another secret',
      {
        action: 'kms:Decrypt',
        resource: SECRET_KEY,
        context: forSecret(`${HERE}:other-Ab12Cd`),
      },
    ],
    [
      'to encrypt a secret that is only watched',
      {
        action: 'kms:GenerateDataKey',
        resource: SECRET_KEY,
        context: forSecret(SECRETS[0] ?? ''),
      },
    ],
    [
      'the code to make a network interface',
      {
        action: 'ec2:CreateNetworkInterface',
        resource: '*',
        context: {
          'lambda:SourceFunctionArn': 'arn:aws:lambda:eu-west-3:123456789012:function:monitor',
        },
      },
    ],
  ])('does not allow %s', (_, request) => {
    expect(isAllowed(statements, request)).toBe(false);
  });
});

describe("the schedule's role", () => {
  it('may invoke this function and fill the queue, encrypted or not, and nothing else', () => {
    const { template } = synthesize(EXAMPLE, {
      props: (scope) => ({ encryptionKey: Key.fromKeyArn(scope, 'Key', KEY) }),
    });

    expectExactly(statementsOf(template, 'AWS::Scheduler::Schedule', ''), [
      {
        action: 'lambda:InvokeFunction',
        resource: `${idOf(template, 'AWS::Lambda::Function')}.Arn`,
      },
      { action: 'sqs:SendMessage', resource: `${idOf(template, 'AWS::SQS::Queue')}.Arn` },
      ...encrypting('sqs'),
    ]);
  });
});
