/** What a value must keep to. */
export type Limit = { readonly atMost: number } | { readonly atLeast: number };

/** One line of the table: something that was measured, and what it should come to. */
export interface Row {
  readonly measure: string;
  /** Null where it could not be measured here; the note says why. */
  readonly value: number | null;
  readonly unit: 'ratio' | 'KiB' | 'ms' | 'µs' | 'count' | 'MiB' | '%';
  /** Null: told, not judged. */
  readonly goal: Limit | null;
  readonly note?: string;
}

/** Some measures that are taken together. */
export interface Theme {
  readonly name: string;
  run(): Promise<Row[]>;
}

/** Whether a row keeps to its goal; null where it has none, or nothing could be measured. */
export function isMet({ value, goal }: Row): boolean | null {
  if (value === null || goal === null) return null;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** The rows as a table for a terminal. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.measure,
    row.value === null ? 'skipped' : worded(row.value, row.unit),
    goalOf(row.goal),
    VERDICTS.get(isMet(row)) ?? '',
    row.note ?? '',
  ]);
  const all = [['', 'value', 'goal', '', ''], ...cells];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  );
  const isNumber = (column: number) => column === 1 || column === 2;
  return all
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return isNumber(column) ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const VERDICTS = new Map<boolean | null, string>([
  [true, 'met'],
  [false, 'NOT MET'],
]);

function worded(value: number, unit: Row['unit']): string {
  if (unit === 'ratio') return value.toFixed(2);
  const digits = unit === 'count' || Math.abs(value) >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${unit === 'count' ? '' : unit}`.trim();
}

function goalOf(goal: Limit | null): string {
  if (goal === null) return '';
  return 'atMost' in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`;
}
