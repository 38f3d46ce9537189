import type { MaintenanceWindow } from '../config/maintenance.ts';
import { flappingHold } from '../monitor/flapping.ts';
import { type HoldReason, holdOf, muteOf } from '../monitor/hold.ts';
import type { RecordKey, StatusSnapshot } from '../monitor/ports.ts';
import {
  asOfLastSweep,
  recordName,
  type StatusRecord,
  unknownRecord,
} from '../monitor/status-record.ts';
import { type ToldTrailEntry, trailKey } from '../monitor/trail.ts';
import type { Diagnosis, Status, Warning } from '../report.ts';
import { inOrder } from './order.ts';
import { type Mark, marksOf, type Segment, segmentsOf } from './timeline.ts';
import { lastAlerts, type ToldAlert } from './told-alerts.ts';
import type { View } from './view.ts';

/** What the widget knows of the configuration. It travels in the asset, beside the bundle. */
export interface BoardConfig {
  /** In the order of the configuration. What is remembered of others is of the past. */
  readonly credentials: readonly RecordKey[];
  /** Environments whose other credentials are discovered: of them, what is remembered counts. */
  readonly discovering?: readonly string[];
  readonly maintenance: readonly MaintenanceWindow[];
  readonly keepHistoryMs: number;
  /** After how long without a sweep something must be wrong; null where that cannot be said. */
  readonly staleAfterMs: number | null;
}

/** What is read of the table. */
export interface Remembered {
  readonly snapshot: Pick<StatusSnapshot, 'records' | 'lastSweepAt' | 'mutes'>;
  /** The newest entry first. */
  readonly trail: readonly ToldTrailEntry[];
  /** ISO 8601 in UTC: earlier entries were not read; null when there are none. */
  readonly readBackTo: string | null;
}

/** One credential as the widget shows it. Times are epoch milliseconds. */
export interface Row extends RecordKey {
  readonly standing: Standing;
  /** Since when it stands so; null when not known. */
  readonly since: number | null;
  /** Of what is failing or cannot be checked. */
  readonly cause: Diagnosis | null;
  /** Of the last check of what is not failing, where that told nothing. */
  readonly doubt: Diagnosis | null;
  readonly warnings: readonly Warning[];
  readonly traceId: string | null;
  /** Why alerts about it wait; null when they do not. */
  readonly heldBack: HoldReason | null;
  readonly mutedUntil: number | null;
  /** Whether people know what is wrong. */
  readonly isTold: boolean;
  /** Whether it fails, but the last check authenticated: it may have recovered. */
  readonly isMending: boolean;
  readonly segments: readonly Segment[];
  readonly marks: readonly Mark[];
}

/** A status, as people look for it: `doubtful` is healthy, but the last check told nothing. */
export type Standing = Exclude<Status, 'unknown'> | 'doubtful' | 'unchecked';

/** Everything that the widget shows. */
export interface Board {
  readonly view: View;
  /** The worst first. */
  readonly rows: readonly Row[];
  /** When the last finished sweep began, epoch milliseconds; null before the first. */
  readonly lastSweepAt: number | null;
  /** When the last check was that is remembered, of a sweep or by itself; null before the first. */
  readonly knownAt: number | null;
  /** Whether sweeps seem to have stopped. */
  readonly isStale: boolean;
  /** After how long without a sweep something must be wrong; null where that cannot be said. */
  readonly staleAfterMs: number | null;
  /** Whether further credentials may be discovered. */
  readonly isOpen: boolean;
  readonly alerts: readonly ToldAlert[];
}

/** Puts together what is shown. Pure: the time comes with the view. */
export function boardOf(remembered: Remembered, config: BoardConfig, view: View): Board {
  const { snapshot, readBackTo } = remembered;
  const { now } = view;
  const trail = wholeTrail(remembered);
  const lastSweepAt = snapshot.lastSweepAt === null ? null : Date.parse(snapshot.lastSweepAt);
  const { staleAfterMs, keepHistoryMs } = config;
  const knownAt = lastSweepAt ?? lastCheckAt(snapshot.records);
  const isStale = knownAt !== null && staleAfterMs !== null && now - knownAt > staleAfterMs;
  const knownFrom = Math.max(
    now - keepHistoryMs,
    readBackTo === null ? -Infinity : Date.parse(readBackTo),
  );
  const seenUntil = isStale ? knownAt : now;

  const records = new Map(snapshot.records.map((record) => [recordName(record), record]));
  const entries = byRecord(trail);
  const rows = keysOf(snapshot.records, config).map((key): Row => {
    const name = recordName(key);
    const record = records.get(name) ?? unknownRecord(key.environment, key.credential);
    const own = entries.get(name) ?? [];
    const { mutes } = snapshot;
    const { status, incident } = record;
    const course = { entries: own, status, code: incident?.code ?? null, knownFrom, seenUntil };
    return {
      ...key,
      ...stateOf(asOfLastSweep(record, snapshot.lastSweepAt), own),
      heldBack:
        holdOf(key, { mutes, maintenance: config.maintenance }, now) ?? flappingHold(record, now),
      mutedUntil: timeOf(muteOf(key, mutes, now)?.until),
      segments: segmentsOf(course, view),
      marks: marksOf(own, view),
    };
  });
  const owed = new Set(snapshot.records.flatMap(({ outbox }) => Object.keys(outbox)));
  return {
    view,
    rows: inOrder(rows),
    lastSweepAt,
    knownAt,
    isStale,
    staleAfterMs,
    isOpen: (config.discovering ?? []).length > 0,
    alerts: lastAlerts(trail, owed),
  };
}

