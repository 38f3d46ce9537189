import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { MonitorError } from '../lambda/errors.ts';
import { Secret } from '../lambda/secret.ts';
import { wrap } from './output.ts';

/** Talks to the person at the keyboard. All of it goes to standard error: results have the other. */
export interface Terminal {
  /** Whether there is somebody to ask. */
  readonly isInteractive: boolean;
  /** Says something, in lines of the terminal's width. */
  say(text?: string): void;
  /** Writes a text as it is, to be copied whole. */
  show(text: string): void;
  /** Asks for a line that may be seen. */
  ask(question: string): Promise<string>;
  /**
   * Asks for a line that is not shown while it is typed or pasted.
   *
   * @param signal takes the question back
   */
  askSecret(question: string, signal?: AbortSignal): Promise<Secret>;
  /** Asks a question of yes and no; everything but a yes is a no. */
  confirm(question: string): Promise<boolean>;
  close(): void;
}

/** The streams that a terminal is made of. */
export interface TerminalStreams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

const WIDEST = 100;

/**
 * Opens the dialogue. From the first question to the end the keyboard echoes nothing by itself, so that
 * what is typed or pasted too early is not shown either.
 *
 * @throws MonitorError `INTERRUPTED`, from a question, when it is answered by Ctrl-C or Ctrl-D
 */
export function openTerminal({ input, output }: TerminalStreams): Terminal {
  const isInteractive = Boolean(input.isTTY) && Boolean(output.isTTY);
  const screen = new Screen(output);
  let reader: Interface | undefined;
  let pending: AbortController | undefined;

  const open = (): Interface => {
    const opened = createInterface({ input, output: screen, terminal: true, historySize: 0 });
    opened.on('SIGINT', () => {
      if (pending !== undefined) pending.abort();
      else process.kill(process.pid, 'SIGINT');
    });
    opened.on('close', () => pending?.abort());
    return opened;
  };

  const answerTo = async (question: string, isShown: boolean, signal?: AbortSignal) => {
    if (!isInteractive) {
      throw new MonitorError('USAGE_INVALID', `There is nobody to ask: ${question.trim()}`);
    }
    reader ??= open();
    pending = new AbortController();
    const signals = signal === undefined ? [pending.signal] : [pending.signal, signal];
    if (!isShown) output.write(question);
    screen.isMuted = !isShown;
    try {
      // The line editor draws its line anew, and the question in it, unless nothing of it is shown.
      const prompt = isShown ? question : '';
      return await reader.question(prompt, { signal: AbortSignal.any(signals) });
    } catch (cause) {
      signal?.throwIfAborted();
      throw new MonitorError('INTERRUPTED', 'Ended before it was done.', { cause });
    } finally {
      screen.isMuted = true;
      pending = undefined;
      if (!isShown) output.write('\n');
    }
  };

  return {
    isInteractive,
    say: (text = '') => {
      for (const line of wrap(text, Math.min(output.columns || WIDEST, WIDEST))) {
        output.write(`${line}\n`);
      }
    },
    show: (text) => {
      output.write(`${text}\n`);
    },
    ask: (question) => answerTo(question, true),
    askSecret: async (question, signal) => new Secret(await answerTo(question, false, signal)),
    confirm: async (question) =>
      /^y(?:es)?$/i.test((await answerTo(`${question} [y/N] `, true)).trim()),
    close: () => {
      reader?.close();
    },
  };
}

/** What the line editor writes to: the terminal while an answer may be seen, nothing otherwise. */
class Screen extends Writable {
  isMuted = true;
  readonly #output: NodeJS.WriteStream;

  constructor(output: NodeJS.WriteStream) {
    super();
    this.#output = output;
  }

  /** The line editor asks for it. */
  get columns(): number {
    return this.#output.columns;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (!this.isMuted) this.#output.write(chunk);
    done();
  }
}
