import type { OwedAlert } from '../../lambda/alerts/alert.ts';
import type { AlertSettings } from '../../lambda/config/monitor-config.ts';
import type { DiagnosisCode, WarningCode } from '../../lambda/diagnosis/catalogue.ts';
import { type StatusRecord, unknownRecord } from '../../lambda/monitor/status-record.ts';
import { transition } from '../../lambda/monitor/transition.ts';
import { checkResult, START } from '../support/check-results.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The settings of the contract's example. */
export const DEFAULTS: AlertSettings = {
  unreachableAfter: 3,
  recoverAfter: 1,
  remindEveryMs: DAY,
};

/** One check of a timeline; nothing said means authenticated. */
export interface Step {
  readonly code?: DiagnosisCode | null;
  readonly warnings?: readonly WarningCode[];
  /** Milliseconds since the check before. @default five minutes */
  readonly after?: number;
}

/** What one check of a timeline did. */
export interface Turn {
  readonly before: StatusRecord;
  readonly after: StatusRecord;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The alerts that this check raised. */
  readonly raised: readonly OwedAlert[];
}

/** Judges checks of one credential one after the other; every alert is delivered at once. */
export function timeline(steps: readonly Step[], settings: Partial<AlertSettings> = {}): Turn[] {
  let record = unknownRecord('sandbox', 'mobile-app');
  let at = START;
  let ids = 0;
  return steps.map(({ after = 5 * MINUTE, ...words }) => {
    at += after;
    const before = record;
    const judged = transition(
      before,
      checkResult({ ...words, at }),
      { ...DEFAULTS, ...settings },
      () => {
        ids += 1;
        return `alert-${ids}`;
      },
    );
    record = { ...judged, outbox: {}, version: before.version + 1 };
    return { before, after: judged, at, raised: Object.values(judged.outbox) };
  });
}

/** The events of each turn, one text a turn: `''`, `regression`, `recovery+warning`. */
export function eventsOf(turns: readonly Turn[]): string[] {
  return turns.map(({ raised }) => raised.map(({ event }) => event).join('+'));
}
