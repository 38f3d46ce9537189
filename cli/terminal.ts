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
  /**
   * Asks for one of some answers until one is given, by its beginning or in full, and shows which was
   * understood. What is typed is not shown: a secret may be pasted at the wrong question.
   *
   * @param otherwise what nothing but Enter means; left out, it means none
   */
  choose<A extends string>(question: string, answers: readonly A[], otherwise?: A): Promise<A>;
  /**
   * Asks for a line that is not shown while it is typed or pasted.
   *
   * @param signal takes the question back
   */
  askSecret(question: string, signal?: AbortSignal): Promise<Secret>;
  /** Asks a question of yes and no; nothing but Enter is a no. */
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
  let reader: Interface | undefined;
  let pending: AbortController | undefined;

  const open = (): Interface => {
    const opened = createInterface({
      input,
      output: new Nowhere(),
      terminal: true,
      historySize: 0,
    });
    opened.on('SIGINT', () => {
      if (pending !== undefined) pending.abort();
      else process.kill(process.pid, 'SIGINT');
    });
    opened.on('close', () => pending?.abort());
    return opened;
  };

  const answerTo = async (question: string, signal?: AbortSignal) => {
    if (!isInteractive) {
      throw new MonitorError('USAGE_INVALID', `There is nobody to ask: ${question.trim()}`);
    }
    reader ??= open();
    pending = new AbortController();
    const signals = signal === undefined ? [pending.signal] : [pending.signal, signal];
    output.write(question);
    try {
      return await reader.question('', { signal: AbortSignal.any(signals) });
    } catch (cause) {
      signal?.throwIfAborted();
      throw new MonitorError('INTERRUPTED', 'Ended before it was done.', { cause });
    } finally {
      pending = undefined;
      output.write('\n');
    }
  };

  const say = (text = '') => {
    for (const line of wrap(text, Math.min(output.columns || WIDEST, WIDEST))) {
      output.write(`${line}\n`);
    }
  };

  const choose: Terminal['choose'] = async (question, answers, otherwise) => {
    for (;;) {
      const typed = (await answerTo(question)).trim().toLowerCase();
      const meant = typed === '' ? otherwise : answers.find((answer) => answer.startsWith(typed));
      if (meant !== undefined) {
        say(meant);
        return meant;
      }
      say(`Answer ${answers.join(' or ')}. What you typed is not shown.`);
    }
  };

  return {
    isInteractive,
    say,
    show: (text) => {
      output.write(`${text}\n`);
    },
    choose,
    askSecret: async (question, signal) => new Secret(await answerTo(question, signal)),
    confirm: async (question) =>
      (await choose(`${question} [y/N] `, ['yes', 'no'], 'no')) === 'yes',
    close: () => {
      reader?.close();
    },
  };
}

/** What the line editor writes to, in place of the terminal: nothing of a line is ever shown. */
class Nowhere extends Writable {
  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    done();
  }
}
