import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../lambda/report.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { type Folder, makeFolder } from './command.ts';
import { type FakeAws, startFakeAws } from './fake-aws.ts';

const LOGIN = 'pied-piper-7133';

let qonto: Simulator;
let aws: FakeAws;
let folder: Folder;

beforeAll(async () => {
  [qonto, aws, folder] = await Promise.all([startSimulator(), startFakeAws(), makeFolder()]);
  await folder.write('monitor.config.json', configWith());
});
afterAll(async () => {
  await Promise.all([qonto.close(), aws.close(), folder.remove()]);
});
beforeEach(() => {
  aws.refuse = null;
  qonto.production.faults.clear();
  aws.secrets.set('qonto/accounting', [JSON.stringify(qonto.production.createApiKey(LOGIN))]);
  aws.secrets.set('qonto/mobile-app', [JSON.stringify(goodGrant())]);
});

function goodGrant(): object {
  const { sandbox } = qonto;
  const client = sandbox.createClient();
  const grant = sandbox.createGrant(client.clientId);
  return { ...client, ...grant, stagingToken: sandbox.stagingToken };
}

function configWith(check: object = {}): object {
  const { production, sandbox } = qonto;
  const hosts = ({ apiUrl, oauthUrl }: Simulator['sandbox']) => ({ apiUrl, oauthUrl });
  return {
    environments: {
      production: {
        ...hosts(production),
        credentials: [{ name: 'accounting', secret: 'qonto/accounting' }],
      },
      sandbox: {
        ...hosts(sandbox),
        credentials: [{ name: 'mobile-app', secret: 'qonto/mobile-app' }],
      },
    },
    check: { confirmAfter: '1ms', ...check },
  };
}

const check = (...args: string[]) => folder.run(['check', ...args], { AWS_ENDPOINT_URL: aws.url });

const refused = () => {
  aws.secrets.set('qonto/accounting', [`Bearer ${LOGIN}:notarealsecretq8x2k7v9w4z1y6u3p5`]);
};

const down = () => qonto.production.faults.add({ kind: 'unavailable', format: 'json' });

