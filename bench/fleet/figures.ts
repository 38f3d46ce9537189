import type { Fleet, Sweep } from './fleet.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What came of a scenario. */
export interface Figures {
  /** How long each sweep took, in seconds of virtual time. */
  readonly sweepSeconds: readonly number[];
  /** How long all of it took to play, in seconds. */
  readonly realSeconds: number;
  /** Requests that Qonto got in the busiest 10 seconds. */
  readonly in10Seconds: number;
  readonly inMinute: number;
  readonly in10Minutes: number;
  /** Answers of 401 in the worst hour. */
  readonly refusalsInHour: number;
  /** The same once the worst sweep is over. */
  readonly refusalsInHourAfter: number;
  readonly throttled: number;
  /** `regression of 1000` for each alert. */
  readonly alerts: readonly string[];
  /** How often SNS took one. */
  readonly published: number;
  /** Credentials that were not checked, in each sweep. */
  readonly notChecked: readonly number[];
  /** Calls of AWS in each sweep, by operation. */
  readonly calls: readonly Readonly<Record<string, number>>[];
  /** What a child of the map got, and answered, at most, in bytes. */
  readonly childBytes: { readonly input: number; readonly output: number };
}

/** Reads what a scenario came to. */
export function figuresOf(fleet: Fleet, sweeps: readonly Sweep[]): Figures {
  const { requests, refusals, throttled } = fleet.qonto;
  const perSweep = sweeps.map(({ startedAt, tookMs }) => ({
    end: startedAt + tookMs,
    count: refusals.filter((at) => at >= startedAt && at <= startedAt + tookMs).length,
  }));
  const worst = perSweep.reduce((a, b) => (b.count > a.count ? b : a), { end: 0, count: 0 });
  const visits = sweeps.flatMap((sweep) => sweep.visits);
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
  return {
    sweepSeconds: sweeps.map(({ tookMs }) => tookMs / SECOND),
    realSeconds: sweeps.reduce((sum, { realMs }) => sum + realMs, 0) / SECOND,
    in10Seconds: busiest(requests, 10 * SECOND),
    inMinute: busiest(requests, MINUTE),
    in10Minutes: busiest(requests, 10 * MINUTE),
    refusalsInHour: busiest(refusals, HOUR),
    refusalsInHourAfter: busiest(
      refusals.filter((at) => at > worst.end),
      HOUR,
    ),
    throttled: throttled.length,
    alerts: sweeps.flatMap(({ summary }) =>
      (summary?.alerts ?? []).map(({ event, credentials }) => `${event} of ${credentials}`),
    ),
    published: fleet.aws.published.length,
    notChecked: sweeps.map(({ summary }) => summary?.notChecked ?? 0),
    calls: sweeps.map(({ calls }) => calls),
    childBytes: {
      input: most(visits.filter(isBatch).map(({ inputBytes }) => inputBytes)),
      output: most(visits.filter(isBatch).map(({ outputBytes }) => outputBytes ?? 0)),
    },
  };
}

/** The most moments in any window of this length: from one of them on, its end not counted. */
export function busiest(moments: readonly number[], windowMs: number): number {
  const sorted = moments.toSorted((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [index, moment] of sorted.entries()) {
    while ((sorted[first] ?? moment) <= moment - windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

function isBatch({ state }: { state: string }): boolean {
  return state === 'CheckBatch';
}
