import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import { policiesOf, type Statement } from './policies.ts';
import { EXAMPLE, synthesize } from './synthesize.ts';

const MANAGED = {
  ...EXAMPLE,
  environments: {
    ...EXAMPLE.environments,
    sandbox: {
      credentials: [
        { name: 'mobile-app', secret: 'qonto/sandbox/mobile-app', tokens: 'manage' },
        { name: 'web', secret: 'qonto/sandbox/apps#WEB', tokens: 'manage' },
        { name: 'batch', secret: 'qonto/sandbox/apps#BATCH', tokens: 'manage' },
        { name: 'observed', secret: 'qonto/sandbox/observed', tokens: 'observe' },
      ],
    },
  },
} satisfies MonitorConfigInput;

let template: Template;

beforeAll(() => {
  template = synthesize(MANAGED).template;
});

function functionRole(of: Template): string {
  const [resource] = Object.values(of.findResources('AWS::Lambda::Function'));
  return resource?.Properties.Role['Fn::GetAtt'][0];
}

function statementsOf(of: Template): Statement[] {
  return policiesOf(of, functionRole(of)).flatMap(({ statements }) => statements);
}

function queueIdOf(of: Template): string {
  const ids = Object.keys(of.findResources('AWS::SQS::Queue'));
  return ids.find((id) => id.includes('HealingQueue')) ?? '';
}

describe('a stack that manages tokens', () => {
  it('lets the function write the secrets of these tokens, and no others', () => {
    const here = 'arn:aws:secretsmanager:eu-west-3:123456789012:secret';
    const writing = statementsOf(template).filter(({ actions }) =>
      actions.some((action) => /^secretsmanager:(?!Get|BatchGet)/.test(action)),
    );

    expect(writing).toEqual([
      {
        sid: 'StoreRotatedTokens',
        effect: 'Allow',
        actions: ['secretsmanager:PutSecretValue'],
        resources: [`${here}:qonto/sandbox/apps-??????`, `${here}:qonto/sandbox/mobile-app-??????`],
        conditions: {},
      },
    ]);
  });

  it('has a queue that brings back a run which heals, one grant at a time', () => {
    const queue = queueIdOf(template);

    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [queue, 'Arn'] },
      BatchSize: 1,
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 132,
      Environment: { Variables: Match.objectLike({ HEALING_QUEUE_URL: { Ref: queue } }) },
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 132,
      MessageRetentionPeriod: 3_600,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { maxReceiveCount: 3 },
    });
    expect(statementsOf(template).find(({ sid }) => sid === 'HealRefreshes')).toEqual({
      sid: 'HealRefreshes',
      effect: 'Allow',
      actions: [
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
        'sqs:SendMessage',
      ],
      resources: [`${queue}.Arn`],
      conditions: {},
    });
  });

  it('takes TLS alone on that queue', () => {
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: queueIdOf(template) }],
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Action: 'sqs:*' })] },
    });
  });

  it('is synthesized without a warning', () => {
    const { stack } = synthesize(MANAGED);

    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  it('stays within the quotas of IAM with 150 managed secrets', () => {
    const credentials = Array.from({ length: 150 }, (_, index) => ({
      name: `credential-${index}`,
      secret: `qonto/production/a-rather-long-name-of-an-application/${index}`,
      tokens: 'manage' as const,
    }));
    const many = synthesize({ environments: { production: { credentials } } }).template;
    const policies = policiesOf(many, functionRole(many));
    const written = statementsOf(many)
      .filter(({ actions }) => actions.includes('secretsmanager:PutSecretValue'))
      .flatMap(({ resources }) => resources);

    expect(policies.filter(({ type }) => type === 'managed').length).toBeLessThanOrEqual(10);
    expect(new Set(written).size).toBe(150);
    expect(written.join()).not.toContain('*');
  });

  it('warns where a role has no room for the names of all that it reads and writes', () => {
    const credentials = Array.from({ length: 250 }, (_, index) => ({
      name: `credential-${index}`,
      secret: `qonto/production/${index}`,
      tokens: 'manage' as const,
    }));
    const { template: many, stack } = synthesize({ environments: { production: { credentials } } });

    expect(
      policiesOf(many, functionRole(many)).filter(({ type }) => type === 'managed').length,
    ).toBeLessThanOrEqual(10);
    Annotations.fromStack(stack).hasWarning(
      '/QontoAuthMonitor/Monitor',
      Match.stringLikeRegexp('A role has no room for the names of 250 secrets'),
    );
  });
});

describe('a stack that only observes', () => {
  it('has no right to write a secret, and nothing of what refreshing takes', () => {
    const { template: observing } = synthesize(EXAMPLE);
    const actions = statementsOf(observing).flatMap(({ actions: all }) => all);

    expect(actions.filter((action) => /secretsmanager:(?!Get|BatchGet)/.test(action))).toEqual([]);
    observing.resourceCountIs('AWS::Lambda::EventSourceMapping', 0);
    observing.resourceCountIs('AWS::SQS::Queue', 1);
  });
});
