import { createHash } from 'node:crypto';
import type { DiagnosisCode } from '../diagnosis/catalogue.ts';
import { trimInvisible } from '../diagnosis/text-form.ts';
import { authorizationHeader } from '../qonto/credential.ts';
import type { Examination } from './examination.ts';

/** Causes that a credential of another environment looks like. */
const LOOKS_LIKE: ReadonlySet<DiagnosisCode> = new Set([
  'API_KEY_REJECTED',
  'OAUTH_ACCESS_TOKEN_REJECTED',
]);

/**
 * Finds, without any request, the credentials that another environment accepts in the same run.
 *
 * @returns a function that puts that cause in place of a bare refusal
 */
export function acceptedElsewhere(
  examinations: readonly Examination[],
): (examination: Examination) => Examination {
  const acceptedIn = new Map<string, Set<string>>();
  for (const examination of examinations) {
    if (examination.verdict.code !== null) continue;
    const material = materialOf(examination);
    if (material === null) continue;
    const names = acceptedIn.get(material) ?? new Set();
    acceptedIn.set(material, names.add(examination.target.environment.name));
  }
  return (examination) => {
    const { verdict, target } = examination;
    if (verdict.code === null || !LOOKS_LIKE.has(verdict.code)) return examination;
    const material = materialOf(examination);
    const others = [...((material && acceptedIn.get(material)) || [])].filter(
      (name) => name !== target.environment.name,
    );
    if (others.length === 0) return examination;
    const fact = `${others.join(' and ')} accepts the same credential`;
    return {
      ...examination,
      verdict: {
        code: 'CREDENTIAL_OF_OTHER_ENVIRONMENT',
        confidence: 'confirmed',
        evidence: [...verdict.evidence, fact],
        mend: [],
      },
    };
  };
}

/** Tells equal credentials without keeping them. */
function materialOf({ credential }: Examination): string | null {
  if (credential === null) return null;
  const value = trimInvisible(authorizationHeader(credential));
  return createHash('sha256').update(value).digest('base64');
}
