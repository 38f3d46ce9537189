import type { ConfigFault } from './faults.ts';
import { asObject, credentialsOf, isObject, type Json } from './json-object.ts';
import { maintenanceFaults } from './maintenance-faults.ts';
import { nameFault } from './name.ts';
import { nearestName } from './nearest.ts';
import { knownHost, URL_KEYS } from './url.ts';

/**
 * Faults that lie between fields. They are looked for in the input before any default, whatever else
 * is wrong with it, so that all faults are told at once.
 */
export function faultsBetweenFields(input: unknown): ConfigFault[] {
  const environments = Object.entries(asObject(asObject(input).environments));
  const names = environments.map(([name]) => name);
  const ofEnvironments = environments.flatMap(([name, value]) => [
    ...badName(name),
    ...missingKind(name, asObject(value), names),
    ...missingCredentials(name, value),
    ...repeatedNames(name, asObject(value)),
    ...managedKeys(name, asObject(value)),
    ...productionAtSandbox(name, asObject(value)),
  ]);
  return [...ofEnvironments, ...maintenanceFaults(asObject(input))];
}

function badName(name: string): ConfigFault[] {
  const problem = nameFault(name);
  return problem === null ? [] : [{ path: ['environments', name], problem }];
}

const KINDS: readonly string[] = ['production', 'sandbox'];

function missingKind(name: string, environment: Json, names: readonly string[]): ConfigFault[] {
  if (environment.kind !== undefined || KINDS.includes(name)) return [];
  const free = KINDS.filter((kind) => !names.includes(kind));
  const nearest = nearestName(name, free);
  const meant = nearest && `did you mean to call the environment "${nearest}"? Else `;
  return [
    {
      path: ['environments', name, 'kind'],
      problem: `is missing; ${meant ?? ''}write "production" or "sandbox"`,
    },
  ];
}

/** What has neither a list nor a way to find one watches nothing. */
function missingCredentials(name: string, value: unknown): ConfigFault[] {
  // What is no object at all is told of by the schema.
  if (!isObject(value) || value.credentials !== undefined || value.discover !== undefined)
    return [];
  return [
    {
      path: ['environments', name, 'credentials'],
      problem:
        'is missing; list at least one credential, or let discover find secrets by their tags',
    },
  ];
}

function managedKeys(name: string, environment: Json): ConfigFault[] {
  return credentialsOf(environment).flatMap(({ method, tokens }, index) =>
    method === 'api_key' && tokens === 'manage'
      ? [
          {
            path: ['environments', name, 'credentials', index, 'tokens'],
            problem: 'is "manage", and an API key has no tokens to refresh; leave it out',
          },
        ]
      : [],
  );
}

/** A production key that the sandbox was shown is no secret of production's any more. */
function productionAtSandbox(name: string, environment: Json): ConfigFault[] {
  const kind = environment.kind ?? name;
  if (kind !== 'production') return [];
  return URL_KEYS.flatMap((key) => {
    const url = environment[key];
    const known = typeof url === 'string' ? knownHost(url) : undefined;
    // The other host of the sandbox's is told of by the schema.
    if (known?.kind !== 'sandbox' || known.key !== key) return [];
    const problem = `is the sandbox's, which production credentials are not sent to; leave it out, or give the environment the kind "sandbox"`;
    return [{ path: ['environments', name, key], problem }];
  });
}

function repeatedNames(name: string, environment: Json): ConfigFault[] {
  const firsts = new Map<unknown, number>();
  return credentialsOf(environment).flatMap(({ name: credentialName }, index) => {
    const first = firsts.get(credentialName);
    if (first === undefined) firsts.set(credentialName, index);
    if (typeof credentialName !== 'string' || first === undefined) return [];
    return [
      {
        path: ['environments', name, 'credentials', index, 'name'],
        problem: `repeats the name of credentials[${first}]; names are unique in an environment`,
      },
    ];
  });
}
