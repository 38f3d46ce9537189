import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { DIAGNOSIS } from './diagnoses.ts';
import { ENVIRONMENTS } from './environments.ts';
import { GROWTH } from './growth.ts';
import { LOAD } from './load.ts';
import { isMet, type Row, tableOf } from './row.ts';
import { START } from './start.ts';
import { SWEEPS } from './sweeps.ts';

// Measures what the themes are about, prints it and writes bench/results.json. Ends with 1 when a
// goal is not met. `--only sweep`, as often as wanted, leaves the other themes out.
const THEMES = [LOAD, START, SWEEPS, ENVIRONMENTS, GROWTH, DIAGNOSIS];

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
const names = THEMES.map(({ name }) => name);
const unknown = values.only?.filter((name) => !names.includes(name)) ?? [];
if (unknown.length > 0) {
  throw new Error(`There is no ${unknown.join(', ')}; there are ${names.join(', ')}.`);
}

const startedAt = new Date();
const rows: Row[] = [];
for (const theme of THEMES) {
  if (values.only?.includes(theme.name) === false) continue;
  process.stderr.write(`${theme.name} …\n`);
  rows.push(...(await theme.run()));
}

process.stdout.write(`${tableOf(rows)}\n`);
const machine = {
  startedAt: startedAt.toISOString(),
  seconds: Math.round((Date.now() - startedAt.getTime()) / 1_000),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  processor: cpus()[0]?.model ?? null,
  processors: cpus().length,
  memoryGiB: Math.round(totalmem() / 1_024 ** 3),
};
const measured = rows.map((row) => ({ ...row, value: rounded(row.value), isMet: isMet(row) }));
writeFileSync(
  new URL('results.json', import.meta.url),
  `${JSON.stringify({ ...machine, rows: measured }, null, 2)}\n`,
);
process.exitCode = rows.some((row) => isMet(row) === false) ? 1 : 0;

/** Three digits are what a measurement is worth. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(3));
}
