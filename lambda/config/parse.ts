import { MonitorError } from '../errors.ts';
import { faultsBetweenFields } from './between-fields.ts';
import { describeFaults, faultsOf } from './faults.ts';
import { understandKeys } from './misspelt.ts';
import type { MonitorConfig } from './monitor-config.ts';
import { suggestion } from './nearest.ts';
import { resolve } from './resolve.ts';
import { configSchema, type MonitorConfigInput } from './schema.ts';
import { typeOf } from './wording.ts';

/** Types a configuration in an editor; returns it as it is. */
export function defineMonitor(config: MonitorConfigInput): MonitorConfigInput {
  return config;
}

/**
 * Checks a configuration and fills in its defaults.
 *
 * @param source how messages call it: a file's name
 * @throws MonitorError `CONFIG_INVALID`, whose message lists every fault with its path
 */
export function parseConfig(input: unknown, source: string): MonitorConfig {
  const understood = understandKeys(input, configSchema);
  const parsed = configSchema.safeParse(understood.input, { error: readableIssue });
  const found = [
    ...(parsed.success ? [] : faultsOf(parsed.error.issues, configSchema)),
    ...faultsBetweenFields(understood.input),
  ];
  const faults = [
    ...understood.faults,
    ...found.map(({ path, problem }) => ({ path: understood.asWritten(path), problem })),
  ];
  if (!parsed.success || faults.length > 0) {
    throw new MonitorError('CONFIG_INVALID', describeFaults(source, faults));
  }
  return resolve(parsed.data);
}

/**
 * A configuration that may have been resolved before.
 *
 * @throws MonitorError `CONFIG_INVALID`, as {@link parseConfig}
 */
export function resolveConfig(
  config: MonitorConfigInput | MonitorConfig,
  source: string,
): MonitorConfig {
  return isResolved(config) ? config : parseConfig(config, source);
}

/** Durations are numbers only where they were read. */
function isResolved(config: MonitorConfigInput | MonitorConfig): config is MonitorConfig {
  return typeof (config as Partial<MonitorConfig> | null)?.check?.timeoutMs === 'number';
}

/** Words for the issues that the schema has none of its own for. */
function readableIssue(issue: {
  code?: string;
  expected?: unknown;
  input?: unknown;
  values?: unknown;
}) {
  if (issue.code === 'invalid_type') {
    const wanted = typeName(issue.expected);
    return issue.input === undefined
      ? `is missing; a value of type ${wanted} is required`
      : `is of type ${typeOf(issue.input)}; it must be of type ${wanted}`;
  }
  if (issue.code === 'invalid_value' && Array.isArray(issue.values)) {
    const values = issue.values.map(String);
    const listed = values.map((value) => JSON.stringify(value)).join(', ');
    return `is none of ${listed}${suggestion(String(issue.input), values)}`;
  }
  return undefined;
}

/** Zod calls an object with keys of one's own a record. */
function typeName(expected: unknown): string {
  return expected === 'record' ? 'object' : String(expected);
}
