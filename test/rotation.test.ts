import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../lambda/config/parse.ts';
import { MonitorError } from '../lambda/errors.ts';
import { testSecret, UnprovenVersionError } from '../lambda/rotation.ts';
import { ROTATION_CONFIG, type RotationConfig } from '../lambda/rotation-config.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { type FakeAws, startFakeAws } from './cli/fake-aws.ts';

const SECRET = 'qonto/accounting';
const ARN = `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${SECRET}-AbCdEf`;
const EVENT = { SecretId: SECRET, ClientRequestToken: 'version-pending' };

let qonto: Simulator;
let aws: FakeAws;
let secretsManager: SecretsManagerClient;

beforeAll(async () => {
  [qonto, aws] = await Promise.all([startSimulator(), startFakeAws()]);
  secretsManager = new SecretsManagerClient({
    endpoint: aws.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'not-real', secretAccessKey: 'not-real' },
  });
});
afterAll(async () => {
  secretsManager.destroy();
  await Promise.all([qonto.close(), aws.close()]);
});
beforeEach(() => {
  qonto.production.faults.clear();
  qonto.production.clearRequests();
  aws.refuse = null;
  aws.pending.clear();
  aws.secrets.clear();
  aws.secrets.set(SECRET, [JSON.stringify(qonto.production.createApiKey())]);
});

function configWith(...credentials: object[]): RotationConfig {
  const { production, sandbox } = qonto;
  const input = {
    environments: {
      production: {
        apiUrl: production.apiUrl,
        oauthUrl: production.oauthUrl,
        credentials: [{ name: 'accounting', secret: SECRET }, ...credentials],
      },
      sandbox: {
        apiUrl: sandbox.apiUrl,
        oauthUrl: sandbox.oauthUrl,
        stagingToken: { secret: 'qonto/staging-token' },
        credentials: [{ name: 'mobile-app', secret: 'qonto/mobile-app' }],
      },
    },
    check: { confirmAfter: '1ms' },
  };
  return parseConfig(input as Parameters<typeof parseConfig>[0], 'the test');
}

const pend = (content: unknown, secret = SECRET) =>
  aws.pending.set(secret, { text: JSON.stringify(content), versionId: 'version-pending' });

const test = (event = EVENT, options = {}) =>
  testSecret(event, { config: configWith(), secretsManager, ...options });

async function refusalOf(tested: Promise<unknown>): Promise<UnprovenVersionError> {
  const error = await tested.catch((thrown: unknown) => thrown);
  if (error instanceof UnprovenVersionError) return error;
  throw new Error('The version was let through, or something else was thrown.', { cause: error });
}

describe('testSecret', () => {
  it('lets a version through that Qonto accepts, and asks about nothing else', async () => {
    pend(qonto.production.createApiKey());
    const { summary, results } = await test();

    expect(summary).toEqual({ total: 1, authenticated: 1, rejected: 0, inconclusive: 0 });
    expect(results[0]?.secretVersion).toBe('version-pending');
    expect(qonto.production.requests).toHaveLength(1);
  });

  it('refuses a version that Qonto refuses twice, with the cause and without the value', async () => {
    pend({ login: 'acme-corp-1234', secret: 'Bearer notarealsecretq8x2k7v9' });
    const { outcome, message, report } = await refusalOf(test());

    expect(outcome).toBe('rejected');
    expect(message).toMatch(/stays pending/);
    expect(message).toMatch(
      /^production\/accounting: .+ \(API_KEY_\w+, trace id [0-9a-f]{32}\)\. /m,
    );
    expect(message + JSON.stringify(report)).not.toContain('notarealsecretq8x2k7v9');
    expect(qonto.production.requests).toHaveLength(2);
  });

  it('refuses a version that nothing can be found out about, unless told otherwise', async () => {
    pend(qonto.production.createApiKey());
    qonto.production.faults.add({ kind: 'unavailable', format: 'json' });
    const { outcome, message } = await refusalOf(test());

    expect(outcome).toBe('inconclusive');
    expect(message).toMatch(/Run the rotation again/);
    expect(message).toContain('PROVIDER_ERROR');
    expect((await test(EVENT, { acceptInconclusive: true })).summary.inconclusive).toBe(1);
  });

  it('refuses a rejected version whatever it is told', async () => {
    pend('no-colon');
    const { outcome } = await refusalOf(test(EVENT, { acceptInconclusive: true }));

    expect(outcome).toBe('rejected');
  });

  it('checks every credential that is in the secret', async () => {
    const config = configWith({ name: 'shop', secret: `${SECRET}#shop` });
    pend({ ...qonto.production.createApiKey(), shop: { authorization: 'a:notarealwrong' } });
    const { report } = await refusalOf(test(EVENT, { config }));

    expect(report.results.map(({ credential, outcome }) => [credential, outcome])).toEqual([
      ['accounting', 'authenticated'],
      ['shop', 'rejected'],
    ]);
  });

  it("takes the environment's staging token as it is", async () => {
    aws.secrets.set('qonto/mobile-app', ['{}']);
    aws.secrets.set('qonto/staging-token', [qonto.sandbox.stagingToken]);
    pend(qonto.sandbox.createApiKey(), 'qonto/mobile-app');

    const { summary } = await test({ ...EVENT, SecretId: 'qonto/mobile-app' });
    expect(summary.authenticated).toBe(1);
  });

  it.each([
    ['a name for a name', SECRET, SECRET],
    ['a name for an ARN', ARN, SECRET],
    ['a full ARN', ARN, ARN],
    ['an ARN without its suffix', ARN, ARN.slice(0, -7)],
  ])('knows the secret by %s', async (_, SecretId, secret) => {
    for (const id of [SecretId, secret]) {
      aws.secrets.set(id, ['{}']);
      pend(qonto.production.createApiKey(), id);
    }
    const config = parseConfig(
      {
        environments: {
          production: {
            apiUrl: qonto.production.apiUrl,
            credentials: [{ name: 'accounting', secret }],
          },
        },
      },
      'the test',
    );

    expect((await test({ ...EVENT, SecretId }, { config })).summary.authenticated).toBe(1);
  });

  it.each([
    ['another secret', { SecretId: 'qonto/other' }, 'CONFIG_INVALID', /qonto\/mobile-app/],
    [
      'another version',
      { ClientRequestToken: 'version-other' },
      'SECRET_UNAVAILABLE',
      /createSecret/,
    ],
  ])(
    'tells a rotation of %s that it is wrong, not that the key is',
    async (_, changes, code, words) => {
      pend(qonto.production.createApiKey());
      const error = await test({ ...EVENT, ...changes }).catch((thrown: unknown) => thrown);

      expect(error).toBeInstanceOf(MonitorError);
      expect(error).toMatchObject({ code, message: expect.stringMatching(words) });
      expect(qonto.production.requests).toHaveLength(0);
    },
  );

  it('finds its configuration in the environment, and says where it belongs when it is not there', async () => {
    pend(qonto.production.createApiKey());
    const { environments, check } = configWith();
    process.env[ROTATION_CONFIG] = JSON.stringify({ environments, check });
    try {
      expect((await testSecret(EVENT, { secretsManager })).summary.authenticated).toBe(1);
    } finally {
      delete process.env[ROTATION_CONFIG];
    }
    await expect(testSecret(EVENT, { secretsManager })).rejects.toThrow(/RotationGate/);
  });
});
