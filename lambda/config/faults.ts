import type { z } from 'zod';
import { knownKeys } from './known-keys.ts';
import { nameFault } from './name.ts';
import { nearestName, suggestion } from './nearest.ts';

/** One fault of a configuration: where it is, and what is wrong and would be right. */
export interface ConfigFault {
  /** Such as `environments.sandbox.credentials[1].secret`; empty for the whole. */
  readonly path: string;
  readonly problem: string;
}

/** A path as people write it in JavaScript. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    const word = String(key);
    if (!/^[A-Za-z_$][\w$]*$/.test(word)) return `${text}[${JSON.stringify(word)}]`;
    return text === '' ? word : `${text}.${word}`;
  }, '');
}

/** A schema's issues as faults, one for each unknown key. */
export function faultsOf(
  issues: readonly z.core.$ZodIssue[],
  schema: z.core.$ZodType,
): ConfigFault[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schema, issue.path);
      return issue.keys.map((key) => ({
        path: formatPath([...issue.path, key]),
        problem: `is not a known key${suggestion(key, known) || `; known are ${known.join(', ')}`}`,
      }));
    }
    return [{ path: formatPath(issue.path), problem: issue.message }];
  });
}

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}

/**
 * Faults that lie between fields. They are looked for in the raw input, whatever else is wrong with
 * it, so that all faults are told at once.
 */
export function faultsBetweenFields(input: unknown): ConfigFault[] {
  const ofEnvironments = Object.entries(asObject(asObject(input).environments)).flatMap(
    ([name, value]) => [
      ...badName(name),
      ...missingKind(name, asObject(value)),
      ...missingCredentials(name, value),
      ...repeatedNames(name, asObject(value)),
      ...managedKeys(name, asObject(value)),
    ],
  );
  return [...ofEnvironments, ...unknownInMaintenance(asObject(input))];
}

/** A window about something that the configuration does not have would hold nothing back. */
function unknownInMaintenance(input: Json): ConfigFault[] {
  const environments = asObject(input.environments);
  const windows = asObject(input.alerts).maintenance;
  return (Array.isArray(windows) ? windows : []).flatMap((value, index) => {
    const { environment, credential } = asObject(value);
    const path = (key: string) => formatPath(['alerts', 'maintenance', index, key]);
    if (typeof environment === 'string' && !Object.hasOwn(environments, environment)) {
      return [
        { path: path('environment'), problem: 'is not an environment of this configuration' },
      ];
    }
    const meant =
      typeof environment === 'string' ? [environments[environment]] : Object.values(environments);
    const isKnown = meant.some(
      (one) =>
        credentialNames(asObject(one)).includes(credential) || asObject(one).discover !== undefined,
    );
    if (typeof credential !== 'string' || isKnown) return [];
    return [{ path: path('credential'), problem: 'is not a credential of that environment' }];
  });
}

function credentialNames(environment: Json): unknown[] {
  return credentialsOf(environment).map(({ name }) => name);
}

function badName(name: string): ConfigFault[] {
  const problem = nameFault(name);
  return problem === null ? [] : [{ path: formatPath(['environments', name]), problem }];
}

const KINDS: readonly string[] = ['production', 'sandbox'];

function missingKind(name: string, environment: Json): ConfigFault[] {
  if (environment.kind !== undefined || KINDS.includes(name)) return [];
  const nearest = nearestName(name, KINDS);
  const meant = nearest === null ? '' : `, or call the environment "${nearest}" if that is meant`;
  return [
    {
      path: formatPath(['environments', name, 'kind']),
      problem: `is missing; write "production" or "sandbox"${meant}`,
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
      path: formatPath(['environments', name, 'credentials']),
      problem:
        'is missing; list at least one credential, or let discover find secrets by their tags',
    },
  ];
}

function credentialsOf(environment: Json): Json[] {
  return Array.isArray(environment.credentials) ? environment.credentials.map(asObject) : [];
}

function managedKeys(name: string, environment: Json): ConfigFault[] {
  return credentialsOf(environment).flatMap(({ method, tokens }, index) =>
    method === 'api_key' && tokens === 'manage'
      ? [
          {
            path: formatPath(['environments', name, 'credentials', index, 'tokens']),
            problem: 'is "manage", and an API key has no tokens to refresh; leave it out',
          },
        ]
      : [],
  );
}

function repeatedNames(name: string, environment: Json): ConfigFault[] {
  const firsts = new Map<unknown, number>();
  return credentialNames(environment).flatMap((credentialName, index) => {
    const first = firsts.get(credentialName);
    if (first === undefined) firsts.set(credentialName, index);
    if (typeof credentialName !== 'string' || first === undefined) return [];
    return [
      {
        path: formatPath(['environments', name, 'credentials', index, 'name']),
        problem: `repeats the name of credentials[${first}]; names are unique in an environment`,
      },
    ];
  });
}

/** All faults as one message for people. */
export function describeFaults(source: string, faults: readonly ConfigFault[]): string {
  const lines = faults.map(({ path, problem }) => `  ${path === '' ? '(root)' : path} ${problem}`);
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  return [`${source} has ${count}:`, ...lines].join('\n');
}
