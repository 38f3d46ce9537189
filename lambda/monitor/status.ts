import { isoTime } from '../clock.ts';
import { targetsOf } from '../config/target.ts';
import { MonitorError, nameOf } from '../errors.ts';
import type { Report, ReportEntry } from '../report.ts';
import { entryOf } from './check.ts';
import type { MonitorTools } from './monitor.ts';
import { reportOf } from './report.ts';
import { asOfLastSweep, recordName, type StatusRecord } from './status-record.ts';

/** An entry of the answer to `status`: the last result, and what is remembered besides. */
export interface StatusEntry extends ReportEntry {
  readonly failingSince: string | null;
  readonly lastHealthyAt: string | null;
  readonly incidentId: string | null;
}

/**
 * Tells what is remembered, without any check.
 *
 * @throws MonitorError `STATE_UNAVAILABLE` when the table cannot be read
 */
export async function readStatus({
  config,
  statuses,
  clock,
  newId,
}: MonitorTools): Promise<Report & { readonly results: readonly StatusEntry[] }> {
  const startedAt = isoTime(clock.now());
  const { records, lastSweepAt } = await statuses.readAll().catch((cause: unknown) => {
    throw new MonitorError(
      'STATE_UNAVAILABLE',
      `The status table could not be read (${nameOf(cause)}).`,
      { cause },
    );
  });
  const byName = new Map(
    records.map((record) => [recordName(record), asOfLastSweep(record, lastSweepAt)]),
  );
  const results = targetsOf(config).map(({ environment, credential }) => {
    const key = { environment: environment.name, credential: credential.name };
    return statusEntry(key, byName.get(recordName(key)));
  });
  return {
    ...reportOf({
      runId: newId(),
      trigger: 'on-demand',
      startedAt,
      finishedAt: isoTime(clock.now()),
      results,
      alerts: [],
    }),
    results,
  };
}

function statusEntry(
  key: { environment: string; credential: string },
  record: StatusRecord | undefined,
): StatusEntry {
  return {
    ...key,
    method: null,
    outcome: null,
    diagnosis: null,
    warnings: [],
    traceId: null,
    http: null,
    secretVersion: null,
    checkedAt: null,
    ...(record?.lastResult && entryOf(record.lastResult, record.status)),
    status: record?.status ?? 'unknown',
    failingSince: record?.status === 'healthy' ? null : (record?.failingSince ?? null),
    lastHealthyAt: record?.lastHealthyAt ?? null,
    incidentId: record?.incident?.id ?? null,
  };
}
