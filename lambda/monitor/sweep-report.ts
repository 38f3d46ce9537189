import { isoTime } from '../clock.ts';
import { nameOfTarget, type Target } from '../config/target.ts';
import type { Report, ReportEntry } from '../report.ts';
import { entryOf } from './check.ts';
import type { Settled } from './run.ts';
import { recordName, type StatusRecord } from './status-record.ts';

/**
 * A sweep's entries in the order of the configuration; what was held back, or checked by another run
 * since, repeats its last result.
 */
export function sweepEntries(
  targets: readonly Target[],
  checks: readonly Settled[],
  records: readonly StatusRecord[],
): ReportEntry[] {
  const byTarget = new Map(checks.map((checked) => [nameOfTarget(checked.target), checked]));
  const byName = new Map(records.map((record) => [recordName(record), record]));
  return targets.flatMap((target) => {
    const checked = byTarget.get(nameOfTarget(target));
    const record = byName.get(nameOfTarget(target));
    if (checked?.kind === 'checked') return [entryOf(checked.check, record?.status ?? 'unknown')];
    if (checked === undefined || !record?.lastResult) return [];
    const entry = entryOf(record.lastResult, record.status);
    return [checked.kind === 'held' ? { ...entry, nextCheckAt: isoTime(checked.until) } : entry];
  });
}

/**
 * What the log keeps of a report: no prose, and nothing of each credential that is simply healthy.
 * Those are counted in the summary, and in how long Qonto took; a line for each, in every sweep, would
 * cost more than all the computing. What grows with the credentials comes last: Logs Insights, from
 * which the dashboard draws, finds the first 200 fields of a line and no others.
 */
export function loggedReport({ results, alerts, ...report }: Report): Record<string, unknown> {
  return {
    ...report,
    latencyMs: latencyOf(results),
    alerts,
    results: results
      .filter((entry) => !isSimplyHealthy(entry))
      .map(({ diagnosis, warnings, ...entry }) => ({
        ...entry,
        code: diagnosis?.code ?? null,
        warnings: warnings.map(({ code }) => code),
      })),
  };
}

function isSimplyHealthy({ outcome, status, warnings }: ReportEntry): boolean {
  return outcome === 'authenticated' && status === 'healthy' && warnings.length === 0;
}

/** How long the answers of a sweep took, in milliseconds. */
interface Latency {
  readonly median: number;
  readonly max: number;
}

/** Of what was checked in this sweep and answered; null when nothing was. */
function latencyOf(results: readonly ReportEntry[]): Latency | null {
  const durations = results
    .flatMap(({ http, nextCheckAt }) =>
      http === null || nextCheckAt !== undefined ? [] : [http.durationMs],
    )
    .sort((a, b) => a - b);
  const middle = (durations.length - 1) / 2;
  const low = durations[Math.floor(middle)];
  const high = durations[Math.ceil(middle)];
  const max = durations.at(-1);
  if (low === undefined || high === undefined || max === undefined) return null;
  return { median: Math.round((low + high) / 2), max };
}
