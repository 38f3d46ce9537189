import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const LEFT_OUT = new Set(['node_modules', '.git', 'cdk.out', 'coverage', '.vitest']);

/** The same examples in every run: a property that fails by chance would look like a kill. */
const SEEDED: Readonly<Record<string, string>> = {
  'mutate.setup.ts': "import fc from 'fast-check';\nfc.configureGlobal({ seed: 1 });\n",
  'mutate.config.ts': `import base from './vitest.config.ts';
export default { ...base, test: { ...base.test, setupFiles: ['./mutate.setup.ts'] } };
`,
};

/** What came of a run of tests. */
export interface TestRun {
  readonly passed: number;
  /** Full names of the tests that failed. */
  readonly failed: readonly string[];
  /** Test files that could not be run at all, and why. */
  readonly broken: readonly string[];
}

/** A copy of the repository that may be broken. */
export interface Workspace {
  readonly path: string;
  /** Replaces a file; `restore` puts it back. */
  replace(file: string, source: string): Promise<void>;
  restore(): Promise<void>;
  /** Runs some test files, without the tests named, up to the first failure if so wished. */
  test(files: readonly string[], without: readonly string[], bail: boolean): Promise<TestRun>;
  remove(): Promise<void>;
}

/** Copies the repository to a folder of its own; the packages are shared. */
export async function makeWorkspace(root: string): Promise<Workspace> {
  const path = await mkdtemp(join(tmpdir(), 'mutate-rules-'));
  await cp(root, path, { recursive: true, filter: (source) => !LEFT_OUT.has(basename(source)) });
  await symlink(join(root, 'node_modules'), join(path, 'node_modules'));
  for (const [name, content] of Object.entries(SEEDED)) await writeFile(join(path, name), content);
  const results = join(path, 'results.json');
  let replaced: { file: string; source: string } | null = null;
  return {
    path,
    replace: async (file, source) => {
      replaced = { file, source: await readFile(join(path, file), 'utf8') };
      await writeFile(join(path, file), source);
    },
    restore: async () => {
      if (replaced !== null) await writeFile(join(path, replaced.file), replaced.source);
      replaced = null;
    },
    test: async (files, without, bail) => {
      await rm(results, { force: true });
      const child = spawn(
        process.execPath,
        [
          join(path, 'node_modules/vitest/vitest.mjs'),
          'run',
          ...files,
          '--root',
          path,
          '--config',
          join(path, 'mutate.config.ts'),
          '--reporter=json',
          `--outputFile=${results}`,
          '--maxWorkers=1',
          ...(bail ? ['--bail=1'] : []),
          ...(without.length === 0 ? [] : ['--testNamePattern', anythingBut(without)]),
        ],
        { cwd: path, stdio: 'ignore' },
      );
      await once(child, 'close');
      return readRun(await readFile(results, 'utf8').catch(() => null));
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** A pattern that matches every name but some. */
function anythingBut(names: readonly string[]): string {
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return `^(?!(?:${escaped.join('|')})$)`;
}

interface JsonResults {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

function readRun(json: string | null): TestRun {
  if (json === null) return { passed: 0, failed: [], broken: ['the tests could not be run'] };
  const { testResults } = JSON.parse(json) as JsonResults;
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const of = (status: string) => tests.filter((test) => test.status === status);
  return {
    passed: of('passed').length,
    failed: of('failed').map(({ fullName }) => fullName),
    broken: testResults
      .filter(
        ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
      )
      .map(({ name, message }) => `${basename(name)}: ${message.split('\n', 1)[0]}`),
  };
}
