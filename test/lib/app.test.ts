import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { EXAMPLE, PROJECT_ROOT, temporaryFolder } from './synthesize.ts';

const CDK = [join('node_modules', 'aws-cdk', 'bin', 'cdk'), 'synth', '--quiet'];

async function run(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, args, {
    cwd: PROJECT_ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: temporaryFolder(),
      // Without these the CLI looks for an account to deploy to, in places that may be slow.
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      CDK_DISABLE_VERSION_CHECK: '1',
      ...env,
    },
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout, stderr, exitCode };
}

function written(config: unknown): string {
  const path = join(temporaryFolder(), 'other.json');
  writeFileSync(path, JSON.stringify(config));
  return path;
}

function scheduleIn(folder: string, stackName = 'QontoAuthMonitor'): unknown {
  const template = JSON.parse(readFileSync(join(folder, `${stackName}.template.json`), 'utf8'));
  const resources: { Type: string; Properties: { ScheduleExpression?: string } }[] = Object.values(
    template.Resources,
  );
  return resources.find(({ Type }) => Type === 'AWS::Scheduler::Schedule')?.Properties
    .ScheduleExpression;
}

const FAULTY = {
  schedule: 'every 5 minutes',
  environments: {
    staging: { credentials: [{ name: 'app', secret: 'qonto/app', tokens: 'spend' }] },
  },
  alert: {},
};

describe('cdk synth', { timeout: 120_000 }, () => {
  it('synthesizes the example configuration', async () => {
    const output = temporaryFolder();
    const { exitCode, stderr } = await run([...CDK, '--output', output]);

    expect(exitCode, stderr).toBe(0);
    expect(scheduleIn(output)).toBe('rate(5 minutes)');
  });

  it('takes another file by -c config=PATH, which wins over MONITOR_CONFIG=PATH', async () => {
    const output = temporaryFolder();
    const hourly = written({ ...EXAMPLE, schedule: 'rate(1 hour)' });
    const daily = written({ ...EXAMPLE, schedule: 'rate(1 day)' });
    const { exitCode, stderr } = await run([...CDK, '--output', output, '-c', `config=${hourly}`], {
      MONITOR_CONFIG: daily,
    });

    expect(exitCode, stderr).toBe(0);
    expect(scheduleIn(output)).toBe('rate(1 hour)');
  });

  it('fails with every fault of the configuration', async () => {
    const { exitCode, stderr } = await run([
      ...CDK,
      '--output',
      temporaryFolder(),
      '-c',
      `config=${written(FAULTY)}`,
    ]);

    expect(exitCode).toBe(1);
    for (const path of ['schedule', 'environments.staging.kind', 'tokens', 'alert']) {
      expect(stderr).toContain(path);
    }
  });
});

describe('bin/app.ts', { timeout: 60_000 }, () => {
  const APP = ['--import', 'tsx', join('bin', 'app.ts')];

  it('takes another file by MONITOR_CONFIG=PATH, and another name for the stack', async () => {
    const output = temporaryFolder();
    const config = written({ ...EXAMPLE, schedule: 'rate(1 day)' });
    const { exitCode, stderr } = await run(APP, {
      CDK_OUTDIR: output,
      CDK_CONTEXT_JSON: JSON.stringify({ stackName: 'Other', 'aws:cdk:bundling-stacks': [] }),
      MONITOR_CONFIG: config,
    });

    expect(exitCode, stderr).toBe(0);
    expect(scheduleIn(output, 'Other')).toBe('rate(1 day)');
  });

  it('exits 1 with all faults of the configuration and no stack trace', async () => {
    const config = written(FAULTY);
    const { exitCode, stderr, stdout } = await run(APP, { MONITOR_CONFIG: config });

    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n')).toEqual([
      `${config} has 4 faults:`,
      expect.stringMatching(/^ {2}alert is not a known key/),
      expect.stringMatching(/^ {2}environments\.staging\.credentials\[0\]\.tokens is none of/),
      expect.stringMatching(/^ {2}environments\.staging\.kind is missing/),
      expect.stringMatching(/^ {2}schedule is neither rate/),
    ]);
  });

  it('exits 1 when the named file does not exist', async () => {
    const config = join(temporaryFolder(), 'nowhere.json');
    const { exitCode, stderr } = await run(APP, { MONITOR_CONFIG: config });

    expect(exitCode).toBe(1);
    expect(stderr).toBe(`There is no configuration at ${config}.\n`);
  });
});
