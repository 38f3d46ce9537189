import { MonitorError } from '../errors.ts';
import type { MonitorConfig } from './monitor-config.ts';
import { suggestion } from './nearest.ts';
import { secretNamesOf } from './secret-name.ts';
import { secretIdsOf, type Target, targetsOf } from './target.ts';

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
  const nearest = [
    suggestionFor(
      environment,
      all.map((target) => target.environment.name),
    ),
    suggestionFor(
      credential,
      all.map((target) => target.credential.name),
    ),
  ].find((words) => words !== '');
  const existing = all.map((target) => `${target.environment.name}/${target.credential.name}`);
  throw new MonitorError(
    'EVENT_INVALID',
    `Nothing matches ${wanted.join(' and ')}${nearest || '.'} There are: ${listed(existing)}.`,
  );
}

/** Nothing for a name that exists. */
function suggestionFor(name: string | undefined, names: readonly string[]): string {
  return name === undefined || names.includes(name) ? '' : suggestion(name, names);
}

/** Names that a message has room for. */
const MOST_NAMES = 200;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return more > 0 ? `${shown}, and ${more} more` : shown || 'none';
}

/**
 * The credentials whose checks read a secret: their own, or their sandbox's staging token.
 *
 * @param name the secret's friendly name, as Secrets Manager's events have it
 */
export function targetsOfSecret(
  config: Pick<MonitorConfig, 'environments'>,
  name: string,
): Target[] {
  return targetsOf(config).filter((target) =>
    secretIdsOf([target]).some((secretId) => secretNamesOf(secretId).includes(name)),
  );
}
