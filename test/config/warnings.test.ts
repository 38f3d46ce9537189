import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../lambda/config/parse.ts';
import { configWarnings } from '../../lambda/config/warnings.ts';
import { CREDENTIAL, LEAST, withSandbox } from './config-text.ts';

function warningsOf(config: unknown): [string, string][] {
  return configWarnings(parseConfig(config, 'the test')).map(({ id, path, text }) => {
    expect(text).toMatch(/\.$/);
    return [id, path];
  });
}

const of = (production: object, sandbox: object) => ({
  environments: {
    production: { credentials: [{ name: 'a', ...production }] },
    sandbox: { credentials: [{ name: 'b', ...sandbox }] },
  },
});
const FIELDS = { login: 'LOGIN', secret: 'SECRET' };

describe('configWarnings', () => {
  it.each([
    ['the least', LEAST],
    ['the usual', { ...LEAST, alerts: { emails: ['a@team.notreal'], remindEvery: 'never' } }],
    ['two keys of one secret', of({ secret: 'shared#A' }, { secret: 'shared#B' })],
    [
      'two sets of fields of one secret',
      of(
        { secret: 'shared', fields: FIELDS },
        { secret: 'shared', fields: { login: 'SANDBOX_LOGIN', secret: 'SANDBOX_SECRET' } },
      ),
    ],
    ['a day between sweeps', { ...LEAST, schedule: 'rate(1 day)' }],
  ])('has nothing to say of %s', (_, config) => {
    expect(warningsOf(config)).toEqual([]);
  });

  // biome-ignore format: a row each
  it.each([
    ['everyMinute', 'schedule', { ...LEAST, schedule: 'rate(1 minute)' }],
    ['everyMinute', 'schedule', { ...LEAST, schedule: 'cron(0-1 8 * * ? *)' }],
    ['endingSchedule', 'schedule', { ...LEAST, schedule: 'cron(0 8 * * ? 2027)' }],
    ['hostOfOtherKind', 'environments.sandbox.apiUrl', withSandbox({ apiUrl: 'https://thirdparty.qonto.com/' })],
    ['hostOfOtherKind', 'environments.sandbox.oauthUrl', withSandbox({ oauthUrl: 'https://oauth.qonto.com' })],
    ['hostOfThisMachine', 'environments.sandbox.apiUrl', withSandbox({ apiUrl: 'http://localhost:8080' })],
    [
      'stagingTokenInProduction', 'environments.production.stagingToken',
      { environments: { production: { credentials: [CREDENTIAL], stagingToken: { secret: 's' } } } },
    ],
    ['secretOfOtherKind', 'environments.sandbox.credentials[0].secret', of({ secret: 'shared' }, { secret: 'shared' })],
    [
      'secretOfOtherKind', 'environments.sandbox.credentials[0].secret',
      of({ secret: 'shared#K', fields: FIELDS }, { secret: 'shared#K', fields: { secret: 'SECRET', login: 'LOGIN' } }),
    ],
    [
      'sharedSecret', 'environments.sandbox.credentials[1].secret',
      withSandbox({ credentials: [CREDENTIAL, { ...CREDENTIAL, name: 'other' }] }),
    ],
    ['exampleAddress', 'alerts.emails[0]', { ...LEAST, alerts: { emails: ['payments@example.com'] } }],
    ['exampleAddress', 'alerts.emails[1]', { ...LEAST, alerts: { emails: ['a@team.notreal', 'a@mail.EXAMPLE.org'] } }],
    ['exampleAddress', 'alerts.webhooks[0]', { ...LEAST, alerts: { webhooks: ['https://hooks.example.com/x'] } }],
    ['impatient', 'alerts.unreachableAfter', { ...LEAST, alerts: { unreachableAfter: 1 } }],
    ['oftenReminded', 'alerts.remindEvery', { ...LEAST, alerts: { remindEvery: '5m' } }],
  ])('warns of %s at %s', (id, path, config) => {
    expect(warningsOf(config)).toEqual([[id, path]]);
  });

  it('tells everything at once', () => {
    const config = { ...LEAST, schedule: 'rate(1 minute)', alerts: { emails: ['a@example.com'] } };

    expect(warningsOf(config).map(([id]) => id)).toEqual(['everyMinute', 'exampleAddress']);
  });
});
