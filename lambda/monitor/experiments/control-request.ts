import type { DiagnosisCode } from '../../diagnosis/catalogue.ts';
import { CATALOGUE } from '../../diagnosis/catalogue.ts';
import { classify } from '../../diagnosis/classify.ts';
import type { Verdict } from '../../diagnosis/verdict.ts';
import type { ProbeResult } from '../../qonto/probe.ts';
import { probeWithoutCredential } from '../../qonto/probe.ts';
import type { Examination } from '../examination.ts';
import { concluded, type Experiment, isRefused } from './experiment.ts';

/** Causes that rest on nothing but Qonto's refusal. */
const RESTS_ON_REFUSAL: ReadonlySet<DiagnosisCode> = new Set([
  'API_KEY_REJECTED',
  'OAUTH_ACCESS_TOKEN_REJECTED',
]);

/**
 * Sends the same request without any credential. If Qonto refuses that as usual, it answers
 * normally and the credential is the cause; if it does not, Qonto is odd today, and nothing is said
 * of the credential.
 */
export const controlRequest: Experiment = {
  name: 'control-request',
  applies: ({ verdict }) => verdict.code !== null && RESTS_ON_REFUSAL.has(verdict.code),
  async run(examination, { client }) {
    const { target, stagingToken, verdict } = examination;
    const result = await probeWithoutCredential(client, target.environment, stagingToken);
    if (!isRefused(result)) {
      return concluded(oddToday(examination, result), true, result);
    }
    const status = result.kind === 'answered' ? result.status : 0;
    const fact = `without any credential Qonto answers ${status} as usual`;
    const evidence = [...verdict.evidence, fact];
    return concluded({ ...verdict, confidence: 'confirmed', evidence }, false, result);
  },
};

/** What the odd answer is called, if that says nothing about the credential; else unexpected. */
function oddToday(examination: Examination, result: ProbeResult): Verdict {
  const { target, credential, verdict, examinedAt } = examination;
  const fact =
    'without any credential Qonto does not refuse as usual, so its refusal proves nothing';
  const seen =
    credential === null
      ? null
      : classify(result, {
          environmentKind: target.environment.kind,
          credential,
          findings: [],
          versionCreatedAt: null,
          now: examinedAt,
        });
  const isInconclusive = seen?.code != null && CATALOGUE[seen.code].kind === 'inconclusive';
  return {
    code: isInconclusive ? seen.code : 'UNEXPECTED_RESPONSE',
    confidence: 'possible',
    evidence: [...verdict.evidence, fact],
    mend: [],
  };
}
