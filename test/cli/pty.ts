import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../lambda/diagnosis/remedy.ts';
import { BIN, type Folder, variablesIn } from './command.ts';

/** A command at a pseudo-terminal, with somebody at the keyboard. */
export interface Pty {
  /** All text on the screen so far: what was written and what was echoed. */
  readonly screen: string;
  /** Waits until a pattern is on the screen, past what was waited for before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Types a line, once a question is on the screen. */
  answer(question: RegExp, line: string): Promise<void>;
  /** Types keys. */
  type(keys: string): void;
  /** Waits for the end. */
  readonly exitCode: Promise<number | null>;
}

const PATIENCE_MS = 25_000;

const HOW_TO_GET_IT = 'It needs the program script of util-linux, which opens pseudo-terminals.';

/** Of the programs called `script`, only that of util-linux takes these options. */
function hasScript(): boolean {
  const { status, stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.includes('util-linux');
}

/**
 * A group of tests that needs a pseudo-terminal. Where there is none it is skipped, and says so; in CI
 * that is a failure.
 */
export function describeAtTerminal(name: string, tests: () => void): void {
  if (hasScript()) {
    describe(name, tests);
    return;
  }
  if (process.env.CI === 'true') {
    describe(name, () => {
      it('finds a pseudo-terminal', () => {
        expect.fail(`This must not be skipped in CI. ${HOW_TO_GET_IT}`);
      });
    });
    return;
  }
  const message = `SKIPPED: "${name}". ${HOW_TO_GET_IT}`;
  console.error(message);
  describe.skipIf(true)(message, tests);
}

/** Runs the command line at a pseudo-terminal. */
export function runAtTerminal(
  folder: Folder,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Pty {
  const command = [process.execPath, BIN, ...args].map(shellWord).join(' ');
  const child = spawn(
    'script',
    ['--quiet', '--return', '--flush', '--command', command, '/dev/null'],
    {
      cwd: folder.path,
      env: { ...variablesIn(folder.path, env), SHELL: '/bin/sh', TERM: 'xterm', NO_COLOR: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  let written = '';
  let screen = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    screen = stripVTControlCharacters(written);
  });
  const exitCode = once(child, 'close').then(([code]) => code as number | null);

  const until = async (pattern: RegExp) => {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = pattern.exec(screen.slice(seen));
      if (found !== null) {
        seen += found.index + found[0].length;
        return found;
      }
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`${pattern} is not on the screen:\n${screen.slice(seen)}`);
      }
      await sleep(10);
    }
  };
  const type = (keys: string) => {
    child.stdin.write(keys);
  };
  return {
    get screen() {
      return screen;
    },
    until,
    async answer(question, line) {
      await until(question);
      type(`${line}\r`);
    },
    type,
    exitCode,
  };
}
