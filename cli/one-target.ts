import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { selectTargets, type TargetFilter } from '../lambda/config/select-targets.ts';
import type { Target } from '../lambda/config/target.ts';
import { MonitorError } from '../lambda/errors.ts';

/**
 * The one credential that a filter means.
 *
 * @throws MonitorError `EVENT_INVALID` when it means none, `USAGE_INVALID` when it means several
 */
export function oneTarget(config: MonitorConfig, filter: TargetFilter): Target {
  const [target, ...others] = selectTargets(config, filter);
  if (target !== undefined && others.length === 0) return target;
  const names = [...(target === undefined ? [] : [target]), ...others].map(fullName);
  throw new MonitorError(
    'USAGE_INVALID',
    `Name one credential, with --environment and --credential: ${names.join(', ')}.`,
  );
}

/** `sandbox/mobile-app` */
export function fullName({ environment, credential }: Target): string {
  return `${environment.name}/${credential.name}`;
}
