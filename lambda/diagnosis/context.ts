import type { EnvironmentKind } from '../config/monitor-config.ts';
import type { Credential } from '../qonto/credential.ts';
import type { ProbeAnswer } from '../qonto/probe.ts';
import type { Finding } from './finding.ts';

/** What is known when a response is judged. */
export interface CheckContext {
  readonly environmentKind: EnvironmentKind;
  readonly credential: Credential;
  /** What inspection found, the main cause first. */
  readonly findings: readonly Finding[];
  /** When the secret's version was stored, epoch milliseconds; null when not known. */
  readonly versionCreatedAt: number | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** An answer in words: status, form and origin. */
export function describeAnswer({ status, body, traceId }: ProbeAnswer): string {
  const form = {
    accounts: 'JSON with a list of accounts',
    error: 'a JSON error',
    json: 'JSON of another kind',
    html: 'an HTML page',
    text: 'text that is not JSON',
    empty: 'an empty body',
    cut: 'a body that was cut short',
    too_large: 'a body far larger than expected',
  }[body.form];
  return traceId === null
    ? `the answer was ${status} and ${form}, without a trace id of Qonto`
    : `Qonto answered ${status} with its own trace id and ${form}, so the request reached it`;
}
