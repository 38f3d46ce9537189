import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';

/** Where AWS is to be had on this machine. */
export type Emulator =
  | { readonly kind: 'given'; readonly url: string }
  | { readonly kind: 'moto_server' }
  | { readonly kind: 'missing' };

/** A running emulator of AWS. */
export interface Aws {
  readonly url: string;
  stop(): Promise<void>;
}

const HOW_TO_GET_IT =
  'It needs an emulator of AWS: pip install "moto[all,server]" puts moto_server on the PATH, or AWS_ENDPOINT_URL names one that runs.';

/** Finds the emulator: the one that the environment names, else moto_server on the PATH. */
export function findEmulator(env: Readonly<Record<string, string | undefined>>): Emulator {
  if (env.AWS_ENDPOINT_URL) return { kind: 'given', url: env.AWS_ENDPOINT_URL };
  const isFound = (env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, 'moto_server'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  return { kind: isFound ? 'moto_server' : 'missing' };
}

/**
 * A group of tests that needs AWS. Without an emulator it is skipped, and says so; in CI that is a
 * failure.
 */
export function describeWithAws(name: string, tests: () => void): void {
  if (findEmulator(process.env).kind !== 'missing') {
    describe(name, tests);
    return;
  }
  const message = `SKIPPED: "${name}". ${HOW_TO_GET_IT}`;
  if (process.env.CI === 'true') {
    describe(name, () => {
      it('finds an emulator of AWS', () => {
        expect.fail(`This must not be skipped in CI. ${HOW_TO_GET_IT}`);
      });
    });
    return;
  }
  console.error(message);
  describe.skipIf(true)(message, tests);
}

/** Starts moto_server on a free port, or takes the emulator that the environment names. */
export async function startAws(): Promise<Aws> {
  const emulator = findEmulator(process.env);
  if (emulator.kind === 'given') return { url: emulator.url, stop: async () => {} };
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = await addressOf(child);
  const ready = await fetch(`${url}/moto-api/`);
  if (!ready.ok) throw new Error(`moto_server answers ${ready.status}.`);
  return {
    url,
    stop: async () => {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** The address that the server names once it listens. The lines behind it are read and dropped. */
function addressOf(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    if (child.stderr === null) throw new TypeError('the output of moto_server is not piped');
    createInterface({ input: child.stderr }).on('line', (line) => {
      const address = /Running on (http:\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
      else if (said.length < 50) said.push(line);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`moto_server ended with ${code}:\n${said.join('\n')}`));
    });
  });
}
