import { MonitorError } from '../errors.ts';
import { describeFaults, faultsBetweenFields, faultsOf } from './faults.ts';
import type { MonitorConfig } from './monitor-config.ts';
import { suggestion } from './nearest.ts';
import { resolve } from './resolve.ts';
import { configSchema, type MonitorConfigInput } from './schema.ts';

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
  const parsed = configSchema.safeParse(input, { error: readableIssue });
  const faults = [
    ...(parsed.success ? [] : faultsOf(parsed.error.issues, configSchema)),
    ...faultsBetweenFields(input),
  ];
  if (!parsed.success || faults.length > 0) {
    const sorted = faults.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    throw new MonitorError('CONFIG_INVALID', describeFaults(source, sorted));
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
    if (issue.input === undefined)
      return `is missing; a value of type ${typeName(issue.expected)} is required`;
    const kind = Array.isArray(issue.input)
      ? 'array'
      : issue.input === null
        ? 'null'
        : typeof issue.input;
    return `is of type ${kind}; it must be of type ${typeName(issue.expected)}`;
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
