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
const arn = (account: string, name: string) =>
  `arn:aws:secretsmanager:eu-west-1:${account.padStart(12, '0')}:secret:${name}`;
const tokenIn = (secret: string) => ({
  sandbox: { credentials: [CREDENTIAL], stagingToken: { secret } },
});
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const during = (...maintenance: object[]) => ({
  ...of({ secret: 'a' }, { secret: 'b' }),
  alerts: { maintenance },
});
const FIELDS = { login: 'LOGIN', secret: 'SECRET' };

describe('configWarnings', () => {
  // biome-ignore format: a row each
  it.each([
    ['the least', LEAST],
    ['the usual', { ...LEAST, alerts: { emails: ['a@team.notreal'], remindEvery: 'never' } }],
    ['two keys of one secret', of({ secret: 'shared#A' }, { secret: 'shared#B' })],
    [
      'two sets of fields of one secret',
      withSandbox({
        credentials: [
          { name: 'a', secret: 'shared', fields: FIELDS },
          { name: 'b', secret: 'shared', fields: { login: 'OTHER_LOGIN', secret: 'OTHER_SECRET' } },
        ],
      }),
    ],
    ['secrets of one name in two accounts', of({ secret: arn('1', 'x-AbCdEf') }, { secret: arn('2', 'x-AbCdEf') })],
    ['a staging token in the secret of a sandbox credential', withSandbox({ stagingToken: { secret: CREDENTIAL.secret } })],
    ['names of the right kind', of({ secret: 'qonto/production/a' }, { secret: 'qonto/Sandbox/a' })],
    ['a sandbox key kept in the production account', of({ secret: 'prod/a' }, { secret: 'prod/qonto-sandbox' })],
    ['a key of a secret that tells the kind', of({ secret: 'a#SANDBOX_AND_PROD' }, { secret: 'prod/a#SANDBOX' })],
    ['what is not quite production', of({ secret: 'product/a' }, { secret: 'pre-prod/nonprod/a' })],
    [
      'an environment that is called like its secrets',
      { environments: { 'prod-like': { kind: 'sandbox', credentials: [{ name: 'a', secret: 'prod-like/a' }] } } },
    ],
    ['a proxy of its own', withSandbox({ apiUrl: 'https://qonto-proxy.team.notreal', oauthUrl: 'https://oauth.team.notreal' })],
    ['a webhook', { ...LEAST, alerts: { webhooks: ['https://hooks.team.notreal/qonto'] } }],
    ['a day between sweeps', { ...LEAST, schedule: 'rate(1 day)' }],
    ['the usual reminder of a rare schedule', { ...LEAST, schedule: 'rate(7 days)' }],
    ['a reminder every two hours', { ...LEAST, schedule: 'rate(2 hours)', alerts: { remindEvery: '2h' } }],
    ['a whole day of maintenance', during({ days: ['sunday'], from: '00:00', until: '00:00' })],
    ['maintenance of 30 days', during({ from: '2026-12-01T22:00', until: '2026-12-31T22:00' })],
    ['a year of maintenance of one environment of two', during({ environment: 'sandbox', from: '2026-12-01T22:00', until: '2027-12-01T22:00' })],
    ['a credential that is always in maintenance', during({ credential: 'a', days: DAYS, from: '00:00', until: '00:00' })],
    ['an hour a day without maintenance', during({ days: DAYS, from: '22:00', until: '21:00', timeZone: 'Asia/Kolkata' })],
    ['one day without maintenance', during({ days: DAYS.slice(1), from: '00:00', until: '00:00' })],
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
      { environments: { production: { credentials: [{ name: 'a', secret: 'a' }], stagingToken: { secret: 's' } } } },
    ],
    ['secretOfOtherKind', 'environments.sandbox.credentials[0].secret', of({ secret: 'shared' }, { secret: 'shared' })],
    [
      'secretOfOtherKind', 'environments.sandbox.credentials[0].secret',
      of({ secret: 'shared#K', fields: FIELDS }, { secret: 'shared#K', fields: { secret: 'SECRET', login: 'LOGIN' } }),
    ],
    ['secretOfOtherKind', 'environments.sandbox.credentials[0].secret', of({ secret: 'shared' }, { secret: arn('1', 'shared-AbCdEf') })],
    ['secretOfOtherKind', 'environments.sandbox.credentials[0].secret', of({ secret: arn('1', 'shared') }, { secret: arn('1', 'shared-AbCdEf') })],
    ['secretOfOtherKind', 'environments.sandbox.credentials[0].secret', of({ secret: 'shared', fields: FIELDS }, { secret: 'shared' })],
    [
      'secretOfOtherKind', 'environments.sandbox.credentials[0].secret',
      of({ secret: 'shared', fields: FIELDS }, { secret: 'shared', fields: { login: 'OTHER_LOGIN', secret: 'OTHER_SECRET' } }),
    ],
    [
      'secretOfOtherKind', 'environments.sandbox.stagingToken.secret',
      { environments: { production: { credentials: [{ name: 'a', secret: 'shared' }] }, ...tokenIn('shared') } },
    ],
    [
      'secretOfOtherKind', 'environments.production.credentials[0].secret',
      { environments: { ...tokenIn('shared'), production: { credentials: [{ name: 'a', secret: 'shared' }] } } },
    ],
    ['secretNamedOtherwise', 'environments.sandbox.credentials[0].secret', of({ secret: 'a' }, { secret: 'qonto/production/b' })],
    ['secretNamedOtherwise', 'environments.sandbox.credentials[0].secret', of({ secret: 'a' }, { secret: arn('1', 'qontoProd-AbCdEf') })],
    ['secretNamedOtherwise', 'environments.sandbox.credentials[0].secret', of({ secret: 'a' }, { secret: 'qonto#PROD_KEY' })],
    ['secretNamedOtherwise', 'environments.production.credentials[0].secret', of({ secret: 'qonto/sandbox/a' }, { secret: 'b' })],
    ['secretNamedOtherwise', 'environments.sandbox.stagingToken.secret', { environments: tokenIn('qonto-prod-token') }],
    ['kindAgainstName', 'environments.production.kind', { environments: { production: { kind: 'sandbox', credentials: [CREDENTIAL] } } }],
    ['kindAgainstName', 'environments.Prod.kind', { environments: { Prod: { kind: 'sandbox', credentials: [CREDENTIAL] } } }],
    [
      'kindAgainstName', 'environments.sandbox.kind',
      { environments: { sandbox: { kind: 'production', credentials: [{ name: 'a', secret: 'a' }] } } },
    ],
    ['hostOfOtherKind', 'environments.sandbox.apiUrl', withSandbox({ apiUrl: 'https://thirdparty.qonto.com:443' })],
    ['misspeltHost', 'environments.sandbox.apiUrl', withSandbox({ apiUrl: 'https://thirdparty-sandbox.staging.qonto.com' })],
    ['misspeltHost', 'environments.sandbox.oauthUrl', withSandbox({ oauthUrl: 'https://oath-sandbox.staging.qonto.co' })],
    ['repeatedSubscriber', 'alerts.emails[1]', { ...LEAST, alerts: { emails: ['a@team.notreal', 'A@team.notreal'] } }],
    ['repeatedSubscriber', 'alerts.webhooks[1]', { ...LEAST, alerts: { webhooks: ['https://a.notreal/x', 'https://a.notreal/x'] } }],
    ['chatWebhook', 'alerts.webhooks[0]', { ...LEAST, alerts: { webhooks: ['https://hooks.slack.com/services/T0/B0/notreal'] } }],
    ['chatWebhook', 'alerts.webhooks[1]', { ...LEAST, alerts: { webhooks: ['https://a.team.notreal', 'https://team.webhook.office.com/notreal'] } }],
    ['chatWebhook', 'alerts.webhooks[0]', { ...LEAST, alerts: { webhooks: ['https://a-1.westeurope.logic.azure.com:443/workflows/notreal'] } }],
    ['chatWebhook', 'alerts.webhooks[0]', { ...LEAST, alerts: { webhooks: ['https://discord.com/api/webhooks/1/notreal'] } }],
    ['chatWebhook', 'alerts.webhooks[0]', { ...LEAST, alerts: { webhooks: ['https://chat.googleapis.com/v1/spaces/notreal'] } }],
    ['remindedBySweeps', 'alerts.remindEvery', { ...LEAST, schedule: 'rate(2 hours)', alerts: { remindEvery: '30m' } }],
    [
      'sharedSecret', 'environments.sandbox.credentials[1].secret',
      withSandbox({ credentials: [CREDENTIAL, { name: 'other', secret: arn('1', `${CREDENTIAL.secret}-AbCdEf`) }] }),
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
    ['wholeDay', 'alerts.maintenance[0].until', during({ days: ['monday'], from: '22:00', until: '22:00' })],
    ['longMaintenance', 'alerts.maintenance[0].until', during({ from: '2026-12-01T22:00', until: '2026-12-31T22:01' })],
    [
      'longMaintenance', 'alerts.maintenance[0].until',
      { ...LEAST, alerts: { maintenance: [{ environment: 'sandbox', from: '2026-12-01T22:00', until: '2206-12-02T22:00' }] } },
    ],
    ['alwaysMaintained', 'alerts.maintenance', during({ days: DAYS, from: '00:00', until: '23:59', timeZone: 'Europe/Paris' })],
    ['alwaysMaintained', 'alerts.maintenance', during({ environment: 'sandbox', days: DAYS, from: '00:00', until: '00:00' })],
    [
      'alwaysMaintained', 'alerts.maintenance',
      during({ days: DAYS, from: '08:00', until: '20:00' }, { environment: 'production', days: DAYS, from: '20:00', until: '08:00' }),
    ],
  ])('warns of %s at %s', (id, path, config) => {
    expect(warningsOf(config)).toEqual([[id, path]]);
  });

  it('names the environments of which nobody is told', () => {
    const always = { environment: 'sandbox', days: DAYS, from: '00:00', until: '00:00' };
    const [only] = configWarnings(parseConfig(during(always), 'the test'));

    expect(only?.text).toMatch(/^leaves no hour of the week for sandbox: /);
  });

  it('tells everything at once', () => {
    const config = { ...LEAST, schedule: 'rate(1 minute)', alerts: { emails: ['a@example.com'] } };

    expect(warningsOf(config).map(([id]) => id)).toEqual(['everyMinute', 'exampleAddress']);
  });
});