describe('check', () => {
  it('ends with 0 when all are authenticated, and names each', async () => {
    const { exitCode, stdout, stderr } = await check();

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('production/accounting');
    expect(stdout).toContain('sandbox/mobile-app');
    expect(stdout).toContain('2 authenticated, 0 rejected, 0 inconclusive');
  });

  it('ends with 1 when one is rejected, with cause, steps, code, trace id and guide', async () => {
    refused();
    const { exitCode, stdout } = await check();

    expect(exitCode).toBe(1);
    expect(stdout).toContain('API_KEY_BEARER_PREFIX');
    expect(stdout).toMatch(/\b[0-9a-f]{32}\b/);
    expect(stdout).toMatch(/\d\. Remove the word Bearer/);
    expect(stdout).toContain('https://docs.qonto.com/guides/troubleshooting');
    expect(stdout).not.toContain('notarealsecretq8x2k7v9w4z1y6u3p5');
  });

  it('ends with 1 when one is rejected and another inconclusive', async () => {
    down();
    aws.secrets.set('qonto/mobile-app', ['{}']);

    expect((await check()).exitCode).toBe(1);
  });

  it('ends with 2 when nothing is rejected and one is inconclusive', async () => {
    down();
    const { exitCode, stdout } = await check();

    expect(exitCode).toBe(2);
    expect(stdout).toContain('PROVIDER_ERROR');
  });

  it('ends with 2 when Secrets Manager is down', async () => {
    aws.refuse = 'InternalServiceError';
    const { exitCode, stdout } = await check('--environment', 'production');

    expect(exitCode).toBe(2);
    expect(stdout).toContain('SECRETS_MANAGER_UNAVAILABLE');
  });

  it.each(['AccessDeniedException', 'DecryptionFailure'])(
    'blames no credential for what the caller may not read: %s',
    async (name) => {
      aws.refuse = name;
      const { exitCode, stdout } = await check();
      const said = stdout.replace(/\s+/g, ' ');

      expect(exitCode).toBe(1);
      expect(said).toContain('0 authenticated, 2 rejected, 0 inconclusive');
      expect(said).toContain('That says nothing about the credential');
      expect(said).toContain('whoever runs this needs secretsmanager:GetSecretValue');
      expect(said).toContain(
        'npx qonto-auth-monitor invoke --environment production --credential accounting',
      );
      expect(said).not.toContain('Deploy the stack');
    },
  );

  it('prints the report alone on standard output with --json', async () => {
    refused();
    const { exitCode, stdout, stderr } = await check('--json');
    const report: Report = JSON.parse(stdout);

    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(report.trigger).toBe('on-demand');
    expect(report.summary).toEqual({ total: 2, authenticated: 1, rejected: 1, inconclusive: 0 });
    expect(report.results[0]).toMatchObject({
      environment: 'production',
      diagnosis: { code: 'API_KEY_BEARER_PREFIX' },
    });
  });

  it.each([
    ['text', []],
    ['JSON', ['--json']],
  ])('ends with what was found where nobody reads its %s', async (_, args) => {
    refused();

    expect(await folder.runUnread(['check', ...args], { AWS_ENDPOINT_URL: aws.url })).toBe(1);
  });

  it('ends with 4 where nobody reads what is wrong', async () => {
    aws.refuse = 'UnrecognizedClientException';

    expect(await folder.runUnread(['check'], { AWS_ENDPOINT_URL: aws.url })).toBe(4);
  });

  it('prints plain text when nobody looks', async () => {
    refused();
    const { stdout } = await check();

    expect(stripVTControlCharacters(stdout)).toBe(stdout);
  });

  it('checks what the filters mean, and nothing else', async () => {
    const before = qonto.production.requests.length;
    const { exitCode, stdout } = await check('-e', 'sandbox', '-c', 'mobile-app', '--json');

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).summary.total).toBe(1);
    expect(qonto.production.requests).toHaveLength(before);
  });

  it('ends with 3 for a filter that matches nothing, and lists what exists', async () => {
    const { exitCode, stdout, stderr } = await check('--credential', 'accountng');

    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('did you mean "accounting"?');
    expect(stderr).toContain('production/accounting');
    expect(stderr).toContain('sandbox/mobile-app');
  });

  it('names the command that takes a change back', async () => {
    const [good = ''] = aws.secrets.get('qonto/accounting') ?? [];
    aws.secrets.set('qonto/accounting', [good, `{"login":"${LOGIN}"}`]);
    const { stdout } = await check();

    expect(stdout).toContain(
      'aws secretsmanager update-secret-version-stage --secret-id qonto/accounting --version-stage AWSCURRENT --move-to-version-id version-1 --remove-from-version-id version-2',
    );
  });

  it('ends with 4 when AWS does not accept its own credentials, and says so in words', async () => {
    aws.refuse = 'UnrecognizedClientException';
    const { exitCode, stdout, stderr } = await check();

    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(stderr).toMatch(/credentials/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each<[string, string[], Record<string, string>]>([
    ['named by --config', ['--config', 'other.json'], {}],
    ['named by MONITOR_CONFIG', [], { MONITOR_CONFIG: 'other.json' }],
    ['in TypeScript, in a package of ES modules', ['--config', 'package/other.ts'], {}],
    ['in TypeScript, in a folder of no package', ['--config', 'other.ts'], {}],
  ])('takes a configuration %s', async (_, args, env) => {
    const typescript = `export default ${JSON.stringify(configWith())};\n`;
    await folder.write('other.json', configWith({ experiments: false }));
    await folder.write('other.ts', typescript);
    await folder.write('package/package.json', { type: 'module' });
    await folder.write('package/other.ts', typescript);
    const ended = await folder.run(['check', ...args], { AWS_ENDPOINT_URL: aws.url, ...env });

    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('ends with 3 for a configuration with faults, each named', async () => {
    await folder.write('bad.json', {
      environments: { production: { apiUrl: 'ftp://x', credentials: [] } },
      chek: {},
    });
    const { exitCode, stdout, stderr } = await check('--config', 'bad.json');

    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(/chek/);
    expect(stderr).toMatch(/apiUrl/);
    expect(stderr).toMatch(/credentials/);
  });

  it('ends with 3 when there is no configuration', async () => {
    const { exitCode, stderr } = await check('--config', 'none.json');

    expect(exitCode).toBe(3);
    expect(stderr).toContain('none.json');
  });
});
