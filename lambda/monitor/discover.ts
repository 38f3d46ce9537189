import { type FoundSecret, withFound } from '../config/discovered.ts';
import type { EnvironmentConfig, RuntimeConfig } from '../config/monitor-config.ts';
import { MonitorError, nameOf } from '../errors.ts';
import type { Log } from './ports.ts';

/** Finds secrets by their tags. */
export interface SecretFinder {
  /** @returns the secrets that have each of the tags with just that value */
  find(tags: Readonly<Record<string, string>>): Promise<readonly FoundSecret[]>;
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
 * @throws MonitorError `SECRET_UNAVAILABLE` when secrets cannot be listed
 */
export async function withDiscovered<C extends Pick<RuntimeConfig, 'environments'>>(
  config: C,
  tools: DiscoveryTools,
): Promise<C> {
  if (config.environments.every(({ discover }) => discover === undefined)) return config;
  const environments = await Promise.all(config.environments.map((one) => discover(one, tools)));
  return { ...config, environments };
}

async function discover(
  environment: EnvironmentConfig,
  { finder, log }: DiscoveryTools,
): Promise<EnvironmentConfig> {
  if (environment.discover === undefined) return environment;
  const found = await finder.find(environment.discover.tags).catch((cause: unknown) => {
    if (cause instanceof MonitorError) throw cause;
    throw new MonitorError(
      'SECRET_UNAVAILABLE',
      `The secrets of ${environment.name} could not be listed (${nameOf(cause)}): nothing was checked.`,
      { cause },
    );
  });
  if (found.length === 0) {
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
