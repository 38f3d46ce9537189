import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { judge, type Met, measure, type Result } from './bench.ts';
import { DIAGNOSES, DIAGNOSIS_GOALS } from './diagnoses.ts';

// Measures everything in one interleaved run, prints it and writes bench/results.json. Ends with 1
// when a goal is not met. A further bench is a row in one of these tables.
const BENCHES = [...DIAGNOSES];
const GOALS = [...DIAGNOSIS_GOALS];

const results = await measure(BENCHES, { rounds: 41, warmUp: 5 });
const goals = judge(GOALS, results);
show(results, goals);
const taken = { node: process.version, processors: cpus().length };
writeFileSync(
  new URL('results.json', import.meta.url),
  `${JSON.stringify({ ...taken, results: results.map(rounded), goals: goals.map(rounded) }, null, 2)}\n`,
);
process.exitCode = goals.every(({ isMet }) => isMet) ? 0 : 1;

function show(measured: readonly Result[], met: readonly Met[]): void {
  const rows = [
    ['', 'median', 'per second', 'spread', 'ratio'],
    ...measured.map(({ name, medianMicroseconds, perSecond, spread, ratio, comparedWith }) => [
      name,
      `${medianMicroseconds.toFixed(2)} µs`,
      Math.round(perSecond).toLocaleString('en'),
      `${Math.round(spread * 100)} %`,
      ratio === null ? '' : `${ratio.toFixed(2)} × ${comparedWith}`,
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const [name = '', ...cells] of rows) {
    const padded = cells.map((cell, column) => cell.padStart(widths[column + 1] ?? 0));
    process.stdout.write(`${[name.padEnd(widths[0] ?? 0), ...padded].join('  ')}\n`);
  }
  for (const { name, value, limit, isMet } of met) {
    const verdict = isMet ? 'met' : 'NOT MET';
    process.stdout.write(`${name}: ${value.toPrecision(2)} (goal: below ${limit}): ${verdict}\n`);
  }
}

/** Three digits are what a measurement is worth. */
function rounded<T extends object>(values: T): object {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'number' ? Number(value.toPrecision(3)) : value,
    ]),
  );
}
