import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf, withoutRow } from './rows.ts';
import { EDITS, TABLES } from './tables.ts';

/** A repository in which one rule is switched off. */
export interface Mutant {
  readonly file: string;
  /** The rule, within its file. */
  readonly rule: string;
  /** The whole file without the rule. */
  readonly source: string;
}

/**
 * Every mutant, in the order of the tables.
 *
 * @throws when a table or a text is no longer in the code: then this script must follow the code
 */
export function mutantsOf(root: string): Mutant[] {
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const rows = TABLES.flatMap(({ file, name }): Mutant[] => {
    const source = read(file);
    const found = rowsOf(source, name);
    if (found.length === 0) throw new Error(`${name} in ${file} is empty.`);
    return found.map((row, index) => ({
      file,
      rule: `${name}[${index}] ${labelOf(row.text)}`,
      source: withoutRow(source, row),
    }));
  });
  const misfits = EDITS.filter(({ file, from }) => read(file).split(from).length !== 2);
  if (misfits.length > 0) {
    const named = misfits.map(({ file, rule, from }) => `  ${file}: ${rule}: ${from}`);
    throw new Error(`These texts do not stand in the code exactly once:\n${named.join('\n')}`);
  }
  const edits = EDITS.map(({ file, rule, from, to }): Mutant => {
    return { file, rule, source: read(file).replace(from, () => to) };
  });
  return [...rows, ...edits];
}

/** What a row is called: its name, its code, or its first characters. */
function labelOf(text: string): string {
  const code = /\bname: '([^']+)'/.exec(text) ?? /'([\w-]+)'/.exec(text);
  const label = text.startsWith('/') ? text : (code?.[1] ?? text);
  const line = label.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
