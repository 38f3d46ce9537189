import type { BoardConfig, Remembered } from '../../lambda/dashboard/board.ts';
import type { View } from '../../lambda/dashboard/view.ts';
import type { DiagnosisCode } from '../../lambda/diagnosis/catalogue.ts';
import type { RecordKey } from '../../lambda/monitor/ports.ts';
import { type StatusRecord, unknownRecord } from '../../lambda/monitor/status-record.ts';
import type { ToldTrailEntry } from '../../lambda/monitor/trail.ts';
import { type CheckWords, checkResult } from '../support/check-results.ts';

export const HOUR = 3_600_000;

/** When a dashboard is looked at in these tests, epoch milliseconds. */
export const NOW = Date.parse('2026-11-23T14:00:00Z');

/** A moment some hours before that, ISO 8601. */
export function ago(hours: number): string {
  return new Date(NOW - hours * HOUR).toISOString();
}

/** A day up to now, as a wide light dashboard in UTC shows it. */
export const VIEW: View = {
  theme: 'light',
  from: NOW - 24 * HOUR,
  until: NOW,
  width: 1_200,
  offsetMinutes: 0,
  now: NOW,
};

/** A configuration that watches some credentials. */
export function watching(credentials: readonly RecordKey[]): BoardConfig {
  return {
    credentials,
    maintenance: [],
    keepHistoryMs: 90 * 24 * HOUR,
    staleAfterMs: HOUR / 4,
  };
}

/** What is remembered of some credentials, swept a minute ago. */
export function remember(
  records: readonly StatusRecord[],
  trail: readonly ToldTrailEntry[] = [],
): Remembered {
  return {
    snapshot: { records, lastSweepAt: ago(1 / 60), mutes: [] },
    trail: trail.toSorted((a, b) => b.at.localeCompare(a.at)),
    readBackTo: null,
  };
}

/** A credential that authenticates. */
export function healthy(key: Partial<RecordKey> = {}, words: CheckWords = {}): StatusRecord {
  const { environment = 'production', credential = 'accounting' } = key;
  const check = checkResult({ at: NOW - HOUR, environment, credential, ...words });
  return {
    ...unknownRecord(environment, credential),
    version: 1,
    status: 'healthy',
    lastHealthyAt: check.checkedAt,
    lastResult: check,
  };
}

/** A credential that fails, or cannot be checked, since some hours. */
export function inTrouble(
  key: Partial<RecordKey> = {},
  code: DiagnosisCode = 'API_KEY_REJECTED',
  hours = 2,
): StatusRecord {
  const record = healthy(key, { code });
  const { lastResult } = record;
  if (lastResult?.diagnosis == null) throw new TypeError('the check has a diagnosis');
  return {
    ...record,
    status: lastResult.outcome === 'rejected' ? 'failing' : 'unreachable',
    failingSince: ago(hours),
    incident: {
      openedAt: ago(hours),
      code,
      diagnosis: lastResult.diagnosis,
      observation: '',
      checks: 3,
    },
    announced: {
      incidentId: 'alert-1',
      status: lastResult.outcome === 'rejected' ? 'failing' : 'unreachable',
      code,
      toldAt: ago(hours),
      since: ago(hours),
    },
  };
}

/** A line of the trail; what is not said is of a regression that was told and delivered at once. */
export function entry(words: Partial<ToldTrailEntry> = {}): ToldTrailEntry {
  const at = words.at ?? ago(2);
  return {
    at,
    environment: 'production',
    credential: 'accounting',
    from: 'healthy',
    to: 'failing',
    code: 'API_KEY_REJECTED',
    traceId: 'f'.repeat(32),
    event: 'regression',
    heldBack: null,
    alertId: 'alert-1',
    incidentId: 'alert-1',
    deliveredAt: at,
    ...words,
  };
}

/** As `entry`, of a change that nobody was told of. */
export function silent(words: Partial<ToldTrailEntry> = {}): ToldTrailEntry {
  const untold = { event: null, alertId: null, incidentId: null, deliveredAt: null };
  return entry({ ...untold, ...words });
}
