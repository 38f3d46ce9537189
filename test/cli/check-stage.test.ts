import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { type Folder, makeFolder } from './command.ts';
import { type FakeAws, startFakeAws } from './fake-aws.ts';

let qonto: Simulator;
let aws: FakeAws;
let folder: Folder;

beforeAll(async () => {
  [qonto, aws, folder] = await Promise.all([startSimulator(), startFakeAws(), makeFolder()]);
  const { production, sandbox } = qonto;
  await folder.write('monitor.config.json', {
    environments: {
      production: {
        apiUrl: production.apiUrl,
        oauthUrl: production.oauthUrl,
        credentials: [{ name: 'accounting', secret: 'qonto/accounting' }],
      },
      sandbox: {
        apiUrl: sandbox.apiUrl,
        oauthUrl: sandbox.oauthUrl,
        stagingToken: { secret: 'qonto/staging-token' },
        credentials: [{ name: 'mobile-app', secret: 'qonto/mobile-app' }],
      },
    },
    check: { confirmAfter: '1ms' },
  });
});
afterAll(async () => {
  await Promise.all([qonto.close(), aws.close(), folder.remove()]);
});
beforeEach(() => {
  const { production, sandbox } = qonto;
  aws.pending.clear();
  aws.secrets.set('qonto/accounting', [JSON.stringify(production.createApiKey())]);
  aws.secrets.set('qonto/mobile-app', [JSON.stringify(sandbox.createApiKey())]);
  aws.secrets.set('qonto/staging-token', [sandbox.stagingToken]);
});

const pend = (id: string, content: object) =>
  aws.pending.set(id, { text: JSON.stringify(content), versionId: 'version-pending' });

const check = (...args: string[]) =>
  folder.run(['check', '--stage', 'AWSPENDING', ...args], { AWS_ENDPOINT_URL: aws.url });

describe('check --stage', () => {
  it('checks the pending version, with the staging token that is current', async () => {
    pend('qonto/mobile-app', qonto.sandbox.createApiKey());
    const { exitCode, stdout, stderr } = await check('-e', 'sandbox', '--json');

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout).results).toMatchObject([
      { credential: 'mobile-app', outcome: 'authenticated', secretVersion: 'version-pending' },
    ]);
  });

  it('takes the pending staging token where there is one', async () => {
    pend('qonto/mobile-app', qonto.sandbox.createApiKey());
    pend('qonto/staging-token', { stagingToken: 'not-real-staging-token-wrong' });
    const { exitCode, stdout } = await check('-e', 'sandbox');

    expect(exitCode).toBe(1);
    expect(stdout).toContain('STAGING_TOKEN_REJECTED');
  });

  it('rejects a pending version while the current one works, and offers no way back', async () => {
    pend('qonto/accounting', { login: 'acme-corp-1234', secret: 'notarealsecretwrong' });
    const { exitCode, stdout } = await check('-e', 'production');

    expect(exitCode).toBe(1);
    expect(stdout).toContain('API_KEY_REJECTED');
    expect(stdout).not.toContain('update-secret-version-stage');
  });

  it('leaves out, and names, what has no version at the stage', async () => {
    pend('qonto/accounting', qonto.production.createApiKey());
    const { exitCode, stdout, stderr } = await check();

    expect(exitCode).toBe(0);
    expect(stdout).toContain('1 authenticated, 0 rejected, 0 inconclusive');
    expect(stderr).toBe('Not checked, no version at stage AWSPENDING: sandbox/mobile-app.\n');
  });

  it('ends with 3 when there is no such version at all: nothing is wrong with the credentials', async () => {
    const { exitCode, stdout, stderr } = await check();

    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('production/accounting, sandbox/mobile-app');
  });

  it('still says that a secret does not exist', async () => {
    aws.secrets.delete('qonto/accounting');
    const { exitCode, stdout } = await check('-e', 'production');

    expect(exitCode).toBe(1);
    expect(stdout).toContain('SECRET_NOT_FOUND');
  });

  it('checks the live versions for AWSCURRENT', async () => {
    const { exitCode } = await folder.run(['check', '--stage', 'AWSCURRENT'], {
      AWS_ENDPOINT_URL: aws.url,
    });

    expect(exitCode).toBe(0);
  });
});
