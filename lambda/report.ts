import type { DiagnosisCode, WarningCode } from './diagnosis/catalogue.ts';

/** What one check says of a credential. Three values, never two: in doubt it is `inconclusive`. */
export type Outcome = 'authenticated' | 'rejected' | 'inconclusive';

/** What is remembered of a credential between runs. */
export type Status = 'unknown' | 'healthy' | 'failing' | 'unreachable';

/** How sure a diagnosis is: `confirmed` is proven, `likely` is the known cause, `possible` a hint. */
export type Confidence = 'confirmed' | 'likely' | 'possible';

/** How a credential authenticates: the static `login:secret` header, or an OAuth 2.0 access token. */
export type Method = 'api_key' | 'oauth';

/** What started a run. */
export type Trigger = 'schedule' | 'on-demand' | 'secret-change';

/** The cause of a check that was not `authenticated`, in the words that people read. */
export interface Diagnosis {
  readonly code: DiagnosisCode;
  readonly title: string;
  readonly cause: string;
  /** What to do, step by step; commands stand alone in a step. */
  readonly remedy: readonly string[];
  readonly confidence: Confidence;
  /** Facts that lead to the cause. They hold lengths, positions and times, never part of a value. */
  readonly evidence: readonly string[];
  readonly docsUrl: string;
}

/** Something to mend on a credential, whatever the outcome of its check. */
export interface Warning {
  readonly code: WarningCode;
  readonly title: string;
  readonly remedy: readonly string[];
}

/** The bare facts of an HTTP answer. */
export interface HttpFacts {
  readonly status: number;
  /** Media type without parameters, in lower case. */
  readonly contentType: string | null;
  readonly durationMs: number;
}

/** What one check found out. Times are ISO 8601 in UTC. */
export interface CheckResult {
  readonly environment: string;
  readonly credential: string;
  readonly method: Method | null;
  readonly outcome: Outcome;
  /** Null when authenticated. */
  readonly diagnosis: Diagnosis | null;
  readonly warnings: readonly Warning[];
  /** The identifier that Qonto's support asks for; null when there was none or it was not well formed. */
  readonly traceId: string | null;
  /** Null when no answer came. */
  readonly http: HttpFacts | null;
  /** The version of the secret that was checked. */
  readonly secretVersion: string | null;
  readonly checkedAt: string;
}

/** An entry of the report: a check's result together with what is remembered of the credential. */
export interface ReportEntry extends Omit<CheckResult, 'outcome' | 'checkedAt'> {
  /** Null only in an answer to `status`, for a credential that was never checked. */
  readonly outcome: Outcome | null;
  readonly status: Status;
  readonly checkedAt: string | null;
  /** When a credential whose re-check was put off is due again. */
  readonly nextCheckAt?: string;
}

/** An alert that this run raised or delivered. */
export interface ReportAlert {
  readonly id: string;
  readonly incidentId: string;
  readonly event: string;
  readonly environment: string;
  readonly code: string;
  readonly credentials: readonly string[];
  /** False when SNS did not take it; the next run delivers it, with the same id. */
  readonly delivered: boolean;
}

/** What the function answers (contract, section 5). */
export interface Report {
  readonly runId: string;
  readonly trigger: Trigger;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly summary: {
    readonly total: number;
    readonly authenticated: number;
    readonly rejected: number;
    readonly inconclusive: number;
  };
  readonly results: readonly ReportEntry[];
  readonly alerts: readonly ReportAlert[];
}

/** Counts the outcomes of some results. */
export function summarize(results: readonly Pick<ReportEntry, 'outcome'>[]): Report['summary'] {
  const count = (outcome: Outcome) => results.filter((entry) => entry.outcome === outcome).length;
  return {
    total: results.length,
    authenticated: count('authenticated'),
    rejected: count('rejected'),
    inconclusive: count('inconclusive'),
  };
}
