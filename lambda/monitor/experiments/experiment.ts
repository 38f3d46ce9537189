import type { Clock } from '../../clock.ts';
import type { Verdict } from '../../diagnosis/verdict.ts';
import type { QontoClient } from '../../qonto/client.ts';
import type { Credential } from '../../qonto/credential.ts';
import { type ProbeResult, probe } from '../../qonto/probe.ts';
import type { Examination } from '../examination.ts';
import type { SecretReader } from '../ports.ts';

/** What experiments reach out with. */
export interface ExperimentTools {
  readonly client: QontoClient;
  readonly secrets: SecretReader;
  readonly clock: Pick<Clock, 'now'>;
}

/** What an experiment came to. */
export interface Conclusion {
  readonly verdict: Verdict;
  /** Whether the cause is proven, so that no further experiment is needed. */
  readonly isProven: boolean;
  /** What came of the request to the API; null when there was none. */
  readonly result: ProbeResult | null;
  /** Requests that were sent to Qonto: 0 or 1. */
  readonly requests: number;
  /** Whether the answer was a refused authentication, which Qonto counts. */
  readonly wasRefused: boolean;
}

/**
 * One extra request that can prove a cause, or rule one out. It goes to the credential's own
 * environment and nowhere else.
 */
export interface Experiment {
  readonly name: string;
  /** Whether it can say anything about what was found. */
  applies(examination: Examination): boolean;
  run(examination: Examination, tools: ExperimentTools): Promise<Conclusion>;
}

/** The same request with another credential. */
export function probeWith(
  { target, stagingToken }: Examination,
  credential: Credential,
  { client }: Pick<ExperimentTools, 'client'>,
): Promise<ProbeResult> {
  return probe(client, target.environment, credential, stagingToken);
}

/** Whether Qonto accepted the credential of a probe. */
export function isAccepted(result: ProbeResult): boolean {
  return (
    result.kind === 'answered' &&
    result.status >= 200 &&
    result.status < 300 &&
    result.body.form === 'accounts'
  );
}

/** Whether Qonto refused the credential of a probe: with its trace id, or in one of its shapes. */
export function isRefused(result: ProbeResult): boolean {
  return (
    result.kind === 'answered' &&
    [400, 401, 403].includes(result.status) &&
    (result.traceId !== null || result.body.form === 'error') &&
    result.body.form !== 'cut'
  );
}

/** Whether an answer counts towards Qonto's limit on refused authentications. */
export function countsAsRefusal(result: ProbeResult): boolean {
  return result.kind === 'answered' && (result.status === 401 || result.status === 403);
}

/** An experiment that sent nothing, and so says nothing. */
export function nothingSent(verdict: Verdict): Conclusion {
  return { verdict, isProven: false, result: null, requests: 0, wasRefused: false };
}

/** What an experiment with one request to the API came to. */
export function concluded(verdict: Verdict, isProven: boolean, result: ProbeResult): Conclusion {
  return { verdict, isProven, result, requests: 1, wasRefused: countsAsRefusal(result) };
}
