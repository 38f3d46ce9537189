import type { AlertCheck, OwedAlert } from '../alerts/alert.ts';
import { isoTime } from '../clock.ts';
import type { AlertSettings } from '../config/monitor-config.ts';
import type { DiagnosisCode, WarningCode } from '../diagnosis/catalogue.ts';
import { type Check, entryOf } from './check.ts';
import { STEPS, type Step } from './course.ts';
import { restlessness } from './flapping.ts';
import type { HoldReason } from './hold.ts';
import { NEWS, type News } from './news.ts';
import type { Announcement, StatusRecord, TransitionEvent } from './status-record.ts';
import { type TrailEntry, trailKey } from './trail.ts';
import { dueWarnings } from './warned.ts';

/** What alerts of one sweep have in common when they are told as one. */
export interface AlertGroup {
  readonly environment: string;
  readonly event: TransitionEvent;
  readonly code: DiagnosisCode | WarningCode;
  /** The incident that the alert belongs to; null for one that opens an incident or has none. */
  readonly incidentId: string | null;
  /** Whether it says that no more will be told until it is calm. */
  readonly isFlapping: boolean;
}

/** Finds the alert of a group, the same for the same group within one run, and its code. */
export type AlertOf = (group: AlertGroup) => Pick<AlertGroup, 'code'> & { readonly id: string };

/** What a check is judged with. */
export interface Judging {
  readonly settings: AlertSettings;
  readonly alertOf: AlertOf;
  /** Why alerts wait, as far as it does not lie in the record; null when they do not. */
  readonly hold: HoldReason | null;
  /**
   * Epoch milliseconds; the same for all checks of a run, so that what is told together is also due
   * again together.
   */
  readonly now: number;
  /** When the record is about to be written, ISO 8601 in UTC. */
  readonly writtenAt: string;
  /** Where the log of this run can be read; null when not known. */
  readonly logUrl: string | null;
}

/**
 * Judges a check against what is remembered (contract, section 6). Pure: times come with the check,
 * ids come from `alertOf`.
 *
 * @returns the record to be remembered, with the alerts that it owes and its entries for the trail
 */
export function transition(before: StatusRecord, check: Check, judging: Judging): StatusRecord {
  const { settings, now } = judging;
  const step = STEPS[check.outcome](before, check, settings);
  const { change, changes, isRestless, isSilent } = restlessness(before, step, now);
  const hold = judging.hold ?? (isSilent ? 'flapping' : null);
  const news = hold === null ? NEWS[check.outcome](before.announced, step, settings, now) : null;
  const warnings = dueWarnings(before, check, hold, now);

  const owing: Owing = { before, step, check, judging };
  const told = news && owed(owing, news, isRestless);
  const warned = warnings.due.map((code) => owed(owing, { event: 'warning', code }, false));
  const alerts = [...(told === null ? [] : [told]), ...warned];
  const trail = [
    ...alerts.map((alert) => toldEntry(owing, alert)),
    ...(told === null && (change !== null || before.status !== step.status)
      ? [silentEntry(owing, hold)]
      : []),
  ];
  return {
    ...before,
    ...step,
    lastHealthyAt: check.outcome === 'authenticated' ? check.checkedAt : before.lastHealthyAt,
    announced: announcedAfter(before.announced, news, told, step, now),
    changes,
    // Silence begins when people were told that it does: not while alerts wait anyway.
    isFlapping: isSilent || (isRestless && told !== null),
    ...experimentsAfter(before, step, check),
    unconfirmedSince: null,
    warnedAt: warnings.warnedAt,
    lastResult: check,
    outbox: { ...before.outbox, ...Object.fromEntries(alerts.map((one) => [one.id, one])) },
    pendingTrail: {
      ...before.pendingTrail,
      ...Object.fromEntries(trail.map((entry) => [trailKey(entry), entry])),
    },
  };
}

