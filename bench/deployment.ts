import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runtimeConfig } from '../lambda/config/monitor-config.ts';
import { parseConfig } from '../lambda/config/parse.ts';
import { bundle } from '../lib/bundle.ts';
import { type Child, startChild } from './process.ts';

/** A folder for all that a run of the bench writes. */
export const SCRATCH = mkdtempSync(join(tmpdir(), 'qonto-auth-monitor-bench-'));
process.once('exit', () => rmSync(SCRATCH, { recursive: true, force: true }));

/** The function's bundle as it is deployed, without a configuration. */
export const BUNDLE = join(SCRATCH, 'bundle');
bundle('function', BUNDLE);

/** What a sweep came to, as whoever made it saw it. */
export interface Sweep {
  readonly total: number;
  readonly authenticated: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** What the process has of the machine's memory. */
  readonly rssBytes: number;
  /** What is alive after a collection, where the process may ask for one. */
  readonly liveBytes: number;
}

/** What is deployed: environments by their hosts, and how it reaches AWS. */
export interface Deployment {
  readonly environments: readonly { readonly url: string; readonly credentials: number }[];
  readonly concurrency: number;
  readonly awsUrl: string;
  /** PEM of an authority that is trusted besides. */
  readonly ca?: string;
}

let deployed = 0;

/** Puts the function into a folder of its own, configured. */
export function deploy(deployment: Deployment): { folder: string; env: Record<string, string> } {
  deployed += 1;
  const folder = join(SCRATCH, `function-${deployed}`);
  const environments = Object.fromEntries(
    deployment.environments.map(({ url, credentials }, index) => [
      `environment-${index + 1}`,
      {
        kind: 'production',
        apiUrl: url,
        oauthUrl: url,
        credentials: Array.from({ length: credentials }, (_, number) => ({
          name: `credential-${number + 1}`,
          secret: `qonto/${index + 1}/credential-${number + 1}`,
        })),
      },
    ]),
  );
  const check = { concurrency: deployment.concurrency };
  const config = runtimeConfig(parseConfig({ environments, check }, 'the bench'));
  cpSync(BUNDLE, folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return { folder, env: environmentOf(deployment, `table-${deployed}`) };
}

function environmentOf({ awsUrl, ca }: Deployment, table: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: awsUrl,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'not-real',
    AWS_SECRET_ACCESS_KEY: 'not-real',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    STATE_TABLE_NAME: table,
    ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts',
    POWERTOOLS_SERVICE_NAME: 'qonto-auth-monitor',
    ...(ca === undefined ? {} : { NODE_EXTRA_CA_CERTS: ca }),
  };
}

/** One instance of the function, in a process of its own. */
export interface Instance extends Pick<Child, 'close'> {
  /** @throws Error unless everything was found to authenticate */
  sweep(sweeps?: number): Promise<Sweep>;
}

/** Starts an instance of what was deployed. */
export async function startInstance(
  { folder, env }: ReturnType<typeof deploy>,
  execArgv: readonly string[] = [],
): Promise<Instance> {
  const { child } = await startChild({
    file: new URL('contestants/function.mjs', import.meta.url),
    args: [pathToFileURL(join(folder, 'index.mjs')).href],
    env,
    execArgv,
  });
  return {
    close: child.close,
    sweep: async (sweeps = 1) => sound(await child.ask<Sweep>({ sweeps })),
  };
}

/** What was not measured in full is not to be compared. */
export function sound<T extends Pick<Sweep, 'total' | 'authenticated'>>(result: T): T {
  const { total, authenticated } = result;
  if (authenticated === total) return result;
  throw new Error(`Only ${authenticated} of ${total} requests were answered as they should.`);
}
