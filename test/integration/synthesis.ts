import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { MonitorConfigInput } from '../../lambda/config/schema.ts';

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly Metadata?: Readonly<Record<string, string>>;
}

/** A template, as far as it matters here. */
export interface Template {
  readonly Resources: Record<string, Resource>;
  readonly Outputs: Record<string, unknown>;
  Parameters?: Record<string, unknown>;
  Rules?: unknown;
}

/** What `cdk synth` leaves behind. */
export interface Synthesis {
  readonly template: Template;
  /** The function's code, untouched. */
  readonly assetFolder: string;
  /** The same of the function that draws the dashboard's widget. */
  readonly widgetFolder: string;
  /** The same of the functions that sweep in steps; null where there are none. */
  readonly sweepsFolder: string | null;
  remove(): Promise<void>;
}

/** Synthesizes the app in a process of its own, as the CDK command line would. */
export async function synthesize(config: MonitorConfigInput): Promise<Synthesis> {
  const folder = await mkdtemp(join(tmpdir(), 'qonto-integration-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    return { ...(await synthesizeIn(folder, config)), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function synthesizeIn(
  folder: string,
  config: MonitorConfigInput,
): Promise<Omit<Synthesis, 'remove'>> {
  const configFile = join(folder, 'monitor.config.json');
  const outdir = join(folder, 'cdk.out');
  await writeFile(configFile, JSON.stringify(config));
  const { context } = JSON.parse(await readFile(join(PROJECT_ROOT, 'cdk.json'), 'utf8'));
  await promisify(execFile)(process.execPath, ['--import', 'tsx', join('bin', 'app.ts')], {
    cwd: PROJECT_ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:enable-asset-metadata': true }),
      MONITOR_CONFIG: configFile,
    },
  });
  return readSynthesis(outdir, 'QontoAuthMonitor');
}

/** Reads the template of a stack that has one monitor, and finds the code of its functions. */
export async function readSynthesis(
  outdir: string,
  stackName: string,
): Promise<Omit<Synthesis, 'remove'>> {
  const text = await readFile(join(outdir, `${stackName}.template.json`), 'utf8');
  const template: Template = JSON.parse(text);
  const foldersOf = (isWanted: (id: string) => boolean) => {
    const paths = Object.entries(template.Resources)
      .filter(([id, { Type }]) => Type === 'AWS::Lambda::Function' && isWanted(id))
      .flatMap(([, { Metadata }]) => Metadata?.['aws:asset:path'] ?? []);
    return [...new Set(paths)].map((path) => join(outdir, path));
  };
  const folderOf = (isWanted: (id: string) => boolean): string => {
    const [folder, ...others] = foldersOf(isWanted);
    if (folder === undefined || others.length > 0) {
      throw new Error('The template does not have exactly one such function with an asset.');
    }
    return folder;
  };
  const isWidget = (id: string) => id.includes('Dashboard');
  const isOfSweeps = (id: string) => id.includes('Sweeps');
  return {
    template,
    assetFolder: folderOf((id) => !isWidget(id) && !isOfSweeps(id)),
    widgetFolder: folderOf(isWidget),
    sweepsFolder: foldersOf(isOfSweeps).length === 0 ? null : folderOf(isOfSweeps),
  };
}
