import type { Engine, MonitorConfig } from './monitor-config.ts';
import { targetsOf } from './target.ts';

/** As many credentials as one run of the function checks well within its time. */
export const MOST_IN_FUNCTION = 200;

/**
 * What the sweeps of a configuration run in: what it chooses, else a Distributed Map for many
 * credentials, or where nobody knows how many will be discovered.
 */
export function engineOf(config: Pick<MonitorConfig, 'check' | 'environments'>): Engine {
  const { check, environments } = config;
  const isLarge = targetsOf(config).length > MOST_IN_FUNCTION;
  const isOpen = environments.some(({ discover }) => discover !== undefined);
  return check.engine ?? (isLarge || isOpen ? 'distributed-map' : 'function');
}
