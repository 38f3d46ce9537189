import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The command line's program. */
export const BIN = fileURLToPath(new URL('../../bin/qonto-auth-monitor.js', import.meta.url));

/** How a command ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An empty folder in which commands run, as on somebody's machine. */
export interface Folder {
  readonly path: string;
  write(name: string, content: unknown): Promise<void>;
  /**
   * Runs the command line in a process of its own, neither input nor output a terminal.
   *
   * @param input what it may read; nothing, when left out
   */
  run(
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
    input?: string,
  ): Promise<Ended>;
  /** The same, where nobody reads what it prints: the pipe is closed before anything comes. */
  runUnread(
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
    input?: string,
  ): Promise<number | null>;
  remove(): Promise<void>;
}

/** What of this machine a command may see: how to find programs, nothing of its AWS or colours. */
const MACHINE = { PATH: process.env.PATH ?? '', SystemRoot: process.env.SystemRoot ?? '' };

/** An access key that is none. */
const AWS = {
  AWS_ACCESS_KEY_ID: 'not-real',
  AWS_SECRET_ACCESS_KEY: 'not-real',
  AWS_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** The environment variables of a command that runs in a folder. */
export function variablesIn(
  folder: string,
  more: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...MACHINE, ...AWS, HOME: folder, USERPROFILE: folder, TMPDIR: tmpdir(), ...more };
}

type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

type Start = (...called: Parameters<Folder['run']>) => Child;

/** Makes a folder for some tests. */
export async function makeFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'qonto-auth-monitor-cli-'));
  const start: Start = (args, env = {}, input = undefined) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: path,
      env: variablesIn(path, env),
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    }) as Child;
    child.stdin?.end(input);
    return child;
  };
  return {
    path,
    write: async (name, content) => {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(
        file,
        typeof content === 'string' ? content : JSON.stringify(content, null, 2),
      );
    },
    run: async (...called) => {
      const child = start(...called);
      const [stdout, stderr, [exitCode]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close') as Promise<[number | null]>,
      ]);
      return { exitCode, stdout, stderr };
    },
    runUnread: async (...called) => {
      const child = start(...called);
      child.stdout.destroy();
      child.stderr.destroy();
      const [exitCode] = (await once(child, 'close')) as [number | null];
      return exitCode;
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
