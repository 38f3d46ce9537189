/** A configuration with one fault: where it is, and words that its message must hold. */
export interface BadConfig {
  readonly fault: string;
  readonly config: unknown;
  readonly path: string;
  readonly words: string;
}

/** Writes one down. */
export const bad = (fault: string, config: unknown, path: string, words: string): BadConfig => ({
  fault,
  config,
  path,
  words,
});

/** Where the credentials of the sandbox stand. */
export const CREDENTIALS = 'environments.sandbox.credentials';
