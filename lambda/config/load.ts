import { existsSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MonitorError } from '../errors.ts';
import type { MonitorConfig } from './monitor-config.ts';
import { parseConfig } from './parse.ts';
import { readJson } from './read-json.ts';

/**
 * The files that are looked for, in this order, where none is named. JSON comes first: whoever put it
 * beside the TypeScript that this repository ships means it.
 */
export const DEFAULT_FILES = ['monitor.config.json', 'monitor.config.ts'] as const;

const JSON_ENDINGS: readonly string[] = ['.json', '.jsonc'];
const SCRIPT_ENDINGS: readonly string[] = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** Where a configuration may come from; the first that is set wins. */
export interface ConfigSource {
  /** A path handed in: `-c config=PATH` or `--config PATH`. */
  readonly path?: string | undefined;
  /** The environment, for `MONITOR_CONFIG`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths and the default files are looked for in. */
  readonly directory: string;
  /**
   * Hears of a file that lies where configurations are looked for and is not read.
   *
   * @default - a line on standard error
   */
  readonly notice?: (line: string) => void;
}

/**
 * Reads and checks the configuration: TypeScript (its default export) or JSON (comments allowed).
 *
 * @throws MonitorError `CONFIG_INVALID` when there is none, it cannot be read, or it has faults
 */
export async function loadConfig(source: ConfigSource): Promise<MonitorConfig> {
  const file = findFile(source);
  const isJson = JSON_ENDINGS.includes(extname(file).toLowerCase());
  return parseConfig(isJson ? readJson(file) : await importDefault(file), file);
}

function findFile({ path, env, directory, notice = console.error }: ConfigSource): string {
  if (path !== undefined && (typeof path !== 'string' || path.trim() === '')) {
    // Another configuration than the one that was meant must not be deployed in its place.
    throw invalid(
      'The path of the configuration is empty: write -c config=PATH (or --config PATH), or leave it out.',
    );
  }
  const named = path ?? env.MONITOR_CONFIG;
  if (named) return namedFile(resolve(directory, named));
  const [found, ...unread] = DEFAULT_FILES.filter((name) => existsSync(resolve(directory, name)));
  for (const name of unread) notice(`${name} is not read, since there is ${found} as well.`);
  if (found !== undefined) return namedFile(resolve(directory, found));
  throw invalid(
    `There is no configuration in ${directory}: write ${DEFAULT_FILES.join(' or ')}, or name a file: npx cdk … -c config=PATH, npx qonto-auth-monitor … --config PATH, or MONITOR_CONFIG=PATH.`,
  );
}

function namedFile(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw invalid(`There is no configuration at ${file}.`);
  if (found.isDirectory()) {
    const inside = DEFAULT_FILES.map((name) => join(file, name)).find((one) => existsSync(one));
    const hint = inside === undefined ? '' : `, such as ${inside}`;
    throw invalid(`${file} is a folder; name the file of the configuration${hint}.`);
  }
  const ending = extname(file).toLowerCase();
  if (!JSON_ENDINGS.includes(ending) && !SCRIPT_ENDINGS.includes(ending)) {
    throw invalid(
      `${file} is not read: a configuration is TypeScript (its name ends in .ts) or JSON (.json), not ${ending === '' ? 'a file without an ending' : ending}.`,
    );
  }
  return file;
}

function invalid(message: string): MonitorError {
  return new MonitorError('CONFIG_INVALID', message);
}

async function importDefault(file: string): Promise<unknown> {
  let value: unknown;
  try {
    const { tsImport } = await import('tsx/esm/api');
    // A promise may be exported as well.
    value = await defaultOf(await tsImport(pathToFileURL(file).href, import.meta.url));
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split(
      '\nRequire stack',
    );
    throw new MonitorError('CONFIG_INVALID', `${file} cannot be loaded: ${reason}`, { cause });
  }
  const right = 'write: export default defineMonitor({ … })';
  if (value === undefined) throw invalid(`${file} has no default export; ${right}`);
  if (typeof value === 'function') {
    throw invalid(`${file} exports a function by default, which is not called; ${right}`);
  }
  return value;
}

/** The default export; in a folder that says nothing of modules it comes wrapped once more. */
function defaultOf(module: { default?: unknown }): unknown {
  const value = module.default;
  const isWrapped = typeof value === 'object' && value !== null && '__esModule' in value;
  return isWrapped ? (value as { default?: unknown }).default : value;
}
