import { styleText } from 'node:util';

/** Where a command writes to, and how. */
export interface Output {
  /** One line on standard output. */
  line(text?: string): void;
  /** Machine-readable output, alone on standard output. */
  json(value: unknown): void;
  /** Columns that a line may take. */
  readonly width: number;
  readonly style: Style;
}

type Format = Parameters<typeof styleText>[0];

/** Colours a text, or leaves it plain. */
export type Style = (format: Format, text: string) => string;

/** Standard output: coloured on a terminal unless `NO_COLOR` is set, plain elsewhere. */
export function standardOutput(
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>,
  env: Readonly<Record<string, string | undefined>>,
): Output {
  const isColoured = Boolean(stream.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb';
  return {
    line: (text = '') => {
      stream.write(`${text}\n`);
    },
    json: (value) => {
      stream.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    width: Math.min(Math.max(stream.columns || 100, 60), 110),
    style: (format, text) => (isColoured ? styleText(format, text) : text),
  };
}

/** Breaks a text into lines of some width; words longer than that stay whole, to be copied. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
