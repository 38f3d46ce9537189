import { isoTime } from '../clock.ts';
import { targetsOf } from '../config/target.ts';
import { MonitorError, nameOf } from '../errors.ts';
import type { Report, ReportEntry } from '../report.ts';
import { entryOf } from './check.ts';
import { flappingHold } from './flapping.ts';
import { type HoldReason, holdOf, muteOf } from './hold.ts';
import type { MonitorTools } from './monitor.ts';
import type { RecordKey } from './ports.ts';
import { reportOf } from './report.ts';
import { asOfLastSweep, recordName, type StatusRecord } from './status-record.ts';

/** An entry of the answer to `status`: the last result, and what is remembered besides. */
export interface StatusEntry extends ReportEntry {
  readonly failingSince: string | null;
  readonly lastHealthyAt: string | null;
  /** The incident that people know of. */
  readonly incidentId: string | null;
  /** Why alerts about it wait at this moment; null when they do not. */
  readonly heldBack: HoldReason | null;
  /** Until when somebody muted it. */
  readonly mutedUntil: string | null;
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
  const now = clock.now();
  const startedAt = isoTime(now);
  const { maintenance } = config.alerts;
  const { records, lastSweepAt, mutes } = await statuses.readAll().catch((cause: unknown) => {
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
    const record = byName.get(recordName(key));
    return {
      ...statusEntry(key, record),
      heldBack: holdOf(key, { mutes, maintenance }, now) ?? flappingHold(record, now),
      mutedUntil: muteOf(key, mutes, now)?.until ?? null,
    };
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
  key: RecordKey,
  record: StatusRecord | undefined,
): Omit<StatusEntry, 'heldBack' | 'mutedUntil'> {
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
    incidentId: record?.announced?.incidentId ?? null,
  };
}
