import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { bundleFile } from '../lib/bundle.ts';
import { BUNDLE, deploy, SCRATCH } from './deployment.ts';
import { interleave, median, medianRatio } from './median.ts';
import type { Row, Theme } from './row.ts';

const PROCESSES = 51;
const WARM_UP = 3;

/** How large the bundle is, and how long it takes to load. */
export const LOAD: Theme = { name: 'load', run: async () => [sizeRow(), ...(await loadRows())] };

function sizeRow(): Row {
  const bytes = readdirSync(BUNDLE).map((name) => statSync(join(BUNDLE, name)).size);
  return {
    measure: 'bundle, minified: all files, those that few runs load as well',
    value: bytes.reduce((sum, size) => sum + size, 0) / 1_024,
    unit: 'KiB',
    goal: { atMost: 500 },
  };
}

async function loadRows(): Promise<Row[]> {
  const source = fileURLToPath(new URL('contestants/reference.ts', import.meta.url));
  const [plain, lean] = [join(SCRATCH, 'reference'), join(SCRATCH, 'lean-reference')];
  buildSync({
    entryPoints: [{ in: source, out: 'index' }],
    outdir: plain,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
  });
  bundleFile(source, lean);
  const environments = [{ url: 'http://127.0.0.1', credentials: 2 }];
  const deployed = deploy({ environments, concurrency: 20, awsUrl: 'http://127.0.0.1' });
  const loading = (folder: string) => () => loadMs(join(folder, 'index.mjs'), deployed.env);
  const contestants = {
    function: loading(deployed.folder),
    plain: loading(plain),
    lean: loading(lean),
  };
  await interleave(contestants, WARM_UP);
  const times = await interleave(contestants, PROCESSES);
  const row = (other: 'plain' | 'lean') => ({
    value: medianRatio(times.function, times[other]),
    unit: 'ratio' as const,
    note: `${median(times.function).toFixed(1)} ms to ${median(times[other]).toFixed(1)} ms, ${PROCESSES} fresh processes each`,
  });
  return [
    {
      measure: 'load of the bundle: of one of the same SDK clients and node-fetch alone',
      goal: { atMost: 1.15 },
      ...row('plain'),
    },
    {
      measure: '… if that leaves out all that the bundle of the function leaves out of them',
      goal: null,
      ...row('lean'),
    },
  ];
}

async function loadMs(file: string, env: Readonly<Record<string, string>>): Promise<number> {
  const script = fileURLToPath(new URL('contestants/load.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [script, pathToFileURL(file).href],
    { env },
  );
  return Number(stdout);
}
