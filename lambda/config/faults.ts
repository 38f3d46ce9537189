import type { z } from 'zod';
import { knownKeys } from './known-keys.ts';
import { suggestion } from './nearest.ts';

/** One fault of a configuration: where it is, and what is wrong and would be right. */
export interface ConfigFault {
  /** Empty for the whole. */
  readonly path: readonly PropertyKey[];
  readonly problem: string;
}

/** A path as people write it in JavaScript: `environments.sandbox.credentials[1].secret`. */
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
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownKey([...issue.path, key], knownKeys(schema, issue.path)))
      : [{ path: issue.path, problem: issue.message }],
  );
}

/** Whether a key would hold a credential itself, beside the name of its secret. */
export function isMaterial(key: string, known: readonly string[]): boolean {
  const isBesideSecret = known.includes('secret') && !known.includes('login');
  return (
    isBesideSecret &&
    /^(?:login|password|value|token|(?:secret|api)[-_]?key|authorization|(?:access|refresh|staging)[-_]?token|client[-_]?(?:id|secret))$/i.test(
      key,
    )
  );
}

/** The fault of a key that no configuration has. */
export function unknownKey(path: readonly PropertyKey[], known: readonly string[]): ConfigFault {
  if (isMaterial(String(path.at(-1)), known)) {
    const problem =
      'is not a known key: what authenticates belongs in Secrets Manager, where "npx qonto-auth-monitor store" puts it; here "secret" names it';
    return { path, problem };
  }
  const meant = suggestion(String(path.at(-1)), known);
  return { path, problem: `is not a known key${meant || `; known are ${known.join(', ')}`}` };
}

/** All faults as one message for people, by path. */
export function describeFaults(source: string, faults: readonly ConfigFault[]): string {
  const lines = faults
    .map(({ path, problem }) => ({ path: formatPath(path), problem }))
    .toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .map(({ path, problem }) => `  ${path === '' ? '(root)' : path} ${problem}`);
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  return [`${source} has ${count}:`, ...lines].join('\n');
}
