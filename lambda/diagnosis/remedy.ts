import type { CredentialConfig } from '../config/monitor-config.ts';
import type { Target } from '../config/target.ts';
import { type CatalogueEntry, STORE_COMMAND } from './catalogue/entry.ts';
import { CATALOGUE, type DiagnosisCode, type WarningCode } from './catalogue.ts';

/**
 * A remedy's steps for one credential, its commands ready for a shell.
 *
 * @param secretId the secret that they are about; the credential's own unless told otherwise
 */
export function remedyFor(
  code: DiagnosisCode | WarningCode,
  { environment, credential }: Target,
  secretId: string = credential.secret.secretId,
): string[] {
  const words = {
    environment: environment.name,
    credential: credential.name,
    secret: secretId,
    apiUrl: environment.apiUrl,
  };
  const steps = wordsFor(code, credential).remedy.map((step) =>
    step === STORE_COMMAND ? storeStep(credential) : step,
  );
  return steps.map((step) =>
    step.replace(/\{(environment|credential|secret|apiUrl)\}/g, (_, key: keyof typeof words) =>
      shellWord(words[key]),
    ),
  );
}

/** Cause and remedy of a code: other words for tokens that the monitor manages itself. */
export function wordsFor(
  code: DiagnosisCode | WarningCode,
  { tokens }: Pick<CredentialConfig, 'tokens'>,
): Pick<CatalogueEntry, 'cause' | 'remedy'> {
  const entry: CatalogueEntry = CATALOGUE[code];
  return tokens === 'manage' ? { cause: entry.cause, ...(entry.managed ?? entry) } : entry;
}

/**
 * How a mended value is stored. A secret that holds other things as well must not be replaced by
 * this credential alone, nor tokens that were rotated by those that somebody has at hand.
 */
function storeStep({ secret, fields, tokens }: CredentialConfig): string {
  if (tokens === 'manage') {
    return 'Change what is wrong in the secret {secret}, and keep the tokens that the monitor has put there.';
  }
  const keys = secret.key === null ? Object.values(fields) : [secret.key];
  return keys.length === 0
    ? STORE_COMMAND
    : `Change ${keys.map((key) => JSON.stringify(key)).join(' and ')} in the secret {secret}, and keep everything else that it holds.`;
}

/** The command that checks one credential, or a whole environment, again at once. */
export function recheckCommand(environment: string, credential?: string): string {
  const one = credential === undefined ? '' : ` --credential ${shellWord(credential)}`;
  return `npx qonto-auth-monitor check --environment ${shellWord(environment)}${one}`;
}

/** A word as a shell takes it, quoted where it must be. */
export function shellWord(word: string): string {
  return /^[\w./:@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
