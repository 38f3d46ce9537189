import type { Target } from '../config/target.ts';
import { CATALOGUE, type DiagnosisCode, type WarningCode } from './catalogue.ts';

/** A remedy's steps for one credential, its commands ready for a shell. */
export function remedyFor(
  code: DiagnosisCode | WarningCode,
  { environment, credential }: Target,
): string[] {
  const words = {
    environment: environment.name,
    credential: credential.name,
    secret: credential.secret.secretId,
    apiUrl: environment.apiUrl,
  };
  return CATALOGUE[code].remedy.map((step) =>
    step.replace(/\{(environment|credential|secret|apiUrl)\}/g, (_, key: keyof typeof words) =>
      shellWord(words[key]),
    ),
  );
}

/** The command that checks one credential again at once. */
export function recheckCommand(environment: string, credential: string): string {
  return `npx qonto-auth-monitor check --environment ${shellWord(environment)} --credential ${shellWord(credential)}`;
}

/** A word as a shell takes it, quoted where it must be. */
export function shellWord(word: string): string {
  return /^[\w./:@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
