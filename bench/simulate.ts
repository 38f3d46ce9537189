import type { Figures } from './fleet/figures.ts';
import { measureMemory } from './fleet/memory.ts';
import { prepare } from './fleet/prepare.ts';
import { play, SCENARIOS, type ScenarioName } from './fleet/scenarios.ts';

// Plays sweeps of a fleet through the synthesized state machine, and prints what they came to as
// tables of Markdown. `npm run simulate -- 2000 revoked` plays one with so many credentials.
const [size = '10000', ...named] = process.argv.slice(2);
const names =
  named.length > 0 ? (named as ScenarioName[]) : (Object.keys(SCENARIOS) as ScenarioName[]);

const unknown = names.filter((name) => !Object.hasOwn(SCENARIOS, name));
if (!/^[1-9]\d{0,5}$/.test(size) || unknown.length > 0) {
  console.error(
    `Usage: npm run simulate -- [CREDENTIALS [SCENARIO …]], with a number and any of ${Object.keys(SCENARIOS).join(', ')}.`,
  );
  process.exit(3);
}

const prepared = await prepare();
const played: { title: string; figures: Figures }[] = [];
for (const name of names) {
  const scenario = SCENARIOS[name];
  const figures = await play(scenario, { ...prepared.options, size: Number(size) });
  played.push({ title: scenario.title, figures });
  console.error(`${scenario.title}: ${Math.round(figures.realSeconds)} s`);
}
print(
  [
    '',
    'sweep',
    'in 10 s',
    'in 10 min',
    '401 in an hour',
    'after the worst sweep',
    '429',
    'not checked',
    'alerts',
  ],
  played.map(({ title, figures }) => [
    title,
    `${range(figures.sweepSeconds)} s`,
    count(figures.in10Seconds),
    count(figures.in10Minutes),
    count(figures.refusalsInHour),
    count(figures.refusalsInHourAfter),
    count(figures.throttled),
    count(figures.notChecked.reduce((sum, one) => sum + one, 0)),
    figures.alerts.join(', ') || 'none',
  ]),
);
const operations = [
  ...new Set(played.flatMap(({ figures }) => figures.calls.flatMap((calls) => Object.keys(calls)))),
].sort();
print(
  ['calls in a sweep, at most', ...played.map(({ title }) => title)],
  operations.map((operation) => [
    operation,
    ...played.map(({ figures }) =>
      // The first sweep of all remembers each credential for the first time.
      count(Math.max(0, ...figures.calls.slice(1).map((calls) => calls[operation] ?? 0))),
    ),
  ]),
);
print(
  ['a child of the map, at most', ...played.map(({ title }) => title)],
  (['input', 'output'] as const).map((kind) => [
    `${kind}, KiB`,
    ...played.map(({ figures }) => count(figures.childBytes[kind] / 1_024)),
  ]),
);
if (named.length === 0) {
  const { plan, conclude } = await measureMemory(prepared, Number(size));
  print(
    ['memory at most', 'MiB'],
    [
      ['plan', count(plan)],
      ['conclude', count(conclude)],
    ],
  );
}
await prepared.synthesis.remove();

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map(count);
  return least === most ? String(least) : `${least} to ${most}`;
}

function print(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [head, head.map((_, column) => (column === 0 ? '---' : '--:')), ...rows];
  process.stdout.write(`\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`);
}
