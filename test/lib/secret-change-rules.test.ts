import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { EXAMPLE, synthesize } from './synthesize.ts';

interface RuleProperties {
  readonly EventPattern: { readonly detail: { readonly name: string[] } };
  readonly Targets: readonly { readonly InputTransformer: Transformer }[];
}

interface Transformer {
  readonly InputPathsMap: Readonly<Record<string, string>>;
  readonly InputTemplate: string;
}

function rulesOf(template: Template): [string, RuleProperties][] {
  return Object.entries(template.findResources('AWS::Events::Rule')).map(([id, { Properties }]) => [
    id,
    Properties,
  ]);
}

function idOf(template: Template, type: string): string {
  return String(Object.keys(template.findResources(type))[0]);
}

/**
 * The rendering of an input transformer, as EventBridge does it for a string.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
function transformed({ InputPathsMap, InputTemplate }: Transformer, event: object): unknown {
  const valueAt = (path: string) =>
    path
      .split('.')
      .slice(1)
      .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], event);
  const text = Object.entries(InputPathsMap).reduce(
    (input, [name, path]) => input.replaceAll(`<${name}>`, JSON.stringify(valueAt(path))),
    InputTemplate,
  );
  return JSON.parse(text);
}

/** The example of the documentation. */
const EVENT = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'Secret Label Updated',
  source: 'aws.secretsmanager',
  account: '123456789012',
  time: '2026-11-23T16:43:48Z',
  region: 'eu-west-3',
  resources: ['arn:aws:secretsmanager:eu-west-3:123456789012:secret:apps/payroll-a1b2c3'],
  detail: {
    name: 'apps/payroll',
    labelUpdated: 'AWSCURRENT',
    versionId: 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111',
  },
};

describe('the rule for changed secrets', () => {
  const { template } = synthesize(EXAMPLE);
  const [[id, rule] = ['', undefined], ...others] = rulesOf(template);

  it('listens to new current versions of the configured secrets, and to nothing else', () => {
    expect(others).toEqual([]);
    expect(rule?.EventPattern).toEqual({
      source: ['aws.secretsmanager'],
      'detail-type': ['Secret Label Updated'],
      detail: {
        labelUpdated: ['AWSCURRENT'],
        name: [
          'qonto/production/accounting',
          'apps/payroll',
          'qonto/sandbox/staging-token',
          'qonto/sandbox/mobile-app',
          // Of the ARN …:secret:qonto/shop-AbCd12, which may also lack its suffix.
          'qonto/shop',
          'qonto/shop-AbCd12',
        ],
      },
    });
  });

  it('tells the function the name of the secret, and nothing else', () => {
    const given = rule?.Targets.map(({ InputTransformer }) => transformed(InputTransformer, EVENT));

    expect(given).toEqual([{ action: 'secret-change', secret: 'apps/payroll' }]);
  });

  it('tells it within a minute or leaves it to the next sweep, and keeps what failed', () => {
    expect(rule?.Targets).toEqual([
      expect.objectContaining({
        Arn: { 'Fn::GetAtt': [idOf(template, 'AWS::Lambda::Function'), 'Arn'] },
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [idOf(template, 'AWS::SQS::Queue'), 'Arn'] } },
      }),
    ]);
  });

  it('may invoke the function and fill the queue, as this rule alone', () => {
    const arn = { 'Fn::GetAtt': [id, 'Arn'] };

    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: arn,
    });
    const [policy] = Object.values(template.findResources('AWS::SQS::QueuePolicy'));
    expect(policy?.Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': arn } },
      }),
    );
  });
});

describe('the rules for more secrets than a bus has room for', () => {
  it('match what their names begin with, in few rules', () => {
    const credentials = Array.from({ length: 3_000 }, (_, index) => ({
      name: `c${index}`,
      secret: `qonto/production/an-application/${String(index).padStart(4, '0')}`,
    }));
    const { template } = synthesize({ ...EXAMPLE, environments: { production: { credentials } } });
    const patterns = rulesOf(template).map(([, { EventPattern }]) => EventPattern);
    const names = patterns.flatMap(({ detail }) => detail.name as (string | { prefix: string })[]);
    const matches = (secret: string) =>
      names.some((name) =>
        typeof name === 'string' ? name === secret : secret.startsWith(name.prefix),
      );

    for (const pattern of patterns) expect(JSON.stringify(pattern).length).toBeLessThan(2_048);
    expect(patterns.length).toBeLessThan(25);
    for (const { secret } of credentials) expect(matches(secret)).toBe(true);
    expect(matches('qonto/production/other')).toBe(false);
  });
});

describe('the rule where secrets are discovered', () => {
  it('is one that tells of every secret, since events say nothing of tags', () => {
    const { template } = synthesize({
      ...EXAMPLE,
      environments: {
        ...EXAMPLE.environments,
        test: { kind: 'sandbox', discover: { tags: { team: 'payments' } } },
      },
    });

    expect(rulesOf(template).map(([, { EventPattern }]) => EventPattern)).toEqual([
      {
        source: ['aws.secretsmanager'],
        'detail-type': ['Secret Label Updated'],
        detail: { labelUpdated: ['AWSCURRENT'] },
      },
    ]);
  });
});

describe('the rules for many secrets', () => {
  it('hold every name, in patterns that EventBridge takes', () => {
    const credentials = Array.from({ length: 400 }, (_, index) => ({
      name: `c${index}`,
      secret: `qonto/production/a-rather-long-name-of-an-application/${index}`,
    }));
    const { template } = synthesize({ ...EXAMPLE, environments: { production: { credentials } } });
    const patterns = rulesOf(template).map(([, { EventPattern }]) => EventPattern);

    for (const pattern of patterns) expect(JSON.stringify(pattern).length).toBeLessThan(2_048);
    expect(patterns.flatMap(({ detail }) => detail.name).sort()).toEqual(
      credentials.map(({ secret }) => secret).sort(),
    );
    // A bus has room for 300 rules, of everybody's.
    expect(patterns.length).toBeLessThan(20);
  });
});
