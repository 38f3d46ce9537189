import { existsSync, readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { MonitorError, nameOf } from '../errors.ts';
import type { MonitorConfig } from './monitor-config.ts';
import { parseConfig } from './parse.ts';

/** The files that are looked for, in this order, where none is named. */
const DEFAULT_FILES = ['monitor.config.ts', 'monitor.config.json'] as const;

/** Where a configuration may come from; the first that is set wins. */
export interface ConfigSource {
  /** A path handed in: `-c config=PATH` or `--config PATH`. */
  readonly path?: string | undefined;
  /** The environment, for `MONITOR_CONFIG`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths and the default files are looked for in. */
  readonly directory: string;
}

/**
 * Reads and checks the configuration: TypeScript (its default export) or JSON (comments allowed).
 *
 * @throws MonitorError `CONFIG_INVALID` when there is none, it cannot be read, or it has faults
 */
export async function loadConfig(source: ConfigSource): Promise<MonitorConfig> {
  const file = findFile(source);
  return parseConfig(extname(file) === '.json' ? readJson(file) : await importDefault(file), file);
}

function findFile({ path, env, directory }: ConfigSource): string {
  const named = path || env.MONITOR_CONFIG;
  if (named) {
    const file = resolve(directory, named);
    if (existsSync(file)) return file;
    throw new MonitorError('CONFIG_INVALID', `There is no configuration at ${file}.`);
  }
  const found = DEFAULT_FILES.map((name) => resolve(directory, name)).find((file) =>
    existsSync(file),
  );
  if (found !== undefined) return found;
  throw new MonitorError(
    'CONFIG_INVALID',
    `There is no configuration in ${directory}: write ${DEFAULT_FILES.join(' or ')}, or name a file: npx cdk … -c config=PATH, npx qonto-auth-monitor … --config PATH, or MONITOR_CONFIG=PATH.`,
  );
}

function readJson(file: string): unknown {
  const text = readText(file);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    throw invalid(`${file} is not JSON: ${printParseErrorCode(error.error)}`, text, error.offset);
  }
  const repeated = root && findRepeatedKey(root);
  if (repeated) {
    // JSON would take the last one and forget the first: a credential would go unwatched.
    throw invalid(`${file} has the key "${repeated.value}" twice`, text, repeated.offset);
  }
  return root && getNodeValue(root);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (cause) {
    throw new MonitorError('CONFIG_INVALID', `${file} cannot be read: ${nameOf(cause)}.`, {
      cause,
    });
  }
}

function findRepeatedKey(node: Node): Node | undefined {
  const children = node.children ?? [];
  const keys =
    node.type === 'object' ? children.flatMap(({ children: pair }) => pair?.[0] ?? []) : [];
  const repeated = keys.find(
    (key, index) => keys.findIndex((one) => one.value === key.value) < index,
  );
  if (repeated !== undefined) return repeated;
  for (const child of children) {
    const deeper = findRepeatedKey(child);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

function invalid(fault: string, text: string, offset: number): MonitorError {
  const before = text.slice(0, offset).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  return new MonitorError('CONFIG_INVALID', `${fault}, at ${place}.`);
}

async function importDefault(file: string): Promise<unknown> {
  let module: { default?: unknown };
  try {
    const { tsImport } = await import('tsx/esm/api');
    module = await tsImport(pathToFileURL(file).href, import.meta.url);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MonitorError('CONFIG_INVALID', `${file} cannot be loaded: ${reason}`, { cause });
  }
  const value = defaultOf(module);
  if (value === undefined) {
    throw new MonitorError(
      'CONFIG_INVALID',
      `${file} has no default export; write: export default defineMonitor({ … })`,
    );
  }
  return value;
}

/** The default export; in a folder that says nothing of modules it comes wrapped once more. */
function defaultOf(module: { default?: unknown }): unknown {
  const value = module.default;
  const isWrapped = typeof value === 'object' && value !== null && '__esModule' in value;
  return isWrapped ? (value as { default?: unknown }).default : value;
}
