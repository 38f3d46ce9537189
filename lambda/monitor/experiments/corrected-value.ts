import { CATALOGUE, type DiagnosisCode } from '../../diagnosis/catalogue.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import { looksLikeLogin, looksLikeSecretKey } from '../../diagnosis/text-form.ts';
import type { Verdict } from '../../diagnosis/verdict.ts';
import type { Credential } from '../../qonto/credential.ts';
import { Secret } from '../../secret.ts';
import type { Examination } from '../examination.ts';
import {
  concluded,
  type Experiment,
  isAccepted,
  isRefused,
  nothingSent,
  probeWith,
} from './experiment.ts';

/** Sends the value with its mistake mended: if Qonto accepts that, the mistake is the cause. */
export const correctedValue: Experiment = {
  name: 'corrected-value',
  applies: (examination) => candidateOf(examination) !== null,
  async run(examination, tools) {
    const candidate = candidateOf(examination);
    if (candidate === null) return nothingSent(examination.verdict);
    const result = await probeWith(examination, candidate.credential, tools);
    const { verdict } = examination;
    if (isAccepted(result)) {
      const evidence = [...verdict.evidence, 'Qonto accepts the value once that is mended'];
      return concluded(
        { ...verdict, code: candidate.code, confidence: 'confirmed', evidence },
        true,
        result,
      );
    }
    const refuted = isRefused(result) ? afterRefusal(verdict, candidate.finding) : verdict;
    return concluded(refuted, false, result);
  },
};

interface Candidate {
  readonly code: DiagnosisCode;
  /** Null for a guess without a finding. */
  readonly finding: Finding | null;
  readonly credential: Credential;
}

function candidateOf({ credential, findings, verdict }: Examination): Candidate | null {
  if (credential === null || verdict.code === null) return null;
  if (verdict.code === 'API_KEY_REJECTED') return swappedGuess(credential);
  const finding = findings.find(({ corrected }) => corrected !== undefined);
  if (finding?.corrected === undefined || verdict.code !== findings[0]?.code) return null;
  return { code: verdict.code, finding, credential: withValue(credential, finding.corrected) };
}

/** Halves that look alike may be swapped without its showing. */
function swappedGuess(credential: Credential): Candidate | null {
  if (credential.method !== 'api_key') return null;
  const [left, right, ...rest] = credential.authorization.reveal().split(':');
  if (!left || !right || rest.length > 0) return null;
  const looksRight = looksLikeSecretKey(right) && !looksLikeSecretKey(left);
  if ((looksRight || looksLikeLogin(left)) && !looksLikeLogin(right)) return null;
  return {
    code: 'API_KEY_SWAPPED',
    finding: null,
    credential: withValue(credential, new Secret(`${right}:${left}`)),
  };
}

function withValue(credential: Credential, value: Secret): Credential {
  return credential.method === 'api_key'
    ? { ...credential, authorization: value, parts: null }
    : { ...credential, accessToken: value };
}

/**
 * A malformed value stays malformed when its key is refused as well, and both must be mended. What
 * was only a guess is given up.
 */
function afterRefusal(verdict: Verdict, finding: Finding | null): Verdict {
  if (finding === null) return verdict;
  if (finding.basis === 'heuristic' && finding.confidence === 'possible') {
    const fact = 'with the halves the other way round Qonto refuses it as well';
    const { isFormTold: _, ...rest } = verdict;
    return { ...rest, code: 'API_KEY_REJECTED', evidence: [...verdict.evidence, fact] };
  }
  return {
    ...verdict,
    evidence: [...verdict.evidence, 'with that mended, Qonto still refuses the value'],
    mend: [
      ...verdict.mend,
      `Mend the form, and expect to need a new key as well (${CATALOGUE.API_KEY_REJECTED.title}).`,
    ],
  };
}