/** What is watched: a sweep forgets what is discovered no more. */
function keysOf(
  records: readonly StatusRecord[],
  { credentials, discovering = [] }: BoardConfig,
): RecordKey[] {
  const listed = new Set(credentials.map(recordName));
  const discovered = records
    .filter((record) => discovering.includes(record.environment) && !listed.has(recordName(record)))
    .map(({ environment, credential }) => ({ environment, credential }));
  return [...credentials, ...discovered];
}

function lastCheckAt(records: readonly StatusRecord[]): number | null {
  const times = records.flatMap(({ lastResult }) => timeOf(lastResult?.checkedAt) ?? []);
  return times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b));
}

/** The trail with what runs have not taken over into it yet, which they do last. */
function wholeTrail({ snapshot, trail }: Remembered): ToldTrailEntry[] {
  const known = new Set(trail.map(trailKey));
  const pending = snapshot.records
    .flatMap(({ pendingTrail }) => Object.values(pendingTrail))
    .filter((entry) => !known.has(trailKey(entry)));
  const deliveredAt = new Map(trail.map((entry) => [entry.alertId, entry.deliveredAt]));
  const told = pending.map((entry) => ({
    ...entry,
    deliveredAt: deliveredAt.get(entry.alertId) ?? null,
  }));
  return [...told, ...trail].sort((a, b) => b.at.localeCompare(a.at));
}

function byRecord(trail: readonly ToldTrailEntry[]): ReadonlyMap<string, ToldTrailEntry[]> {
  const found = new Map<string, ToldTrailEntry[]>();
  for (const entry of trail) {
    const name = recordName(entry);
    const known = found.get(name);
    if (known) known.push(entry);
    else found.set(name, [entry]);
  }
  return found;
}

type State = Omit<Row, keyof RecordKey | 'heldBack' | 'mutedUntil' | 'segments' | 'marks'>;

function stateOf(record: StatusRecord, entries: readonly ToldTrailEntry[]): State {
  const { status, incident, lastResult, failingSince, announced } = record;
  const isWrong = status === 'failing' || status === 'unreachable';
  const doubt = !isWrong && lastResult?.outcome === 'inconclusive' ? lastResult.diagnosis : null;
  return {
    standing: standingOf(status, doubt),
    since: isWrong ? timeOf(failingSince) : healthySince(status, entries),
    cause: isWrong ? (incident?.diagnosis ?? null) : null,
    doubt,
    warnings: lastResult?.warnings ?? [],
    traceId: isWrong ? traceIdOf(record, entries) : null,
    isTold: announced !== null,
    isMending: status === 'failing' && record.authenticatedInARow > 0,
  };
}

function standingOf(status: Status, doubt: Diagnosis | null): Standing {
  if (status === 'unknown') return 'unchecked';
  return status === 'healthy' && doubt !== null ? 'doubtful' : status;
}

function healthySince(status: Status, entries: readonly ToldTrailEntry[]): number | null {
  if (status !== 'healthy') return null;
  return timeOf(entries.find(({ from, to }) => to === 'healthy' && from !== 'healthy')?.at);
}

/** That of the last check with the incident's cause: others tell of something else. */
function traceIdOf(
  { incident, lastResult }: StatusRecord,
  entries: readonly ToldTrailEntry[],
): string | null {
  if (incident === null) return null;
  if (lastResult?.diagnosis?.code === incident.code && lastResult.traceId !== null) {
    return lastResult.traceId;
  }
  const told = entries.find(({ code, traceId, at }) => {
    return code === incident.code && traceId !== null && at >= incident.openedAt;
  });
  return told?.traceId ?? null;
}

function timeOf(iso: string | null | undefined): number | null {
  return iso == null ? null : Date.parse(iso);
}
