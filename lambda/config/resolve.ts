import { HOSTS } from '../qonto/environments.ts';
import { parseDuration } from './duration.ts';
import type {
  CredentialConfig,
  EnvironmentConfig,
  EnvironmentKind,
  MonitorConfig,
  SecretField,
  SecretRef,
} from './monitor-config.ts';
import type { ParsedConfig } from './schema.ts';

/** What a configuration without faults means: durations as numbers, hosts by kind, nothing left out. */
export function resolve(config: ParsedConfig): MonitorConfig {
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
