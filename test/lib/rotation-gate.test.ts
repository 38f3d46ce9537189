import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../lambda/config/parse.ts';
import { ROTATION_CONFIG } from '../../lambda/rotation-config.ts';
import { RotationGate } from '../../lib/rotation-gate.ts';
import { written } from './policies.ts';
import { EXAMPLE } from './synthesize.ts';

function gate(secrets: readonly string[], input: Parameters<typeof parseConfig>[0] = EXAMPLE) {
  const stack = new Stack();
  const rotation = new LambdaFunction(stack, 'Rotation', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => undefined;'),
  });
  new RotationGate(stack, 'Gate', {
    function: rotation,
    config: parseConfig(input, 'the test'),
    secrets,
  });
  const template = Template.fromStack(stack);
  const [created] = Object.values(template.findResources('AWS::Lambda::Function'));
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
  return {
    config: JSON.parse(created?.Properties.Environment.Variables[ROTATION_CONFIG]),
    statements: policy?.Properties.PolicyDocument.Statement as {
      Action: unknown;
      Resource: unknown;
    }[],
  };
}

describe('RotationGate', () => {
  it('hands the function the credentials of its secrets, and no others', () => {
    const { config } = gate(['qonto/sandbox/mobile-app']);

    expect(Object.keys(config)).toEqual(['environments', 'check']);
    expect(config.environments).toMatchObject([
      {
        name: 'sandbox',
        stagingToken: { secretId: 'qonto/sandbox/staging-token' },
        credentials: [{ name: 'mobile-app' }],
      },
    ]);
    expect(config.environments[0].credentials).toHaveLength(1);
  });

  it('lets it read those secrets and their staging token, and nothing else', () => {
    const { statements } = gate(['qonto/sandbox/mobile-app']);

    expect(statements).toHaveLength(1);
    expect(statements[0]?.Action).toBe('secretsmanager:GetSecretValue');
    const resources = [statements[0]?.Resource].flat().map(written).sort();
    expect(resources.map((arn) => arn.replace(/^.*:secret:/, ''))).toEqual([
      'qonto/sandbox/mobile-app-??????',
      'qonto/sandbox/staging-token-??????',
    ]);
  });

  it.each([
    ['a secret that is in no configuration', ['qonto/other'], /qonto\/other.*apps\/payroll/],
    ['no secret', [], /No secret is named/],
  ])('refuses %s', (_, secrets, message) => {
    expect(() => gate(secrets)).toThrow(message);
  });

  it('refuses more than an environment variable holds', () => {
    const credentials = Array.from({ length: 60 }, (_, index) => ({
      name: `credential-${index}`,
      secret: `shared#key-${index}`,
    }));
    expect(() => gate(['shared'], { environments: { production: { credentials } } })).toThrow(
      /several functions/,
    );
  });
});
