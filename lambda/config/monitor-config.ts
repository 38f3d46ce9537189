import type { Method } from '../report.ts';
import type { MaintenanceWindow } from './maintenance.ts';

/** Which of Qonto's two deployments an environment is. Only the sandbox has the staging gate. */
export type EnvironmentKind = 'production' | 'sandbox';

/** Where a value stands in Secrets Manager. */
export interface SecretRef {
  /** A secret's name or ARN. */
  readonly secretId: string;
  /** The key whose value counts, of a secret that holds several (`NAME#KEY`). */
  readonly key: string | null;
}

/** The fields of a secret that the configuration may rename. */
export const SECRET_FIELDS = [
  'login',
  'secret',
  'authorization',
  'clientId',
  'clientSecret',
  'accessToken',
  'refreshToken',
  'expiresAt',
  'refreshedAt',
  'scope',
  'stagingToken',
] as const;

/** A field of a secret, by its name in the contract. */
export type SecretField = (typeof SECRET_FIELDS)[number];

/** One credential to watch. */
export interface CredentialConfig {
  readonly name: string;
  readonly secret: SecretRef;
  /** Null: told by the content of the secret. */
  readonly method: Method | null;
  /** `observe` never spends a refresh token; `manage` owns the grant. */
  readonly tokens: 'observe' | 'manage';
  /** Which key of the secret holds which field, where it is not called so. */
  readonly fields: Readonly<Partial<Record<SecretField, string>>>;
}

/** Finds an environment's secrets by their tags. */
export interface Discovery {
  /** Each of them must be there, with this value. */
  readonly tags: Readonly<Record<string, string>>;
  readonly method: Method | null;
  readonly fields: CredentialConfig['fields'];
}

/** One Qonto deployment and the credentials that belong to it. */
export interface EnvironmentConfig {
  readonly name: string;
  readonly kind: EnvironmentKind;
  /** Origin (and base path, if any) of the Business API, without a slash at the end. */
  readonly apiUrl: string;
  readonly oauthUrl: string;
  readonly stagingToken: SecretRef | null;
  /** Those that are listed; in a run also those that were discovered. */
  readonly credentials: readonly CredentialConfig[];
  /** Left out: nothing is discovered. */
  readonly discover?: Discovery;
}

/** What sweeps run in. */
export type Engine = 'function' | 'distributed-map';

/** How checks are made. */
export interface CheckSettings {
  /** For one whole call, the body included. */
  readonly timeoutMs: number;
  /** How long to wait before a refusal is repeated. */
  readonly confirmAfterMs: number;
  /** Checks under way at once. */
  readonly concurrency: number;
  readonly experiments: boolean;
  /** What sweeps run in, as chosen; left out: by the number of credentials. */
  readonly engine?: Engine;
}

/** When alerts are sent. */
export interface AlertSettings {
  /** Consecutive inconclusive sweeps until a credential counts as unreachable. */
  readonly unreachableAfter: number;
  /** Consecutive authenticated sweeps until a failing credential counts as recovered. */
  readonly recoverAfter: number;
  /** Null: never. */
  readonly remindEveryMs: number | null;
  /** When alerts are held back. */
  readonly maintenance: readonly MaintenanceWindow[];
  /** How long the trail of transitions and alerts is kept. */
  readonly keepHistoryMs: number;
}

/** Who is told. */
export interface Subscribers {
  readonly emails: readonly string[];
  readonly slack: { readonly workspaceId: string; readonly channelId: string } | null;
  readonly webhooks: readonly string[];
}

/**
 * A configuration with every default filled in and every duration in milliseconds: what the stack
 * is built from and what the function reads at its start.
 */
export interface MonitorConfig {
  /** An EventBridge Scheduler expression, `rate(...)` or `cron(...)`. */
  readonly schedule: string;
  readonly environments: readonly EnvironmentConfig[];
  readonly check: CheckSettings;
  readonly alerts: AlertSettings & Subscribers;
}

/** The part of a configuration that the function needs. Who is told is the stack's affair alone. */
export interface RuntimeConfig {
  readonly environments: readonly EnvironmentConfig[];
  readonly check: CheckSettings;
  readonly alerts: AlertSettings;
  /** Whether sweeps write custom metrics; left out: no. */
  readonly metrics?: true;
}

/** What the function reads at its start: no address of a subscriber, no URL of a webhook. */
export function runtimeConfig({ environments, check, alerts }: MonitorConfig): RuntimeConfig {
  const { emails: _e, slack: _s, webhooks: _w, ...settings } = alerts;
  return { environments, check, alerts: settings };
}
