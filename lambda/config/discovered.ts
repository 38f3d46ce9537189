import type { CredentialConfig, EnvironmentConfig } from './monitor-config.ts';
import { secretNamesOf } from './secret-name.ts';

/** The longest name of a credential. */
const NAME_LENGTH = 64;

/** A secret that has the tags of an environment's `discover`. */
export interface FoundSecret {
  /** Its friendly name. */
  readonly name: string;
}

/** Whether a discovered credential may be called like that of another secret, by the end of its name. */
export function mayShareName(secretName: string): boolean {
  return secretName.length >= NAME_LENGTH;
}

/** What was made of the secrets that were found. */
export interface Discovered {
  /** Those that are listed, and then those that were discovered. */
  readonly environment: EnvironmentConfig;
  /** Secrets that are not watched, since another credential has their name already. */
  readonly left: readonly string[];
}

/**
 * An environment with a credential for each secret that was found, called like the secret: by the end
 * of its name, where that is too long for a name. What is listed stays as it is, and is not watched
 * twice; the secret with the staging token is no credential.
 */
export function withFound(
  environment: EnvironmentConfig,
  found: readonly FoundSecret[],
): Discovered {
  const { discover, credentials, stagingToken } = environment;
  if (discover === undefined) return { environment, left: [] };
  const references = [
    ...credentials.map(({ secret }) => secret),
    ...(stagingToken ? [stagingToken] : []),
  ];
  const known = new Set(references.flatMap(({ secretId }) => secretNamesOf(secretId)));
  const names = new Set(credentials.map(({ name }) => name));
  const left: string[] = [];
  const discovered: CredentialConfig[] = [];
  for (const secret of found.toSorted(byName)) {
    const name = secret.name.slice(-NAME_LENGTH);
    if (known.has(secret.name)) continue;
    if (names.has(name)) {
      left.push(secret.name);
      continue;
    }
    names.add(name);
    discovered.push({
      name,
      secret: { secretId: secret.name, key: null },
      method: discover.method,
      tokens: 'observe',
      fields: discover.fields,
    });
  }
  return { environment: { ...environment, credentials: [...credentials, ...discovered] }, left };
}

function byName(a: FoundSecret, b: FoundSecret): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
