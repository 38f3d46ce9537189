import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { transform } from 'esbuild';
import { type Mutant, mutantsOf } from './mutations/mutants.ts';
import { makeWorkspace, type TestRun, type Workspace } from './mutations/workspace.ts';

// Switches one rule off at a time, in a copy of the repository, and looks whether a test notices.
//
//   node --import tsx scripts/mutate-rules.ts [--only TEXT] [--jobs 2] [--list]
//
// Ends with 0 when every mutant is killed, 1 when one survives, 2 when the run itself went wrong.

/** Tests in the order in which they are asked: the quick ones first. */
const STAGES: readonly (readonly string[])[] = [
  [
    'test/diagnosis/classification.test.ts',
    'test/diagnosis/network-failure.test.ts',
    'test/diagnosis/placeholders.test.ts',
    'test/diagnosis/response-body.test.ts',
    'test/diagnosis/warnings.test.ts',
    'test/monitor/transition.test.ts',
  ],
  ['test/diagnosis'],
  ['test/experiments'],
  ['test/corpus', 'test/monitor/warnings.test.ts'],
];

interface Verdict extends Mutant {
  readonly result: 'killed' | 'SURVIVED' | 'BROKEN';
  /** The test that noticed, or what went wrong. */
  readonly by: string;
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    jobs: { type: 'string', default: '2' },
    list: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const line = (text: string) => process.stdout.write(`${text}\n`);

process.exitCode = await main();

async function main(): Promise<number> {
  const mutants = mutantsOf(root).filter(({ file, rule }) =>
    `${file} ${rule}`.includes(values.only),
  );
  await Promise.all(mutants.map(mustCompile));
  if (values.list) {
    for (const { file, rule } of mutants) line(`${file}  ${rule}`);
    return 0;
  }
  const workspaces = await Promise.all(
    Array.from({ length: Math.max(1, Number(values.jobs) || 1) }, () => makeWorkspace(root)),
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      for (const { path } of workspaces) rmSync(path, { recursive: true, force: true });
      process.exit(2);
    });
  }
  try {
    const known = await failuresWithout(workspaces);
    const verdicts = await runAll(mutants, workspaces, known);
    return summarize(verdicts);
  } finally {
    await Promise.all(workspaces.map((workspace) => workspace.remove()));
  }
}

/** A mutant that is no program, or the program itself, would prove nothing. */
async function mustCompile({ file, rule, source }: Mutant): Promise<void> {
  const { code } = await transform(source, { loader: 'ts' });
  if (code.trim() === '') throw new Error(`${file} ${rule}: nothing is left.`);
}

/** Tests that fail without any mutant: they are left out, and named. */
async function failuresWithout(workspaces: readonly Workspace[]): Promise<string[]> {
  const runs: TestRun[] = [];
  for (const files of STAGES) {
    const done = await Promise.all(workspaces.map((one) => one.test(files, [], false)));
    runs.push(...done);
  }
  const known = [...new Set(runs.flatMap(({ failed }) => failed))];
  const broken = [...new Set(runs.flatMap((run) => run.broken))];
  const passed = runs.reduce((sum, run) => sum + run.passed, 0) / workspaces.length;
  line(`Without a mutant ${Math.round(passed)} tests pass and ${known.length} fail.`);
  for (const name of [...known, ...broken]) line(`  left out: ${name}`);
  if (passed === 0) throw new Error('No test passes without a mutant.');
  return known;
}

async function runAll(
  mutants: readonly Mutant[],
  workspaces: readonly Workspace[],
  known: readonly string[],
): Promise<Verdict[]> {
  const queue = mutants.map((mutant, index) => ({ mutant, index }));
  const verdicts: Verdict[] = [];
  const work = async (workspace: Workspace): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const verdict = await judge(next.mutant, workspace, known);
      verdicts[next.index] = verdict;
      line(`${verdict.result.padEnd(8)}  ${verdict.file}  ${verdict.rule}`);
      line(`          ${verdict.by}`);
    }
  };
  await Promise.all(workspaces.map(work));
  return verdicts;
}

async function judge(
  mutant: Mutant,
  workspace: Workspace,
  known: readonly string[],
): Promise<Verdict> {
  await workspace.replace(mutant.file, mutant.source);
  try {
    for (const files of STAGES) {
      const { failed, broken } = await workspace.test(files, known, true);
      const [by] = failed;
      if (by !== undefined) return { ...mutant, result: 'killed', by };
      if (broken.length > 0) return { ...mutant, result: 'BROKEN', by: broken.join('; ') };
    }
    return { ...mutant, result: 'SURVIVED', by: 'no test noticed' };
  } finally {
    await workspace.restore();
  }
}

function summarize(verdicts: readonly Verdict[]): number {
  const of = (result: Verdict['result']) => verdicts.filter((verdict) => verdict.result === result);
  line(
    `\n${verdicts.length} mutants: ${of('killed').length} killed, ${of('SURVIVED').length} survived, ${of('BROKEN').length} broken.`,
  );
  for (const { file, rule, by, result } of verdicts) {
    if (result !== 'killed') line(`  ${result}: ${file} ${rule} (${by})`);
  }
  if (of('BROKEN').length > 0) return 2;
  return of('SURVIVED').length > 0 ? 1 : 0;
}
