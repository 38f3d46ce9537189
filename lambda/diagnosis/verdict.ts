import type { Confidence } from '../report.ts';
import type { DiagnosisCode } from './catalogue.ts';

/** What a response, or its absence, comes to: a code, how sure, and the facts that lead there. */
export interface Verdict {
  /** Null when Qonto accepted the credential. */
  readonly code: DiagnosisCode | null;
  readonly confidence: Confidence;
  readonly evidence: readonly string[];
  /** Steps that come before those of the catalogue. */
  readonly mend: readonly string[];
  /** `mend` says how the value is to be; the catalogue's first step would say so again. */
  readonly isFormTold?: boolean;
  /** The secret that the remedy is about, where that is not the credential's own. */
  readonly secretId?: string;
}

/** A verdict by what was observed directly. */
export function confirmed(code: DiagnosisCode, ...evidence: string[]): Verdict {
  return { code, confidence: 'confirmed', evidence, mend: [] };
}

/** A verdict by the known cause of what was observed. */
export function likely(code: DiagnosisCode, ...evidence: string[]): Verdict {
  return { code, confidence: 'likely', evidence, mend: [] };
}

/** A verdict by a hint. */
export function possible(code: DiagnosisCode, ...evidence: string[]): Verdict {
  return { code, confidence: 'possible', evidence, mend: [] };
}
