import { createHash } from 'node:crypto';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { beforeAll, describe, expect, it } from 'vitest';
import { isAllowed } from './evaluate.ts';
import { type Policy, policiesOf, type Statement } from './policies.ts';
import { HERE, SECRET_KEY } from './role-requests.ts';
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

/** A configuration of many secrets, synthesized; what its functions that read them are allowed. */
function synthesizeMany(secrets: readonly string[], keys: readonly string[] = []) {
  const credentials = secrets.map((secret, index) => ({ name: `credential-${index}`, secret }));
  const { stack, ...many } = synthesize(
    { ...EXAMPLE, environments: { production: { credentials } } },
    {
      props: (scope) => ({
        secretEncryptionKeys: keys.map((arn) => Key.fromKeyArn(scope, 'Key', arn)),
      }),
    },
  );
  template = many.template;
  const rolesOf = Object.entries(template.findResources('AWS::Lambda::Function')).filter(([id]) =>
    /MonitorFunction|BatchFunction/.test(id),
  );
  const warnings = Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
  const policies = rolesOf.map(([, { Properties }]) =>
    policiesOf(template, Properties.Role['Fn::GetAtt'][0]),
  );
  return { policies, warnings };
}

function expectWithinQuotas(policies: readonly Policy[]): void {
  const inline = policies.filter(({ type }) => type === 'inline');
  const managed = policies.filter(({ type }) => type === 'managed');

  expect(inline.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(10_240);
  expect(Math.max(...managed.map(({ length }) => length))).toBeLessThan(6_144);
  expect(managed.length).toBeLessThanOrEqual(10);
}

function readBy(policies: readonly Policy[]): string[] {
  return policies
    .flatMap(({ statements }) => statements)
    .filter(({ actions }) => actions.includes('secretsmanager:GetSecretValue'))
    .flatMap(({ resources }) => resources);
}

describe('a configuration of 400 secrets', () => {
  it.each([
    ['with keys of AWS', []],
    ['with a customer managed key', [SECRET_KEY]],
  ])('stays within the quotas of IAM and still names each secret, %s', (_, keys) => {
    const secrets = Array.from(
      { length: 400 },
      (_, index) => `qonto/production/a-rather-long-name-of-an-application/${index}`,
    );
    const { policies, warnings } = synthesizeMany(secrets, keys);

    expect(policies).toHaveLength(2);
    for (const one of policies) {
      expectWithinQuotas(one);
      expect(new Set(readBy(one)).size).toBe(400);
      expect(readBy(one).join()).not.toContain('*');
    }
    expect(warnings.join()).not.toContain('A role has no room');
  });
});

describe('a configuration of more secrets than a role has room for', () => {
  const customers = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => `qonto/customers/${String(index).padStart(5, '0')}`,
    );

  it.each([
    ['a hundred too many', customers(500)],
    ['very many', customers(10_000)],
    [
      'random names',
      customers(2_000).map((name) => `q-${createHash('sha256').update(name).digest('hex')}`),
    ],
  ])('grants by the narrowest beginnings that fit, and warns: %s', (_, secrets) => {
    const { policies, warnings } = synthesizeMany([...secrets, 'apps/payroll']);
    const suffix = '-Ab12Cd';

    for (const one of policies) {
      expectWithinQuotas(one);
      const read = readBy(one);
      const isRead = (name: string) =>
        one.some(({ statements }) =>
          isAllowed(statements, {
            action: 'secretsmanager:GetSecretValue',
            resource: `${HERE}:${name}${suffix}`,
          }),
        );
      for (const name of [secrets[0], secrets.at(-1), 'apps/payroll']) {
        expect(isRead(String(name)), name).toBe(true);
      }
      expect(isRead('apps/other')).toBe(false);
      expect(isRead('apps/payroll/other')).toBe(false);
      expect(isRead('qonto/others/00001')).toBe(false);
      expect(read.length).toBeLessThanOrEqual(402);
    }
    expect(warnings).toContainEqual(
      expect.stringMatching(/^A role has no room for the names of \d+ secrets: .* write discover/),
    );
    expect(JSON.stringify(template.toJSON(), null, 1).length).toBeLessThan(1_000_000);
    expect(Object.keys(template.findResources('AWS::Events::Rule')).length).toBeLessThan(25);
    expect(Object.keys(template.toJSON().Resources).length).toBeLessThan(500);
  });

  it('keeps the names of most where few are too many', () => {
    const { policies } = synthesizeMany(customers(500));
    const [read = []] = policies.map(readBy);

    expect(read.filter((arn) => !arn.endsWith('*')).length).toBeGreaterThan(350);
  });
});
