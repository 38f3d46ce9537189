import { MonitorError } from '../errors.ts';
import type { MonitorConfig } from './monitor-config.ts';
import { type Target, targetsOf } from './target.ts';

/** Which credentials are meant; a part that is left out means all. */
export interface TargetFilter {
  readonly environment?: string | undefined;
  readonly credential?: string | undefined;
}

/**
 * The credentials that a filter means.
 *
 * @throws MonitorError `EVENT_INVALID` when it matches none, listing what exists
 */
export function selectTargets(
  config: Pick<MonitorConfig, 'environments'>,
  { environment, credential }: TargetFilter,
): Target[] {
  const all = targetsOf(config);
  const selected = all.filter(
    (target) =>
      (environment === undefined || target.environment.name === environment) &&
      (credential === undefined || target.credential.name === credential),
  );
  if (selected.length > 0) return selected;
  const wanted = [
    ...(environment === undefined ? [] : [`environment ${JSON.stringify(environment)}`]),
    ...(credential === undefined ? [] : [`credential ${JSON.stringify(credential)}`]),
  ];
  const existing = all.map((target) => `${target.environment.name}/${target.credential.name}`);
  throw new MonitorError(
    'EVENT_INVALID',
    `Nothing matches ${wanted.join(' and ')}. There are: ${existing.join(', ')}.`,
  );
}
