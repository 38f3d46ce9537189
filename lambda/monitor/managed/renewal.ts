import type { DiagnosisCode } from '../../diagnosis/catalogue.ts';
import { nameOf } from '../../errors.ts';
import { type Examination, withEvidence } from '../examination.ts';
import type { SecretValue } from './ports.ts';

/** What came of a thought of refreshing. */
export type Renewal =
  /** There was nothing to do. */
  | { readonly kind: 'none' }
  /** The secret has good tokens now, by this run or another. */
  | { readonly kind: 'fresh'; readonly reading: SecretValue; readonly isOwn: boolean }
  | Hindered;

/** The tokens could not be refreshed, and why. It explains a refusal; it never replaces one. */
export interface Hindered {
  readonly kind: 'hindered';
  readonly code: DiagnosisCode;
  readonly evidence: readonly string[];
}

/** Why tokens could not be refreshed. */
export function hindered(code: DiagnosisCode, ...evidence: string[]): Hindered {
  return { kind: 'hindered', code, evidence };
}

/** A refresh that did not begin, and is left to the next sweep. Thrown within this folder only. */
export class Hindrance extends Error {
  override readonly name = 'Hindrance';
  readonly renewal: Hindered;

  constructor(code: DiagnosisCode, fact: string) {
    super(fact);
    this.renewal = hindered(code, `the tokens were not refreshed: ${fact}`);
  }
}

/**
 * Takes one step towards a refresh.
 *
 * @throws Hindrance when AWS fails; a refresh is never begun on the chance that it works later
 */
export async function step<T>(failure: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new Hindrance('SECRETS_MANAGER_UNAVAILABLE', `${failure} (${nameOf(error)})`);
  }
}

/** Refusals that new tokens would end. */
const ENDED_BY_NEW_TOKENS: ReadonlySet<DiagnosisCode | null> = new Set([
  'OAUTH_ACCESS_TOKEN_EXPIRED',
  'OAUTH_ACCESS_TOKEN_REJECTED',
  'OAUTH_REFRESH_TOKEN_MISSING',
  'OAUTH_TOKEN_TYPE_MISMATCH',
] as const);

/** Whether a check was refused for want of a good access token. */
export function wantsTokens({ verdict, method }: Examination): boolean {
  return (
    ENDED_BY_NEW_TOKENS.has(verdict.code) ||
    // A grant may be stored as a refresh token alone.
    (verdict.code === 'SECRET_INCOMPLETE' && method === 'oauth')
  );
}

/**
 * Puts the reason why a token could not be refreshed in the place of its refusal. A token endpoint
 * that cannot be reached leaves a doubt, and so an inconclusive check.
 */
export function explainedBy(renewal: Renewal, examination: Examination): Examination {
  if (renewal.kind === 'none' || !wantsTokens(examination)) return examination;
  const { verdict } = examination;
  if (renewal.kind === 'fresh') {
    const fact = 'the token was refreshed for this check, and the new one is refused too';
    return renewal.isOwn ? { ...examination, verdict: withEvidence(verdict, fact) } : examination;
  }
  return {
    ...examination,
    hindrance: renewal.code,
    verdict: {
      code: renewal.code,
      confidence: 'confirmed',
      evidence: [...verdict.evidence, ...renewal.evidence],
      mend: [],
    },
  };
}
