import { type FoundSecret, mayShareName, withFound } from '../config/discovered.ts';
import type { EnvironmentConfig, RuntimeConfig } from '../config/monitor-config.ts';
import { secretNamesOf } from '../config/secret-name.ts';
import { MonitorError, nameOf } from '../errors.ts';
import type { Log } from './ports.ts';

/** Finds secrets by their tags. */
export interface SecretFinder {
  /**
   * @param name of the one secret that is asked about; left out: all
   * @returns the secrets that have each of the tags with just that value
   */
  find(tags: Readonly<Record<string, string>>, name?: string): Promise<readonly FoundSecret[]>;
}

/** What discovering reaches out with. */
export interface DiscoveryTools {
  readonly finder: SecretFinder;
  readonly log: Log;
}

/**
 * A configuration with what its environments discover at this moment. All of it or nothing: a part
 * would look as if the rest were gone.
 *
 * @param only the name of the one secret that is looked for; left out: all of them
 * @throws MonitorError `SECRET_UNAVAILABLE` when secrets cannot be listed
 */
export async function withDiscovered<C extends Pick<RuntimeConfig, 'environments'>>(
  config: C,
  tools: DiscoveryTools,
  only?: string,
): Promise<C> {
  if (config.environments.every(({ discover }) => discover === undefined)) return config;
  const environments = await Promise.all(
    config.environments.map((one) => discover(one, tools, only)),
  );
  return { ...config, environments };
}

/** Whether a secret holds the staging token of an environment that discovers its credentials. */
export function discoversWith(
  { environments }: Pick<RuntimeConfig, 'environments'>,
  secret: string,
): boolean {
  return environments.some(
    ({ discover, stagingToken }) =>
      discover !== undefined &&
      stagingToken !== null &&
      secretNamesOf(stagingToken.secretId).includes(secret),
  );
}

async function discover(
  environment: EnvironmentConfig,
  { finder, log }: DiscoveryTools,
  only: string | undefined,
): Promise<EnvironmentConfig> {
  if (environment.discover === undefined) return environment;
  // Which of two secrets has such a name, only those know that see all: it is left to the sweeps.
  if (only !== undefined && mayShareName(only)) return environment;
  const found = await finder.find(environment.discover.tags, only).catch((cause: unknown) => {
    if (cause instanceof MonitorError) throw cause;
    throw new MonitorError(
      'SECRET_UNAVAILABLE',
      `The secrets of ${environment.name} could not be listed (${nameOf(cause)}): nothing was checked.`,
      { cause },
    );
  });
  if (found.length === 0 && only === undefined) {
    log.error('no secret has these tags', {
      environment: environment.name,
      tags: environment.discover.tags,
    });
  }
  const discovered = withFound(environment, found);
  for (const secret of discovered.left) {
    log.error('secret not watched: a credential has its name already', {
      environment: environment.name,
      secret,
    });
  }
  return discovered.environment;
}
