import type { Confidence } from '../report.ts';
import type { Secret } from '../secret.ts';
import type { DiagnosisCode } from './catalogue.ts';

/**
 * Something that is known of a stored value without asking anybody. It explains a refusal; it never
 * replaces one.
 */
export interface Finding {
  readonly code: DiagnosisCode;
  /**
   * `form`: the value cannot be of the documented form. `heuristic`: it looks like the mistake,
   * and may still be right.
   */
  readonly basis: 'form' | 'heuristic';
  /** How sure the cause is once Qonto has refused the value. */
  readonly confidence: Exclude<Confidence, 'confirmed'>;
  /** The fact, in plain words, without any part of the value. */
  readonly evidence: string;
  /** A step of its own for this finding, in place of the catalogue's first, which is not enough. */
  readonly mend?: string;
  /** The value with this mistake mended, where that can be done. */
  readonly corrected?: Secret;
}
