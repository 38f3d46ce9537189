import { describe, expect, it } from 'vitest';
import { useStage } from './stage.ts';

const COMMAND = 'npx qonto-auth-monitor store -e production -c accounting';
const STRIPE = { STRIPE: 'sk_not-real' };

const SECRETS: readonly [
  string,
  { secret: string; fields?: { authorization: string } },
  unknown,
][] = [
  ['a secret of its own', { secret: 'shared' }, 'accounting-corp-1'],
  [
    'a secret that holds other things as well',
    { secret: 'shared' },
    { login: 'accounting-corp-1', secret: '"not-real"', ...STRIPE },
  ],
  ['one key of a secret', { secret: 'shared#qonto' }, { qonto: 'accounting-corp-1', ...STRIPE }],
  [
    "an application's own secret",
    { secret: 'shared', fields: { authorization: 'qonto' } },
    { qonto: 'accounting-corp-1', ...STRIPE },
  ],
  [
    'a grant, whose client and refresh token would be lost',
    { secret: 'shared' },
    { clientId: 'a', clientSecret: 'b', accessToken: 'a:b', refreshToken: 'c' },
  ],
  ['a grant that lacks a token', { secret: 'shared' }, { clientId: 'a', refreshToken: 'c' }],
];

describe('an alert', () => {
  it.each(SECRETS)('names what stores without harm, for %s', async (_, credential, content) => {
    const stage = await useStage({
      production: { credentials: [{ name: 'accounting', ...credential }] },
    });
    stage.secrets.put('shared', content);
    await stage.monitor({});

    const email = stage.topic.published[0]?.email;
    expect(email).toContain(COMMAND);
    expect(email?.replace(/\s+/g, ' ')).toContain('keeps all else in shared');
    expect(email).not.toMatch(/put-secret-value|file:/);
  });

  it('names what creates a secret that is missing, quoted for a shell', async () => {
    const stage = await useStage({
      production: { credentials: [{ name: "Zoé's shop", secret: 'missing' }] },
    });
    await stage.monitor({});

    const [alert] = stage.topic.published;
    expect(alert?.attributes.code).toBe('SECRET_NOT_FOUND');
    expect(alert?.email).toContain(
      "npx qonto-auth-monitor store -e production -c 'Zoé'\\''s shop'",
    );
  });
});
