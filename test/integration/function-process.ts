import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Invocation, startRuntimeApi } from './runtime-api.ts';

const BOOTSTRAP = fileURLToPath(new URL('bootstrap.mjs', import.meta.url));

/** What a function runs with. */
export interface FunctionSettings {
  /** The folder of its code, as it was synthesized. */
  readonly assetFolder: string;
  /** `index.handler` */
  readonly handler: string;
  readonly timeoutMs: number;
  /** All of its environment: nothing is inherited from the test's. */
  readonly env: Readonly<Record<string, string>>;
}

/** One instance of a deployed function, in a process of its own. */
export interface FunctionProcess {
  invoke(event: unknown): Promise<Invocation>;
  readonly pid: number;
  /** Everything that the instance printed. */
  logs(): string;
  /** Suspends the process, as Lambda does between invocations. */
  freeze(): void;
  thaw(): void;
  /** Ends the process at once, whatever it is doing. */
  kill(): Promise<void>;
}

/** Starts an instance. */
export async function startFunction(settings: FunctionSettings): Promise<FunctionProcess> {
  const { assetFolder, handler, timeoutMs, env } = settings;
  const api = await startRuntimeApi(timeoutMs);
  const child = spawn(process.execPath, [BOOTSTRAP], {
    cwd: assetFolder,
    env: {
      LAMBDA_TASK_ROOT: assetFolder,
      _HANDLER: handler,
      AWS_LAMBDA_RUNTIME_API: api.address,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
  const closed = once(child, 'close').then(([code, signal]) => {
    const errorMessage = `The runtime exited with ${signal ?? code}.`;
    api.fail({ errorType: 'Runtime.ExitError', errorMessage });
    return api.close();
  });

  return {
    invoke: (event) => api.invoke(event),
    pid: child.pid ?? 0,
    logs: () => Buffer.concat(printed).toString('utf8'),
    freeze: () => {
      child.kill('SIGSTOP');
    },
    thaw: () => {
      child.kill('SIGCONT');
    },
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
