import type { CredentialConfig, EnvironmentConfig, MonitorConfig } from './monitor-config.ts';

/** One credential and the environment that it belongs to. */
export interface Target {
  readonly environment: EnvironmentConfig;
  readonly credential: CredentialConfig;
}

/** Every credential of a configuration, in its order. */
export function targetsOf(config: Pick<MonitorConfig, 'environments'>): Target[] {
  return config.environments.flatMap((environment) =>
    environment.credentials.map((credential) => ({ environment, credential })),
  );
}

/** A configuration with some of its credentials alone. */
export function withTargets<C extends Pick<MonitorConfig, 'environments'>>(
  config: C,
  targets: readonly Target[],
): C {
  const kept = new Set(targets.map(nameOfTarget));
  const environments = config.environments
    .map((environment) => ({
      ...environment,
      credentials: environment.credentials.filter((credential) =>
        kept.has(nameOfTarget({ environment, credential })),
      ),
    }))
    .filter(({ credentials }) => credentials.length > 0);
  return { ...config, environments };
}

/** Whether the monitor owns the grant of a credential, and refreshes its tokens. */
export function managesTokens({ credential }: Target): boolean {
  return credential.tokens === 'manage';
}

/** The secrets that checks of some targets need, each named once. */
export function secretIdsOf(targets: readonly Target[]): string[] {
  return [
    ...new Set(
      targets.flatMap(({ environment, credential }) => [
        credential.secret.secretId,
        ...(environment.kind === 'sandbox' && environment.stagingToken
          ? [environment.stagingToken.secretId]
          : []),
      ]),
    ),
  ];
}

/** Names a target as its status record is named. */
export function nameOfTarget({ environment, credential }: Target): string {
  return JSON.stringify([environment.name, credential.name]);
}
