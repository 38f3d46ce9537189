import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { NotSeen } from './ask.ts';
import type { Deployment } from './deployment.ts';
import type { Template } from './template.ts';

/** Which app, and which of its stacks. */
export interface SynthesizeOptions {
  /** Where the app's `cdk.json` is. */
  readonly directory: string;
  readonly deployment: Pick<Deployment, 'stack' | 'arn'>;
  /** Handed to the app as `-c config=PATH` would. */
  readonly config: string | undefined;
}

const HOW = 'Run this where the stack is deployed from.';

/** An app may bundle many functions. */
const PATIENCE_MS = 300_000;

/**
 * The template that the app in a folder would deploy: it is run as `npx cdk diff` runs it.
 *
 * @throws NotSeen when there is no app, it fails, or it has no such stack
 */
export async function synthesizedTemplate(options: SynthesizeOptions): Promise<Template> {
  const { directory, deployment } = options;
  const settings = await readJson(join(directory, 'cdk.json'));
  if (typeof settings?.app !== 'string') {
    throw new NotSeen('there is no CDK app in this folder to compare with (no cdk.json)', [HOW]);
  }
  const outdir = await mkdtemp(join(tmpdir(), 'qonto-auth-monitor-doctor-'));
  try {
    await runApp(
      settings.app,
      outdir,
      {
        ...(await readJson(join(directory, 'cdk.context.json'))),
        ...(settings.context ?? {}),
        stackName: deployment.stack,
        ...(options.config === undefined ? {} : { config: options.config }),
      },
      options,
    );
    const stacks = new CloudAssembly(outdir).stacksRecursively;
    const found = stacks.find(({ stackName }) => stackName === deployment.stack);
    if (found !== undefined) return found.template;
    const names = stacks.map(({ stackName }) => stackName).join(', ');
    throw new NotSeen(
      `the app in this folder has no stack ${deployment.stack} to compare with; it has: ${names}`,
      [HOW],
    );
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

async function runApp(
  app: string,
  outdir: string,
  context: object,
  { directory, deployment }: SynthesizeOptions,
): Promise<void> {
  const [, , , region, account] = deployment.arn.split(':');
  const child = spawn(app, {
    cwd: directory,
    shell: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: PATIENCE_MS,
    env: {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      // As the CDK command line sets them for an app that asks where it is deployed to.
      CDK_DEFAULT_ACCOUNT: account,
      CDK_DEFAULT_REGION: region,
    },
  });
  const [said, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  if (exitCode === 0) return;
  const lines = said.trim().split('\n');
  // Around an error that nobody caught Node.js shows the place and its own version.
  const why = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines[0] ?? '';
  throw new NotSeen(`the app in this folder cannot be synthesized to compare with: ${why}`, [
    'npx cdk synth',
  ]);
}

async function readJson(path: string): Promise<Record<string, unknown> | null> {
  const content = await readFile(path, 'utf8').catch(() => null);
  if (content === null) return null;
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