/** What alerts and trail entries are made of. */
interface Owing {
  readonly before: StatusRecord;
  readonly step: Step;
  readonly check: Check;
  readonly judging: Judging;
}

function owed(
  { before, step, check, judging }: Owing,
  { event, code }: News | { readonly event: 'warning'; readonly code: WarningCode },
  isFlapping: boolean,
): OwedAlert {
  const { environment, announced } = before;
  const isOpening = event === 'regression' || event === 'unreachable' || event === 'warning';
  const incidentId = isOpening ? null : (announced?.incidentId ?? null);
  const alert = judging.alertOf({ environment, event, code, incidentId, isFlapping });
  return {
    id: alert.id,
    incidentId: incidentId ?? alert.id,
    event,
    environment,
    code: alert.code,
    occurredAt: momentAfter(before.outbox, check.checkedAt),
    owedAt: judging.writtenAt,
    failedChecks: (step.incident ?? before.incident)?.checks ?? 0,
    isFlapping,
    logUrl: judging.logUrl,
    check: alertCheck(before, step, check),
  };
}

/**
 * The clocks of runs differ a little: what comes after something that is still owed is to be told
 * after it all the same.
 */
function momentAfter(outbox: StatusRecord['outbox'], at: string): string {
  const last = Math.max(...Object.values(outbox).map(({ occurredAt }) => Date.parse(occurredAt)));
  return last >= Date.parse(at) ? isoTime(last + 1) : at;
}

function announcedAfter(
  before: Announcement | null,
  news: News | null,
  told: OwedAlert | null,
  { status, failingSince }: Step,
  now: number,
): Announcement | null {
  if (news === null || told === null) return before;
  if (status !== 'failing' && status !== 'unreachable') return null;
  return {
    incidentId: told.incidentId,
    status,
    code: told.code as DiagnosisCode,
    toldAt: isoTime(now),
    since: failingSince,
  };
}

/** Counted until the credential is healthy again. */
function experimentsAfter(
  before: StatusRecord,
  step: Step,
  check: Check,
): Pick<StatusRecord, 'experimentRequests' | 'experimentedAt'> {
  if (step.status === 'healthy') return { experimentRequests: 0, experimentedAt: null };
  return {
    experimentRequests: before.experimentRequests + check.experimentRequests,
    experimentedAt: check.experimentRequests > 0 ? check.checkedAt : before.experimentedAt,
  };
}

function alertCheck(before: StatusRecord, step: Step, check: Check): AlertCheck {
  return {
    ...entryOf(check, step.status),
    failingSince: step.failingSince ?? before.failingSince ?? before.announced?.since ?? null,
    lastHealthyAt: check.outcome === 'authenticated' ? check.checkedAt : before.lastHealthyAt,
  };
}

function toldEntry(owing: Owing, { event, code, id, incidentId }: OwedAlert): TrailEntry {
  return {
    ...silentEntry(owing, null),
    code: code as DiagnosisCode | WarningCode,
    event: event as TransitionEvent,
    alertId: id,
    incidentId,
  };
}

function silentEntry({ before, step, check }: Owing, heldBack: HoldReason | null): TrailEntry {
  return {
    at: check.checkedAt,
    environment: before.environment,
    credential: before.credential,
    from: before.status,
    to: step.status,
    code: (step.incident ?? before.incident)?.code ?? null,
    traceId: check.traceId,
    event: null,
    heldBack,
    alertId: null,
    incidentId: null,
  };
}

/**
 * A check with the diagnosis of its open incident, while nothing that can be observed has changed:
 * that an experiment is not repeated, or that time has passed, does not weaken a cause.
 */
export function withStandingDiagnosis(check: Check, record: StatusRecord | undefined): Check {
  const incident = record?.status === 'failing' ? record.incident : null;
  const stands =
    incident != null && check.outcome === 'rejected' && incident.observation === check.observation;
  return stands ? { ...check, diagnosis: incident.diagnosis } : check;
}
