import type { OwedAlert } from '../../lambda/alerts/alert.ts';
import type { AlertSettings } from '../../lambda/config/monitor-config.ts';
import type { DiagnosisCode, WarningCode } from '../../lambda/diagnosis/catalogue.ts';
import type { HoldReason } from '../../lambda/monitor/hold.ts';
import { type StatusRecord, unknownRecord } from '../../lambda/monitor/status-record.ts';
import type { TrailEntry } from '../../lambda/monitor/trail.ts';
import { type Judging, transition } from '../../lambda/monitor/transition.ts';
import { checkResult, START } from '../support/check-results.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The settings of the contract's example. */
export const DEFAULTS: AlertSettings = {
  unreachableAfter: 3,
  recoverAfter: 1,
  remindEveryMs: DAY,
  maintenance: [],
  keepHistoryMs: 90 * DAY,
};

/** Judges with ids that count up, and nothing held back. */
export function judging(words: Partial<Judging> = {}): Judging {
  let ids = 0;
  return {
    settings: DEFAULTS,
    alertOf: ({ code }) => {
      ids += 1;
      return { id: `alert-${ids}`, code };
    },
    hold: null,
    now: START,
    writtenAt: new Date(START).toISOString(),
    logUrl: null,
    ...words,
  };
}

/** One check of a timeline; nothing said means authenticated. */
export interface Step {
  readonly code?: DiagnosisCode | null;
  readonly warnings?: readonly WarningCode[];
  /** Milliseconds since the check before. @default five minutes */
  readonly after?: number;
  /** Why alerts wait while it is made. */
  readonly hold?: HoldReason;
}

/** What one check of a timeline did. */
export interface Turn {
  readonly before: StatusRecord;
  readonly after: StatusRecord;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The alerts that this check raised. */
  readonly raised: readonly OwedAlert[];
  readonly trail: readonly TrailEntry[];
}

/** Judges checks of one credential one after the other; every alert is delivered at once. */
export function timeline(steps: readonly Step[], settings: Partial<AlertSettings> = {}): Turn[] {
  let record = unknownRecord('sandbox', 'mobile-app');
  let at = START;
  const base = judging({ settings: { ...DEFAULTS, ...settings } });
  return steps.map(({ after = 5 * MINUTE, hold = null, ...words }) => {
    at += after;
    const before = record;
    const writtenAt = new Date(at).toISOString();
    const judged = transition(before, checkResult({ ...words, at }), {
      ...base,
      hold,
      now: at,
      writtenAt,
    });
    record = { ...judged, outbox: {}, pendingTrail: {}, version: before.version + 1 };
    const raised = Object.values(judged.outbox);
    return { before, after: judged, at, raised, trail: Object.values(judged.pendingTrail) };
  });
}

/** The events of each turn, one text a turn: `''`, `regression`, `recovery+warning`. */
export function eventsOf(turns: readonly Turn[]): string[] {
  return turns.map(({ raised }) => raised.map(({ event }) => event).join('+'));
}
