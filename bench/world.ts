import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROBE_PATH } from '../lambda/qonto/environments.ts';
import { VERSION } from '../lambda/version.ts';
import { SCRATCH, type Sweep, sound } from './deployment.ts';
import { type Child, closeAll, startChild } from './process.ts';
import type { Calls } from './servers/aws.ts';
import type { Seen } from './servers/qonto.ts';

/** A server in a process of its own, which tells what it saw since it was asked last. */
export interface Server<S> extends Pick<Child, 'close'> {
  readonly url: string;
  seen(): Promise<S>;
}

async function startServer<S>(name: string, ...args: string[]): Promise<Server<S>> {
  const file = new URL(`servers/${name}.ts`, import.meta.url);
  const { child, ready } = await startChild<{ url: string }>({ file, args });
  return { url: ready.url, close: child.close, seen: () => child.ask<S>({}) };
}

/** Starts the few operations of AWS that the function calls. */
export function startAws(): Promise<Server<Calls>> {
  return startServer<Calls>('aws');
}

/** Starts a Qonto that takes some milliseconds to answer; over https with a certificate. */
export function startQonto(delayMs: number, certificate?: Certificate): Promise<Server<Seen>> {
  const folder = certificate === undefined ? [] : [certificate.folder];
  return startServer<Seen>('qonto', String(delayMs), ...folder);
}

/** Starts a bare loop of requests to a URL, so many under way at once. */
export async function startLoop(
  url: string,
  concurrency: number,
  ca?: string,
): Promise<Pick<Child, 'close'> & { run(requests: number): Promise<Sweep> }> {
  const { child } = await startChild({
    file: new URL('contestants/loop.mjs', import.meta.url),
    args: [url, String(concurrency), `qonto-auth-monitor/${VERSION}`],
    ...(ca === undefined ? {} : { env: { NODE_EXTRA_CA_CERTS: ca } }),
  });
  return {
    close: child.close,
    run: async (requests) => sound(await child.ask<Sweep>({ requests })),
  };
}

/** The address of the request that checks are made with. */
export function probeUrl({ url }: Pick<Server<unknown>, 'url'>): string {
  return url + PROBE_PATH;
}

/** A self-signed certificate for 127.0.0.1. */
export interface Certificate {
  /** With `key.pem` and `cert.pem`. */
  readonly folder: string;
  /** The file for whoever is to trust it. */
  readonly ca: string;
}

/** Makes one, with the `openssl` command. Keys that look real are not kept in the repository. */
export function makeCertificate(): Certificate {
  const folder = join(SCRATCH, 'certificate');
  mkdirSync(folder, { recursive: true });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const files = ['-keyout', 'key.pem', '-out', 'cert.pem'];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const args = ['req', '-x509', ...key, ...files, '-days', '2', ...name];
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  return { folder, ca: join(folder, 'cert.pem') };
}

/** Uses some processes, and closes them whatever happens. */
export async function using<T>(
  use: (keep: <C extends Pick<Child, 'close'>>(starting: Promise<C>) => Promise<C>) => Promise<T>,
): Promise<T> {
  const open: Pick<Child, 'close'>[] = [];
  try {
    return await use(async (starting) => {
      const started = await starting;
      open.push(started);
      return started;
    });
  } finally {
    await closeAll(open);
  }
}
