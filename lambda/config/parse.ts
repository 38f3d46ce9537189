import { MonitorError } from '../errors.ts';
import { HOSTS } from '../qonto/environments.ts';
import { parseDuration } from './duration.ts';
import { describeFaults, faultsBetweenFields, faultsOf } from './faults.ts';
import type {
  CredentialConfig,
  EnvironmentConfig,
  EnvironmentKind,
  MonitorConfig,
  SecretField,
  SecretRef,
} from './monitor-config.ts';
import { suggestion } from './nearest.ts';
import { configSchema, type MonitorConfigInput, type ParsedConfig } from './schema.ts';

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

function resolve(config: ParsedConfig): MonitorConfig {
  const { check, alerts } = config;
  return {
    schedule: config.schedule,
    environments: Object.entries(config.environments).map(([name, value]) =>
      resolveEnvironment(name, value),
    ),
    check: {
      timeoutMs: milliseconds(check.timeout),
      confirmAfterMs: milliseconds(check.confirmAfter),
      concurrency: check.concurrency,
      experiments: check.experiments,
      ...(check.engine && { engine: check.engine }),
    },
    alerts: {
      emails: alerts.emails ?? [],
      slack: alerts.slack ?? null,
      webhooks: alerts.webhooks ?? [],
      unreachableAfter: alerts.unreachableAfter,
      recoverAfter: alerts.recoverAfter,
      remindEveryMs: alerts.remindEvery === 'never' ? null : milliseconds(alerts.remindEvery),
      maintenance: (alerts.maintenance ?? []).map((window) => ({
        environment: window.environment ?? null,
        credential: window.credential ?? null,
        days: window.days ?? null,
        from: window.from,
        until: window.until,
        timeZone: window.timeZone,
      })),
      keepHistoryMs: milliseconds(alerts.keepHistory),
    },
  };
}

type ParsedEnvironment = ParsedConfig['environments'][string];

function resolveEnvironment(name: string, value: ParsedEnvironment): EnvironmentConfig {
  const kind: EnvironmentKind = value.kind ?? (name === 'production' ? 'production' : 'sandbox');
  return {
    name,
    kind,
    apiUrl: withoutSlash(value.apiUrl ?? HOSTS[kind].apiUrl),
    oauthUrl: withoutSlash(value.oauthUrl ?? HOSTS[kind].oauthUrl),
    stagingToken: value.stagingToken ? resolveSecret(value.stagingToken.secret) : null,
    credentials: (value.credentials ?? []).map(resolveCredential),
    ...(value.discover && {
      discover: { tags: value.discover.tags, ...resolveShape(value.discover) },
    }),
  };
}

function resolveCredential(
  value: NonNullable<ParsedEnvironment['credentials']>[number],
): CredentialConfig {
  return {
    name: value.name,
    secret: resolveSecret(value.secret),
    tokens: value.tokens ?? 'observe',
    ...resolveShape(value),
  };
}

function resolveShape({
  method,
  fields,
}: Pick<NonNullable<ParsedEnvironment['discover']>, 'method' | 'fields'>): Pick<
  CredentialConfig,
  'method' | 'fields'
> {
  return { method: method ?? null, fields: (fields ?? {}) as Partial<Record<SecretField, string>> };
}

function resolveSecret(reference: string): SecretRef {
  const hash = reference.indexOf('#');
  if (hash === -1) return { secretId: reference, key: null };
  return { secretId: reference.slice(0, hash), key: reference.slice(hash + 1) };
}

function milliseconds(duration: string): number {
  const ms = parseDuration(duration);
  if (ms === null) throw new TypeError('a duration passed the schema without being one');
  return ms;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
