import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process of the bench's own, which answers one question at a time. */
export interface Child {
  ask<T>(question: object): Promise<T>;
  close(): Promise<void>;
}

/** What a process is started with. */
export interface ChildOptions {
  readonly file: URL;
  readonly args?: readonly string[];
  /** All of its environment, but for the PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node. */
  readonly execArgv?: readonly string[];
}

/**
 * Starts a process and waits until it says that it is ready. Whoever is measured shares its process
 * with nobody: neither with the server that it asks, nor with the bench.
 */
export async function startChild<Ready>(
  options: ChildOptions,
): Promise<{ child: Child; ready: Ready }> {
  const { file, args = [], env = {}, execArgv = [] } = options;
  const loader = file.pathname.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const spawned = spawn(process.execPath, [...execArgv, ...loader, file.pathname, ...args], {
    env: { PATH: process.env.PATH, ...env },
    // What the function logs is not looked at, and nobody reads it at the speed of a terminal.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const next = <T>() => nextMessage<T>(spawned);
  const ready = await next<Ready>();
  return {
    ready,
    child: {
      ask: async <T>(question: object) => {
        const answer = next<T>();
        spawned.send(question);
        return answer;
      },
      close: async () => {
        if (spawned.exitCode !== null) return;
        const exited = once(spawned, 'exit');
        spawned.disconnect();
        await exited;
      },
    },
  };
}

async function nextMessage<T>(child: ChildProcess): Promise<T> {
  const aborter = new AbortController();
  const { signal } = aborter;
  try {
    const exited = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`${child.spawnargs.join(' ')} ended with ${code}.`);
    });
    const [message] = await Promise.race([once(child, 'message', { signal }), exited]);
    return message as T;
  } finally {
    aborter.abort();
  }
}

/** Closes some things, whatever became of the others. */
export async function closeAll(children: readonly Pick<Child, 'close'>[]): Promise<void> {
  await Promise.allSettled(children.map((child) => child.close()));
}

/** In a child: says that it is ready, and answers what it is asked. */
export function serveParent<Q>(ready: object, answer: (question: Q) => object): void {
  process.on('message', (question) => process.send?.(answer(question as Q)));
  process.on('disconnect', () => process.exit());
  process.send?.(ready);
}
