import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import type { Simulator } from '../../simulator/simulator.ts';

/** A credential of the deployed configuration: where it stands, and how its secret is written. */
export interface Member {
  readonly environment: 'production' | 'sandbox';
  /** The secret's name and, after `#`, its key. */
  readonly secret: string;
  readonly fields?: { readonly login: string; readonly secret: string };
  readonly tokens?: 'manage';
}

/** One credential for each way to store one. */
const MEMBERS: Readonly<Record<string, Member>> = {
  accounting: { environment: 'production', secret: 'production/accounting' },
  payroll: { environment: 'production', secret: 'production/payroll' },
  legacy: {
    environment: 'production',
    secret: 'production/app-config#QONTO',
    fields: { login: 'QONTO_LOGIN', secret: 'QONTO_SECRET' },
  },
  shop: { environment: 'sandbox', secret: 'sandbox/shop' },
  'mobile-app': { environment: 'sandbox', secret: 'sandbox/mobile-app' },
};

/** The secret with the sandbox's staging token. */
export const STAGING_TOKEN = 'sandbox/staging-token';

/**
 * The credentials of a configuration, with some branches of production besides; the tokens of the
 * mobile app are observed or managed.
 */
export function membersWith(branches: number, tokens?: 'manage'): Record<string, Member> {
  const names = Array.from({ length: branches }, (_, index) => `branch-${index + 1}`);
  const more = names.map((name): [string, Member] => [
    name,
    { environment: 'production', secret: `production/${name}` },
  ]);
  const managed: Record<string, Member> =
    tokens === undefined
      ? {}
      : { 'mobile-app': { environment: 'sandbox', secret: 'sandbox/mobile-app', tokens } };
  return { ...MEMBERS, ...managed, ...Object.fromEntries(more) };
}

/** The configuration that is deployed: the simulator's hosts, and no waiting. */
export function configOf(
  members: Readonly<Record<string, Member>>,
  prefix: string,
  simulator: Simulator,
  engine?: 'distributed-map',
): MonitorConfigInput {
  const environment = (name: Member['environment']) => ({
    apiUrl: simulator[name].apiUrl,
    oauthUrl: simulator[name].oauthUrl,
    credentials: Object.entries(members)
      .filter(([, member]) => member.environment === name)
      .map(([credential, { secret, fields, tokens }]) => ({
        name: credential,
        secret: prefix + secret,
        ...(fields ? { fields } : {}),
        ...(tokens ? { tokens } : {}),
      })),
  });
  return {
    environments: {
      production: environment('production'),
      sandbox: {
        ...environment('sandbox'),
        stagingToken: { secret: prefix + STAGING_TOKEN },
      },
    },
    check: { timeout: '2s', confirmAfter: '10ms', ...(engine && { engine }) },
  };
}

/** What an application stores for an API key, in the form that this credential's secret has. */
export function storedForm(name: string, key: { login: string; secret: string }): unknown {
  if (name === 'payroll') return `${key.login}:${key.secret}`;
  if (name !== 'legacy') return key;
  return {
    QONTO: { QONTO_LOGIN: key.login, QONTO_SECRET: key.secret },
    DATABASE_URL: `postgres://app:${key.secret}@db/app`,
  };
}
