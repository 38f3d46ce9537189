import { type ConfigWarning, warning } from './config-warning.ts';
import { formatPath } from './faults.ts';
import type {
  CredentialConfig,
  EnvironmentConfig,
  EnvironmentKind,
  MonitorConfig,
  SecretRef,
} from './monitor-config.ts';
import { secretNamesOf } from './secret-name.ts';

/** One place of a configuration that names a secret. */
interface Use {
  readonly environment: EnvironmentConfig;
  readonly path: readonly PropertyKey[];
  readonly secret: SecretRef;
  /** None for a staging token. */
  readonly fields: CredentialConfig['fields'] | null;
}

/** Secrets that are used twice, or look as if they were another environment's. */
export function secretWarnings({ environments }: MonitorConfig): ConfigWarning[] {
  const uses = environments.flatMap(usesOf);
  return uses.flatMap((use, index) => sharedSecret(use, uses.slice(0, index)) ?? oddName(use));
}

function usesOf(environment: EnvironmentConfig): Use[] {
  const { name, kind, stagingToken, credentials } = environment;
  const token =
    kind === 'sandbox' && stagingToken
      ? [
          {
            environment,
            path: ['environments', name, 'stagingToken', 'secret'],
            secret: stagingToken,
            fields: null,
          },
        ]
      : [];
  const ofCredentials = credentials.map(({ secret, fields }, index) => ({
    environment,
    path: ['environments', name, 'credentials', index, 'secret'],
    secret,
    fields,
  }));
  return [...token, ...ofCredentials];
}

function sharedSecret(use: Use, earlier: readonly Use[]): ConfigWarning[] | null {
  const { kind } = use.environment;
  const sharing = earlier.filter(({ secret }) => isSameSecret(secret, use.secret));
  const other = sharing.find(({ environment }) => environment.kind !== kind);
  if (other !== undefined) return [secretOfOtherKind(use, other)];
  const same = sharing.find(
    ({ fields }) => fields && use.fields && namesIn(fields) === namesIn(use.fields),
  );
  if (same === undefined) return null;
  const text = `is that of ${formatPath(same.path)} as well: one change fails both.`;
  return [warning('sharedSecret', use.path, text)];
}

function secretOfOtherKind(use: Use, other: Use): ConfigWarning {
  const where = `is that of ${formatPath(other.path)} as well`;
  return warning('secretOfOtherKind', use.path, `${where}: ${whyApart(use.fields, other.fields)}`);
}

function whyApart(a: Use['fields'], b: Use['fields']): string {
  if (a === null || b === null) {
    return 'a staging token is no credential of production. Name the secret that holds the token.';
  }
  return areApart(a, b)
    ? "whoever may read the sandbox's credential reads production's too. Keep them in two secrets."
    : "Qonto's production and sandbox never accept the same credential, so one of them will be refused.";
}

/** By name or ARN, whole or not: the same key of the same secret. */
function isSameSecret(a: SecretRef, b: SecretRef): boolean {
  if (a.key !== b.key) return false;
  const places = [a, b].map(({ secretId }) => secretId.split(':').slice(0, 5).join(':'));
  const areArns = [a, b].every(({ secretId }) => secretId.startsWith('arn:'));
  if (areArns && places[0] !== places[1]) return false;
  const names = secretNamesOf(a.secretId);
  return secretNamesOf(b.secretId).some((name) => names.includes(name));
}

function namesIn(fields: CredentialConfig['fields']): string {
  return JSON.stringify(Object.entries(fields).sort());
}

/** Whether two credentials in one secret have no key of it in common. */
function areApart(a: CredentialConfig['fields'], b: CredentialConfig['fields']): boolean {
  const keys = Object.values(a);
  const others = Object.values(b);
  return keys.length > 0 && others.length > 0 && !others.some((key) => keys.includes(key));
}

/** Words in names that tell a kind. */
const WORDS: Readonly<Record<EnvironmentKind, ReadonlySet<string>>> = {
  production: new Set(['production', 'prod']),
  sandbox: new Set(['sandbox', 'staging']),
};

/** No more than a suspicion: names are free. One that tells both kinds, or neither, says nothing. */
function oddName({ environment, secret, path, fields }: Use): ConfigWarning[] {
  const { kind, name } = environment;
  const other = kind === 'production' ? 'sandbox' : 'production';
  const read = [
    ...secretNamesOf(secret.secretId),
    secret.key ?? '',
    ...Object.values(fields ?? {}),
  ];
  const words = new Set(read.flatMap(wordsOf));
  const found = [...words].find((word) => WORDS[other].has(word));
  const isExplained = [...words].some((word) => WORDS[kind].has(word));
  if (found === undefined || isExplained || wordsOf(name).includes(found)) return [];
  const text = `says "${found}" (its name, its key or a field), and the environment is ${kind === 'sandbox' ? 'a sandbox' : 'production'}: perhaps it is the other's. If so, Qonto will refuse it; if not, acknowledge this.`;
  return [warning('secretNamedOtherwise', path, text)];
}

/** The words of a name, whatever parts them; "pre-prod" and "non-prod" are not production. */
function wordsOf(name: string): string[] {
  return name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
    .toLowerCase()
    .replace(/(?:pre|non|not)[-_./]?prod(?:uction)?/g, '')
    .split(/[^a-z]+/);
}
