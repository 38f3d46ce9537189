import { describe, expect, it } from 'vitest';
import { entryOf } from '../../lambda/monitor/check.ts';
import { reportOf } from '../../lambda/monitor/report.ts';
import { loggedReport } from '../../lambda/monitor/sweep-report.ts';
import type { ReportEntry } from '../../lambda/report.ts';
import { checkResult } from '../support/check-results.ts';

function answered(durationMs: number | null): ReportEntry {
  const http = durationMs === null ? null : { status: 200, contentType: null, durationMs };
  return entryOf(checkResult({ http }), 'healthy');
}

function logged(results: readonly ReportEntry[]): Record<string, unknown> {
  const times = { startedAt: '2026-11-23T12:00:00.000Z', finishedAt: '2026-11-23T12:00:01.000Z' };
  return loggedReport(
    reportOf({ runId: 'run', trigger: 'schedule', ...times, results, alerts: [] }),
  );
}

describe('the log line of a sweep', () => {
  it.each([
    { durations: [120], latencyMs: { median: 120, max: 120 } },
    { durations: [900, 100, 110], latencyMs: { median: 110, max: 900 } },
    { durations: [100, 1_000, 111, 9], latencyMs: { median: 106, max: 1_000 } },
    { durations: [null, 50], latencyMs: { median: 50, max: 50 } },
    { durations: [null], latencyMs: null },
    { durations: [], latencyMs: null },
  ])('says of answers after $durations ms: $latencyMs', ({ durations, latencyMs }) => {
    expect(logged(durations.map(answered)).latencyMs).toEqual(latencyMs);
  });

  it('leaves out of it what was not asked this time', () => {
    const repeated = { ...answered(9_000), nextCheckAt: '2026-11-23T12:30:00.000Z' };

    expect(logged([repeated, answered(80)]).latencyMs).toEqual({ median: 80, max: 80 });
  });

  it('has what the dashboard draws before what grows with the credentials', () => {
    const keys = Object.keys(logged([answered(1)]));

    expect(keys.slice(-4)).toEqual(['summary', 'latencyMs', 'alerts', 'results']);
  });
});
