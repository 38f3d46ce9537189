import type { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { beforeAll, describe, expect, it } from 'vitest';
import { policiesOf, type Statement } from './policies.ts';
import { EXAMPLE, synthesize } from './synthesize.ts';

let template: Template;

beforeAll(() => {
  template = synthesize(EXAMPLE).template;
});

function roleOf(type: string, path: (properties: Record<string, unknown>) => unknown): string {
  const [resource] = Object.values(template.findResources(type));
  return (path(resource?.Properties ?? {}) as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0];
}

function idOf(type: string, path = ''): string {
  const [id] = Object.keys(template.findResources(type)).filter((one) => one.includes(path));
  return String(id);
}

function statementsOf(role: string): Statement[] {
  return policiesOf(template, role).flatMap(({ statements }) => statements);
}

describe("the function's role", () => {
  let statements: Statement[];

  beforeAll(() => {
    statements = statementsOf(roleOf('AWS::Lambda::Function', ({ Role }) => Role));
  });

  it('may do what each statement names and nothing else', () => {
    const here = 'arn:aws:secretsmanager:eu-west-3:123456789012:secret';

    expect(statements.map(({ conditions: _none, ...statement }) => statement)).toEqual([
      {
        sid: 'WriteLogs',
        effect: 'Allow',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [`${idOf('AWS::Logs::LogGroup')}.Arn`],
      },
      {
        sid: 'ReadSecrets',
        effect: 'Allow',
        actions: ['secretsmanager:GetSecretValue'],
        resources: [
          'arn:aws:secretsmanager:eu-west-3:111122223333:secret:qonto/shop-AbCd12',
          `${here}:apps/payroll-??????`,
          `${here}:qonto/production/accounting-??????`,
          `${here}:qonto/sandbox/mobile-app-??????`,
          `${here}:qonto/sandbox/staging-token-??????`,
        ],
      },
      {
        sid: 'ReadSecretsTogether',
        effect: 'Allow',
        actions: ['secretsmanager:BatchGetSecretValue'],
        resources: ['*'],
      },
      {
        sid: 'KeepStatuses',
        effect: 'Allow',
        actions: [
          'dynamodb:DeleteItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:UpdateItem',
        ],
        resources: [`${idOf('AWS::DynamoDB::Table')}.Arn`],
      },
      {
        sid: 'PublishAlerts',
        effect: 'Allow',
        actions: ['sns:Publish'],
        resources: [idOf('AWS::SNS::Topic', 'AlertTopic')],
      },
      {
        sid: 'KeepWhatFailed',
        effect: 'Allow',
        actions: ['sqs:SendMessage'],
        resources: [`${idOf('AWS::SQS::Queue')}.Arn`],
      },
    ]);
  });

  it('names no action by a wildcard, and a resource only where the action takes none', () => {
    const wide = statements.filter(({ resources }) => resources.some((text) => text.includes('*')));

    expect(statements.flatMap(({ actions }) => actions).join()).not.toContain('*');
    expect(wide.map(({ sid }) => sid)).toEqual(['ReadSecretsTogether']);
  });
});

describe("the schedule's role", () => {
  it('may invoke the function and keep what failed', () => {
    const role = roleOf(
      'AWS::Scheduler::Schedule',
      ({ Target }) => (Target as { RoleArn: unknown }).RoleArn,
    );

    expect(statementsOf(role).map(({ actions, resources }) => ({ actions, resources }))).toEqual([
      {
        actions: ['lambda:InvokeFunction'],
        resources: [`${idOf('AWS::Lambda::Function')}.Arn`],
      },
      { actions: ['sqs:SendMessage'], resources: [`${idOf('AWS::SQS::Queue')}.Arn`] },
    ]);
  });
});

const SECRET_KEY = 'arn:aws:kms:eu-west-3:123456789012:key/66666666-7777-8888-9999-000000000000';

describe('a configuration of 400 secrets', () => {
  it.each([
    ['with keys of AWS', []],
    ['with a customer managed key', [SECRET_KEY]],
  ])('stays within the quotas of IAM and still names each secret, %s', (_, keys) => {
    const credentials = Array.from({ length: 400 }, (_, index) => ({
      name: `credential-${index}`,
      secret: `qonto/production/a-rather-long-name-of-an-application/${index}`,
    }));
    template = synthesize(
      { ...EXAMPLE, environments: { production: { credentials } } },
      {
        props: (scope) => ({
          secretEncryptionKeys: keys.map((arn) => Key.fromKeyArn(scope, 'Key', arn)),
        }),
      },
    ).template;
    const policies = policiesOf(
      template,
      roleOf('AWS::Lambda::Function', ({ Role }) => Role),
    );
    const inline = policies.filter(({ type }) => type === 'inline');
    const managed = policies.filter(({ type }) => type === 'managed');
    const secrets = policies
      .flatMap(({ statements }) => statements)
      .filter(({ actions }) => actions.includes('secretsmanager:GetSecretValue'))
      .flatMap(({ resources }) => resources);

    expect(inline.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(10_240);
    expect(Math.max(...managed.map(({ length }) => length))).toBeLessThan(6_144);
    expect(managed.length).toBeLessThanOrEqual(10);
    expect(new Set(secrets).size).toBe(400);
  });
});
