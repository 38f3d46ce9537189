import { type ExecFileException, execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a program came to. */
export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

/** A folder elsewhere in which somebody has installed the package. */
export interface Consumer {
  readonly folder: string;
  /** Where the package lies. */
  readonly installed: string;
  write(name: string, text: string): void;
  run(command: string, args: readonly string[], env?: Record<string, string>): Promise<Outcome>;
  remove(): void;
}

/**
 * Packs this repository and installs it elsewhere as npm does, but for the network: of what lies
 * here, the new folder sees what the package declares, and nothing else.
 */
export async function installPackage(): Promise<Consumer> {
  const folder = mkdtempSync(join(tmpdir(), 'qonto-package-'));
  const modules = join(folder, 'node_modules');
  const installed = join(modules, 'qonto-auth-monitor');
  mkdirSync(installed, { recursive: true });
  await must('npm', ['pack', '--silent', '--pack-destination', folder], PROJECT_ROOT);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  await must(
    'tar',
    ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1'],
    folder,
  );

  const { dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(installed, 'package.json'), 'utf8'),
  );
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(PROJECT_ROOT, 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "private": true }\n');
  return {
    folder,
    installed,
    write: (name, text) => writeFileSync(join(folder, name), text),
    run: (command, args, env) => run(command, args, folder, env),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function must(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { exitCode, output } = await run(command, args, cwd);
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${output}`);
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<Outcome> {
  const options = {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...env,
    },
  };
  return new Promise((resolve) => {
    execFile(command, args, options, (error: ExecFileException | null, stdout, stderr) => {
      resolve({ exitCode: Number(error?.code ?? 0), output: stdout + stderr });
    });
  });
}
