import type { CredentialConfig } from '../config/monitor-config.ts';
import type { Target } from '../config/target.ts';
import { type CatalogueEntry, CREATE, REPLACE, STORE } from './catalogue/entry.ts';
import { CATALOGUE, type DiagnosisCode, type WarningCode } from './catalogue.ts';

/**
 * A remedy's steps for one credential, its commands ready for a shell.
 *
 * @param secretId the secret that they are about; the credential's own unless told otherwise
 */
export function remedyFor(
  code: DiagnosisCode | WarningCode,
  target: Target,
  secretId: string = target.credential.secret.secretId,
): string[] {
  const { remedy } = wordsFor(code, target.credential);
  const isOwn = secretId === target.credential.secret.secretId;
  const steps = isOwn ? remedy : remedy.filter((step) => !STORE_STEPS.has(step));
  return steps.map((step) => filledIn(step, target, secretId));
}

/** The command stores into the credential's own secret, and nowhere else. */
const STORE_STEPS: ReadonlySet<string> = new Set([...STORE, ...REPLACE, ...CREATE]);

/** The steps with which a remedy names `store`: what that command itself need not say. */
export function storeStepsFor(target: Target): ReadonlySet<string> {
  return new Set(Array.from(STORE_STEPS, (step) => filledIn(step, target)));
}

/** A step with the names of the check at hand, as a shell takes them. */
export function filledIn(
  step: string,
  { environment, credential }: Target,
  secretId: string = credential.secret.secretId,
): string {
  const words = {
    environment: environment.name,
    credential: credential.name,
    secret: secretId,
    apiUrl: environment.apiUrl,
  };
  const text = credential.tokens === 'manage' && step === STORE[0] ? STORE_MANAGED : step;
  return text.replace(/\{(environment|credential|secret|apiUrl)\}/g, (_, key: keyof typeof words) =>
    shellWord(words[key]),
  );
}

/** Tokens that were rotated must not give way to those that somebody has at hand. */
const STORE_MANAGED =
  'Store it: this asks for each value, and keeps all else in {secret}; leave the tokens that the monitor has put there as they are.';

/** Cause and remedy of a code: other words for tokens that the monitor manages itself. */
export function wordsFor(
  code: DiagnosisCode | WarningCode,
  { tokens }: Pick<CredentialConfig, 'tokens'>,
): Pick<CatalogueEntry, 'cause' | 'remedy'> {
  const entry: CatalogueEntry = CATALOGUE[code];
  return tokens === 'manage' ? { cause: entry.cause, ...(entry.managed ?? entry) } : entry;
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
