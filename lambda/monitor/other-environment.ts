import { createHash } from 'node:crypto';
import type { DiagnosisCode } from '../diagnosis/catalogue.ts';
import { trimInvisible } from '../diagnosis/text-form.ts';
import { authorizationHeader, type Credential } from '../qonto/credential.ts';
import type { Examination } from './examination.ts';

/** Causes that a credential of another environment looks like. */
const LOOKS_LIKE: ReadonlySet<DiagnosisCode> = new Set([
  'API_KEY_REJECTED',
  'OAUTH_ACCESS_TOKEN_REJECTED',
]);

/** A credential that an environment is known to accept, by what tells equal ones. */
export interface Accepted {
  readonly material: string;
  readonly environment: string;
}

/** Whether knowing what other environments accept could explain a refusal. */
export function mayBeOfOther({ verdict }: Examination): boolean {
  return verdict.code !== null && LOOKS_LIKE.has(verdict.code);
}

/**
 * Finds, without any request, the credentials that another environment accepts: in the same run, or
 * by what is remembered.
 *
 * @returns a function that puts that cause in place of a bare refusal
 */
export function acceptedElsewhere(
  examinations: readonly Examination[],
  remembered: readonly Accepted[],
): (examination: Examination) => Examination {
  let found: readonly Accepted[] | null = null;
  // A digest of each credential is made only once there is something to compare it with.
  const accepted = () => {
    found ??= [...remembered, ...acceptedIn(examinations)];
    return found;
  };
  return (examination) => {
    const { verdict, target, credential } = examination;
    if (credential === null || !mayBeOfOther(examination)) return examination;
    const material = materialOf(credential);
    const others = accepted()
      .filter((one) => one.material === material && one.environment !== target.environment.name)
      .map(({ environment }) => environment);
    if (others.length === 0) return examination;
    const fact = `${[...new Set(others)].join(' and ')} accepts the same credential`;
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

function acceptedIn(examinations: readonly Examination[]): Accepted[] {
  return examinations.flatMap(({ verdict, credential, target }) =>
    verdict.code !== null || credential === null
      ? []
      : [{ material: materialOf(credential), environment: target.environment.name }],
  );
}

/** Tells equal credentials without keeping them. */
export function materialOf(credential: Credential): string {
  const value = trimInvisible(authorizationHeader(credential));
  return createHash('sha256').update(value).digest('base64');
}
