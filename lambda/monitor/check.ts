import { isoTime } from '../clock.ts';
import { CATALOGUE } from '../diagnosis/catalogue.ts';
import { remedyFor, wordsFor } from '../diagnosis/remedy.ts';
import { warningsOf } from '../diagnosis/warnings.ts';
import type { CheckResult, ReportEntry, Status } from '../report.ts';
import { type Examination, versionCreatedAt } from './examination.ts';

/** A check's result, and what a later run compares it with. */
export interface Check extends CheckResult {
  /**
   * What was observed, apart from times: while it stays the same, so does the diagnosis of an open
   * incident. It holds version ids and the form of the answer, nothing secret.
   */
  readonly observation: string;
  /** Requests that experiments sent. */
  readonly experimentRequests: number;
}

/** Puts an examination into the words of the report. */
export function checkOf(examination: Examination, experimentRequests = 0): Check {
  const { target, reading, method, probed, verdict, credential } = examination;
  const { code, confidence, evidence, mend } = verdict;
  const entry = code === null ? null : CATALOGUE[code];
  const answer = probed.kind === 'answered' ? probed : null;
  const begun = probed.kind === 'unanswered' ? probed.begun : undefined;
  return {
    environment: target.environment.name,
    credential: target.credential.name,
    method,
    outcome:
      entry === null ? 'authenticated' : entry.kind === 'rejected' ? 'rejected' : 'inconclusive',
    diagnosis:
      code === null || entry === null
        ? null
        : {
            code,
            title: entry.title,
            cause: wordsFor(code, target.credential).cause,
            remedy: [
              ...mend,
              ...remedyFor(code, target, verdict.secretId).slice(verdict.isFormTold ? 1 : 0),
            ],
            confidence,
            evidence,
            docsUrl: entry.docsUrl,
          },
    warnings:
      credential === null
        ? []
        : warningsOf({
            ...examination,
            credential,
            versionCreatedAt: versionCreatedAt(reading),
            now: examination.examinedAt,
          }),
    traceId: (answer ?? begun)?.traceId ?? null,
    http: answer && {
      status: answer.status,
      contentType: answer.contentType,
      durationMs: answer.durationMs,
    },
    secretVersion: reading.kind === 'value' ? reading.versionId : null,
    checkedAt: isoTime(examination.examinedAt),
    observation: observationOf(examination),
    experimentRequests,
  };
}

function observationOf({ reading, probed, stagingToken, hindrance }: Examination): string {
  const version = reading.kind === 'value' ? reading.versionId : reading.kind;
  const answer =
    probed.kind === 'answered'
      ? [probed.status, probed.body.form, probed.redirect, ...probed.body.hints]
      : [probed.kind];
  const renewal = hindrance === undefined ? [] : [hindrance];
  return JSON.stringify([version, stagingToken !== null, ...answer, ...renewal]);
}

/** A check as an entry of a report. */
export function entryOf(check: Check, status: Status): ReportEntry {
  const { observation: _o, experimentRequests: _e, ...result } = check;
  return { ...result, status };
}
