import { describe, expect, it } from 'vitest';
import { defineMonitor, parseConfig } from '../../lambda/config/parse.ts';
import { CREDENTIAL, faultsOf, LEAST, withCredential, withSandbox } from './config-text.ts';

const parse = (config: unknown) => parseConfig(config, 'test');

describe('parseConfig', () => {
  it('fills in the defaults of the contract where only environments are given', () => {
    expect(parse(LEAST)).toEqual({
      schedule: 'rate(5 minutes)',
      environments: [
        {
          name: 'sandbox',
          kind: 'sandbox',
          apiUrl: 'https://thirdparty-sandbox.staging.qonto.co',
          oauthUrl: 'https://oauth-sandbox.staging.qonto.co',
          stagingToken: null,
          credentials: [
            {
              name: 'mobile-app',
              secret: { secretId: 'qonto/sandbox/mobile-app', key: null },
              method: null,
              tokens: 'observe',
              fields: {},
            },
          ],
        },
      ],
      check: { timeoutMs: 10_000, confirmAfterMs: 2_000, concurrency: 20, experiments: true },
      alerts: {
        emails: [],
        slack: null,
        webhooks: [],
        unreachableAfter: 3,
        recoverAfter: 1,
        remindEveryMs: 86_400_000,
        maintenance: [],
        keepHistoryMs: 90 * 86_400_000,
      },
    });
  });

  it('takes every value that is given', () => {
    const config = parse({
      $schema: './schema/config.schema.json',
      schedule: 'cron(0 8 ? * MON-FRI *)',
      environments: {
        staging: {
          kind: 'sandbox',
          apiUrl: 'https://api.example.com/base/',
          oauthUrl: 'http://127.0.0.1:4010',
          stagingToken: { secret: 'qonto/tokens#staging' },
          credentials: [
            {
              name: 'legacy',
              secret: 'legacy/app-config#qonto',
              method: 'oauth',
              tokens: 'manage',
              fields: { accessToken: 'QONTO_TOKEN' },
            },
          ],
        },
      },
      check: { timeout: '1500ms', confirmAfter: '0s', concurrency: 1, experiments: false },
      alerts: {
        emails: ['payments@example.com'],
        slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
        webhooks: ['https://hooks.example.com/qonto?team=payments'],
        unreachableAfter: 1,
        recoverAfter: 4,
        remindEvery: '1.5h',
        maintenance: [{ days: ['sunday'], from: '22:00', until: '02:00', credential: 'legacy' }],
        keepHistory: '7d',
      },
    });

    expect(config.schedule).toBe('cron(0 8 ? * MON-FRI *)');
    expect(config.environments).toEqual([
      {
        name: 'staging',
        kind: 'sandbox',
        apiUrl: 'https://api.example.com/base',
        oauthUrl: 'http://127.0.0.1:4010',
        stagingToken: { secretId: 'qonto/tokens', key: 'staging' },
        credentials: [
          {
            name: 'legacy',
            secret: { secretId: 'legacy/app-config', key: 'qonto' },
            method: 'oauth',
            tokens: 'manage',
            fields: { accessToken: 'QONTO_TOKEN' },
          },
        ],
      },
    ]);
    expect(config.check).toEqual({
      timeoutMs: 1_500,
      confirmAfterMs: 0,
      concurrency: 1,
      experiments: false,
    });
    expect(config.alerts).toEqual({
      emails: ['payments@example.com'],
      slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
      webhooks: ['https://hooks.example.com/qonto?team=payments'],
      unreachableAfter: 1,
      recoverAfter: 4,
      remindEveryMs: 5_400_000,
      maintenance: [
        {
          environment: null,
          credential: 'legacy',
          days: ['sunday'],
          from: '22:00',
          until: '02:00',
          timeZone: 'UTC',
        },
      ],
      keepHistoryMs: 7 * 86_400_000,
    });
  });

  it('understands that no reminder is wanted where remindEvery is never', () => {
    expect(parse({ ...LEAST, alerts: { remindEvery: 'never' } }).alerts.remindEveryMs).toBeNull();
  });

  it.each([
    ['production', 'https://thirdparty.qonto.com', 'https://oauth.qonto.com'],
    [
      'sandbox',
      'https://thirdparty-sandbox.staging.qonto.co',
      'https://oauth-sandbox.staging.qonto.co',
    ],
  ])(
    'takes kind and hosts of %s from its name, and as kind of any other name',
    (kind, apiUrl, oauthUrl) => {
      const config = parse({
        environments: {
          [kind]: { credentials: [CREDENTIAL] },
          elsewhere: { kind, credentials: [CREDENTIAL] },
        },
      });

      expect(config.environments).toMatchObject([
        { name: kind, kind, apiUrl, oauthUrl },
        { name: 'elsewhere', kind, apiUrl, oauthUrl },
      ]);
    },
  );

  it('lets two environments have credentials of the same name', () => {
    const both = { production: { credentials: [CREDENTIAL] }, ...LEAST.environments };

    expect(faultsOf({ environments: both })).toEqual([]);
  });

  it.each([
    'http://localhost',
    'http://localhost:4010',
    'http://127.0.0.1:8080/base',
    'http://127.9.9.9',
    'http://[::1]:3000',
    'https://qonto-proxy.internal.example.com/v1',
  ])('takes %s as a host', (apiUrl) => {
    expect(faultsOf(withSandbox({ apiUrl, oauthUrl: apiUrl }))).toEqual([]);
  });

  it.each([
    ['qonto/mobile-app', 'qonto/mobile-app', null],
    ['qonto/mobile-app#QONTO', 'qonto/mobile-app', 'QONTO'],
    ['qonto#key with spaces', 'qonto', 'key with spaces'],
    [
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:qonto/mobile-AbCdEf',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:qonto/mobile-AbCdEf',
      null,
    ],
    [
      'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:qonto-AbCdEf#sandbox',
      'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:qonto-AbCdEf',
      'sandbox',
    ],
  ])('reads the secret %s as its id and key', (secret, secretId, key) => {
    const [environment] = parse(withCredential({ secret })).environments;

    expect(environment?.credentials[0]?.secret).toEqual({ secretId, key });
  });

  it.each([
    'rate(1 minute)',
    'rate(5 minutes)',
    'rate(2 hours)',
    'rate(1 day)',
    'cron(0/10 * * * ? *)',
    'cron(0 8 ? * MON-FRI *)',
  ])('takes the schedule %s', (schedule) => {
    expect(faultsOf({ ...LEAST, schedule })).toEqual([]);
  });

  it('takes any names that people may give, spaces and other scripts included', () => {
    const names = ['Zahlungen (neu)', '決済', "l'app \u{1f680}", 'constructor', 'a'];

    expect(
      faultsOf(withSandbox({ credentials: names.map((name) => ({ ...CREDENTIAL, name })) })),
    ).toEqual([]);
  });
});

describe('defineMonitor', () => {
  it('returns what it is given', () => {
    expect(defineMonitor(LEAST)).toBe(LEAST);
  });
});
