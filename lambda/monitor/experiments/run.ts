import type { ProbeResult } from '../../qonto/probe.ts';
import type { Examination } from '../examination.ts';
import { controlRequest } from './control-request.ts';
import { correctedValue } from './corrected-value.ts';
import type { Experiment, ExperimentTools } from './experiment.ts';
import { oauthClient } from './oauth-client.ts';
import { previousVersion } from './previous-version.ts';

/** Extra requests that one incident may cost. */
export const MOST_REQUESTS = 3;

/** In the order in which they say the most for one request. */
const EXPERIMENTS: readonly Experiment[] = [
  correctedValue,
  controlRequest,
  oauthClient,
  previousVersion,
];

/** What experiments came to. */
export interface Experimented {
  readonly examination: Examination;
  readonly requests: number;
}

/** Lets an experiment's request through, and learns how it was answered. */
export interface ExperimentGate {
  /** Takes a permit for one request; false when none is left. */
  take(): Promise<boolean>;
  /** Gives the permit back, used up if the request was refused, which Qonto counts. */
  settle(result: ProbeResult | null, wasRefused: boolean): void;
}

/**
 * Runs the experiments that apply, one after another, until the cause is proven or the requests are
 * used up.
 */
export async function runExperiments(
  examination: Examination,
  mostRequests: number,
  gate: ExperimentGate,
  tools: ExperimentTools,
): Promise<Experimented> {
  let current = examination;
  let requests = 0;
  for (const experiment of EXPERIMENTS) {
    if (requests >= mostRequests) break;
    if (!experiment.applies(current)) continue;
    if (!(await gate.take())) break;
    const conclusion = await experiment.run(current, tools);
    requests += conclusion.requests;
    gate.settle(conclusion.result, conclusion.wasRefused);
    current = { ...current, verdict: conclusion.verdict };
    if (conclusion.isProven) break;
  }
  return { examination: current, requests };
}
