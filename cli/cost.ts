import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDuration } from '../lambda/config/duration.ts';
import { DEFAULT_FILES, loadConfig } from '../lambda/config/load.ts';
import { MonitorError } from '../lambda/errors.ts';
import { ASSUMED } from './cost/assumed.ts';
import { estimate } from './cost/estimate.ts';
import { PRICED, PRICES } from './cost/prices.ts';
import { MOST_IN_ONE_SECRET, type Workload, workloadOf, workloadOfMany } from './cost/workload.ts';
import { EXIT } from './exit-code.ts';
import type { Output } from './output.ts';
import { counted, renderCost } from './render/cost.ts';

/** Options of `cost`. */
export interface CostOptions {
  readonly config?: string;
  readonly credentials?: string;
  readonly secrets?: string;
  readonly every?: string;
  readonly json?: boolean;
}

/** What is estimated, and where that comes from. */
interface Question {
  readonly of: 'configuration' | 'numbers' | 'example';
  readonly load: Workload;
  /** Whether there may be further credentials, which are discovered by tags and not counted. */
  readonly discovers: boolean;
}

/** EventBridge Scheduler's shortest and the configuration's longest useful interval. */
const INTERVALS_MS = { shortest: 60_000, longest: 31 * 86_400_000 } as const;

/**
 * Says what a month costs: of the configuration, or of the given numbers.
 *
 * @throws MonitorError `EVENT_INVALID` for numbers that are none, `CONFIG_INVALID` for a configuration
 * with faults
 */
export async function cost(options: CostOptions, out: Output): Promise<number> {
  const { of, load, discovers } = await questionOf(options);
  const estimated = estimate(load);
  if (options.json) {
    out.json({ of, discovers, ...estimated, assumed: ASSUMED, priced: PRICED, prices: PRICES });
    return EXIT.ok;
  }
  if (of === 'example') {
    out.line(
      'There is no configuration here. An example; --credentials, --secrets and --every say others.',
    );
    out.line();
  }
  if (discovers) {
    out.line(
      'Not counted: what an environment discovers by its tags. --credentials N counts so many.',
    );
    out.line();
  }
  renderCost(estimated, out);
  return EXIT.ok;
}

async function questionOf(options: CostOptions): Promise<Question> {
  const interval = options.every === undefined ? undefined : intervalFrom(options.every);
  if (options.credentials !== undefined) {
    if (options.config !== undefined) {
      throw usage('--config and --credentials exclude each other: one or the other is estimated.');
    }
    const credentials = countFrom('--credentials', options.credentials);
    const secrets = secretsFrom(options.secrets, credentials);
    return {
      of: 'numbers',
      load: workloadOfMany(credentials, interval, secrets),
      discovers: false,
    };
  }
  if (options.secrets !== undefined) throw usage('--secrets goes with --credentials.');
  const directory = process.cwd();
  const isThere = DEFAULT_FILES.some((name) => existsSync(resolve(directory, name)));
  if (options.config === undefined && !process.env.MONITOR_CONFIG && !isThere) {
    return { of: 'example', load: workloadOfMany(2, interval), discovers: false };
  }
  const config = await loadConfig({ path: options.config, env: process.env, directory });
  const load = workloadOf(config, interval);
  const discovers = config.environments.some(({ discover }) => discover !== undefined);
  if (load.credentials === 0) {
    throw usage(
      'The configuration discovers all its credentials by tags, and AWS is not asked how many there are. Say it with --credentials N.',
    );
  }
  return { of: 'configuration', load, discovers };
}

function intervalFrom(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms >= INTERVALS_MS.shortest && ms <= INTERVALS_MS.longest) return ms;
  throw usage(`--every ${JSON.stringify(text)} is no time from 1m to 31d, such as "5m".`);
}

/** Each credential is in one secret, and a sandbox's may have a staging token in another. */
function secretsFrom(text: string | undefined, credentials: number): number {
  if (text === undefined) return credentials;
  const secrets = countFrom('--secrets', text);
  const [fewest, most] = [Math.ceil(credentials / MOST_IN_ONE_SECRET), 2 * credentials];
  const many = counted(credentials, 'credential');
  if (secrets < fewest) {
    throw usage(
      `--secrets ${secrets} is too few for ${many}: a secret holds 64 KB, up to ${MOST_IN_ONE_SECRET} credentials. Say ${fewest} or more.`,
    );
  }
  if (secrets > most) {
    throw usage(
      `--secrets ${secrets} is too many for ${many}: each is in one secret, and may have another for its staging token. Say ${most} or fewer.`,
    );
  }
  return secrets;
}

function countFrom(option: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw usage(`${option} ${JSON.stringify(text)} is no whole number from 1 to 9999999.`);
}

function usage(message: string): MonitorError {
  return new MonitorError('EVENT_INVALID', message);
}
