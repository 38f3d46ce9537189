import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDuration } from '../lambda/config/duration.ts';
import { DEFAULT_FILES, loadConfig } from '../lambda/config/load.ts';
import { MonitorError } from '../lambda/errors.ts';
import { ASSUMED } from './cost/assumed.ts';
import { estimate } from './cost/estimate.ts';
import { PRICED, PRICES } from './cost/prices.ts';
import { type Workload, workloadOf, workloadOfMany } from './cost/workload.ts';
import { EXIT } from './exit-code.ts';
import type { Output } from './output.ts';
import { renderCost } from './render/cost.ts';

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
  const { of, load } = await questionOf(options);
  const estimated = estimate(load);
  if (options.json) {
    out.json({ of, ...estimated, assumed: ASSUMED, priced: PRICED, prices: PRICES });
    return EXIT.ok;
  }
  if (of === 'example') {
    out.line(
      'There is no configuration here. An example; --credentials, --secrets and --every say others.',
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
    const secrets =
      options.secrets === undefined ? credentials : countFrom('--secrets', options.secrets);
    return { of: 'numbers', load: workloadOfMany(credentials, interval, secrets) };
  }
  if (options.secrets !== undefined) throw usage('--secrets goes with --credentials.');
  const directory = process.cwd();
  const isThere = DEFAULT_FILES.some((name) => existsSync(resolve(directory, name)));
  if (options.config === undefined && !process.env.MONITOR_CONFIG && !isThere) {
    return { of: 'example', load: workloadOfMany(2, interval) };
  }
  const config = await loadConfig({ path: options.config, env: process.env, directory });
  return { of: 'configuration', load: workloadOf(config, interval) };
}

function intervalFrom(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms >= INTERVALS_MS.shortest && ms <= INTERVALS_MS.longest) return ms;
  throw usage(`--every ${JSON.stringify(text)} is no time from 1m to 31d, such as "5m".`);
}

function countFrom(option: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw usage(`${option} ${JSON.stringify(text)} is no whole number from 1 to 9999999.`);
}

function usage(message: string): MonitorError {
  return new MonitorError('EVENT_INVALID', message);
}
