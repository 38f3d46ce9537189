import { Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../lambda/config/parse.ts';
import { secretArn, secretIdsOf } from '../../lib/secret-access.ts';
import { written } from './policies.ts';
import { EXAMPLE } from './synthesize.ts';

describe('secretIdsOf', () => {
  it('names the secrets of credentials and staging tokens without their keys', () => {
    expect(secretIdsOf(parseConfig(EXAMPLE, 'the test'))).toEqual([
      'qonto/production/accounting',
      'apps/payroll',
      'qonto/sandbox/staging-token',
      'qonto/sandbox/mobile-app',
      'arn:aws:secretsmanager:eu-west-3:111122223333:secret:qonto/shop-AbCd12',
    ]);
  });

  it('names a secret once that several credentials share', () => {
    const credentials = [
      { name: 'a', secret: 'shared#A' },
      { name: 'b', secret: 'shared#B' },
      { name: 'c', secret: 'shared' },
    ];
    const config = parseConfig(
      {
        environments: {
          production: { credentials },
          sandbox: { stagingToken: { secret: 'shared#TOKEN' }, credentials },
        },
      },
      'the test',
    );

    expect(secretIdsOf(config)).toEqual(['shared']);
  });
});

describe('secretArn', () => {
  const here = 'arn:aws:secretsmanager:eu-west-3:123456789012:secret';
  const there = 'arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret';

  it.each([
    { form: 'a name', secretId: 'qonto', arn: `${here}:qonto-??????` },
    { form: 'a path', secretId: 'qonto/prod/app', arn: `${here}:qonto/prod/app-??????` },
    {
      form: 'a name that ends like an ARN',
      secretId: 'my-secret',
      arn: `${here}:my-secret-??????`,
    },
    { form: 'a full ARN', secretId: `${there}:qonto-a1B2c3`, arn: `${there}:qonto-a1B2c3` },
    { form: 'an ARN without its suffix', secretId: `${there}:qonto`, arn: `${there}:qonto-??????` },
    {
      form: 'an ARN that ends in a longer word',
      secretId: `${there}:qonto-sandbox`,
      arn: `${there}:qonto-sandbox-??????`,
    },
  ])('is $arn for $form', ({ secretId, arn }) => {
    const stack = new Stack();

    expect(written(stack.resolve(secretArn(stack, secretId)))).toBe(arn);
  });
});
