import type { AlertCheck, OwedAlert } from '../alerts/alert.ts';
import { isoTime } from '../clock.ts';
import type { AlertSettings } from '../config/monitor-config.ts';
import type { DiagnosisCode, WarningCode } from '../diagnosis/catalogue.ts';
import { type Check, entryOf } from './check.ts';
import type { Incident, StatusRecord, TransitionEvent } from './status-record.ts';

/** What alerts of one sweep have in common when they are told as one. */
export interface AlertGroup {
  readonly environment: string;
  readonly event: TransitionEvent;
  readonly code: DiagnosisCode | WarningCode;
  /** The incident that the alert belongs to; null for one that opens an incident or has none. */
  readonly incidentId: string | null;
}

/** Hands out the id of a group's alert: the same for the same group within one run. */
export type AlertIdOf = (group: AlertGroup) => string;

/** Warnings that people are told of by an alert, not only in the report. */
const ALERTED_WARNINGS: ReadonlySet<WarningCode> = new Set([
  'OAUTH_REFRESH_TOKEN_EXPIRING',
  'ENDPOINT_DEPRECATED',
]);

const WEEK_MS = 7 * 86_400_000;

/**
 * Judges a check against what is remembered (contract, section 6). Pure: times come with the check,
 * ids come from `alertIdOf`.
 *
 * @param now epoch milliseconds; the same for all checks of a run, so that what is told together is
 * also due again together
 *
 * @returns the record to be remembered, with the alerts that it owes in its outbox
 */
export function transition(
  before: StatusRecord,
  check: Check,
  settings: AlertSettings,
  alertIdOf: AlertIdOf,
  now: number = Date.parse(check.checkedAt),
): StatusRecord {
  const step = STEPS[check.outcome](before, check, settings, now);
  const warnings = dueWarnings(before, check, now);
  const raised = [
    ...(step.event === null ? [] : [step.event]),
    ...warnings.due.map((code) => ({ event: 'warning' as const, code })),
  ];
  let incident = step.incident;
  const outbox: Record<string, OwedAlert> = { ...before.outbox };
  const owe = (event: TransitionEvent, code: DiagnosisCode | WarningCode) => {
    const isOpening = event === 'regression' || event === 'unreachable';
    const about = isOpening || event === 'warning' ? null : (before.incident?.id ?? null);
    const id = alertIdOf({ environment: before.environment, event, code, incidentId: about });
    if (isOpening && incident !== null) incident = { ...incident, id };
    outbox[id] = {
      id,
      incidentId: about ?? id,
      event,
      environment: before.environment,
      code,
      occurredAt: check.checkedAt,
      failedChecks: (step.incident ?? before.incident)?.checks ?? 0,
      check: alertCheck(before, step, check),
    };
  };
  for (const { event, code } of raised) owe(event, code);

  return {
    ...before,
    status: step.status,
    lastHealthyAt: check.outcome === 'authenticated' ? check.checkedAt : before.lastHealthyAt,
    failingSince: step.failingSince,
    authenticatedInARow: step.authenticatedInARow,
    inconclusiveInARow: step.inconclusiveInARow,
    incident,
    ...experimentsAfter(before, step, check),
    unconfirmedSince: null,
    warnedAt: warnings.warnedAt,
    lastResult: check,
    outbox,
  };
}

/** The part of a record that a check moves. */
interface Step
  extends Pick<
    StatusRecord,
    'status' | 'failingSince' | 'authenticatedInARow' | 'inconclusiveInARow' | 'incident'
  > {
  readonly event: { readonly event: TransitionEvent; readonly code: DiagnosisCode } | null;
}

type StepOf = (before: StatusRecord, check: Check, settings: AlertSettings, now: number) => Step;

/** The rows of the contract's table, by outcome. */
const STEPS: Readonly<Record<Check['outcome'], StepOf>> = {
  authenticated: (before, _check, { recoverAfter }) => {
    const { status, incident } = before;
    const inARow = status === 'failing' ? before.authenticatedInARow + 1 : 0;
    if (status === 'failing' && inARow < recoverAfter) {
      return { ...unchanged(before), authenticatedInARow: inARow };
    }
    const event = incident && {
      event: status === 'failing' ? ('recovery' as const) : ('reachable_again' as const),
      code: incident.code,
    };
    return {
      status: 'healthy',
      failingSince: null,
      authenticatedInARow: 0,
      inconclusiveInARow: 0,
      incident: null,
      event,
    };
  },

  rejected: (before, check, { remindEveryMs }, now) => {
    const code = codeOf(check);
    if (before.status !== 'failing' || before.incident === null) {
      return {
        status: 'failing',
        failingSince: check.checkedAt,
        authenticatedInARow: 0,
        inconclusiveInARow: 0,
        incident: openedBy(check, now),
        event: { event: 'regression', code },
      };
    }
    const { incident } = before;
    const isOtherCause = incident.code !== code;
    const isReminderDue =
      remindEveryMs !== null && now - Date.parse(incident.toldAt) >= remindEveryMs;
    const event = isOtherCause ? 'cause_changed' : isReminderDue ? 'still_failing' : null;
    return {
      ...unchanged(before),
      authenticatedInARow: 0,
      incident: {
        ...incident,
        ...diagnosed(check),
        checks: incident.checks + 1,
        toldAt: event === null ? incident.toldAt : isoTime(now),
      },
      event: event && { event, code },
    };
  },

  inconclusive: (before, check, { unreachableAfter }, now) => {
    const { status } = before;
    if (status === 'failing') return { ...unchanged(before), authenticatedInARow: 0 };
    if (status === 'unreachable') return unchanged(before);
    const inARow = before.inconclusiveInARow + 1;
    const failingSince = before.failingSince ?? check.checkedAt;
    if (inARow < unreachableAfter) {
      return { ...unchanged(before), inconclusiveInARow: inARow, failingSince };
    }
    return {
      status: 'unreachable',
      failingSince,
      authenticatedInARow: 0,
      inconclusiveInARow: inARow,
      incident: { ...openedBy(check, now), checks: inARow },
      event: { event: 'unreachable', code: codeOf(check) },
    };
  },
};

function unchanged(before: StatusRecord): Step {
  const { status, failingSince, authenticatedInARow, inconclusiveInARow, incident } = before;
  return { status, failingSince, authenticatedInARow, inconclusiveInARow, incident, event: null };
}

/** An incident whose id is still to be given: that of the alert that tells of it. */
function openedBy(check: Check, now: number): Incident {
  const { checkedAt } = check;
  return {
    id: '',
    ...diagnosed(check),
    openedAt: checkedAt,
    toldAt: isoTime(now),
    checks: 1,
  };
}

function diagnosed(check: Check): Pick<Incident, 'code' | 'diagnosis' | 'observation'> {
  const { diagnosis, observation } = check;
  if (diagnosis === null) {
    throw new TypeError('a check that is not authenticated has a diagnosis');
  }
  return { code: diagnosis.code, diagnosis, observation };
}

function codeOf(check: Check): DiagnosisCode {
  return diagnosed(check).code;
}

function dueWarnings(
  before: StatusRecord,
  check: Check,
  now: number,
): { due: WarningCode[]; warnedAt: Record<string, string> } {
  const isRecent = (last: string) => now - Date.parse(last) < WEEK_MS;
  // Kept for a week even while it is not seen: one that comes and goes is told once a week too.
  const recent = Object.entries(before.warnedAt).filter(([, last]) => isRecent(last));
  const warnedAt = Object.fromEntries(recent);
  const due = check.warnings
    .map(({ code }) => code)
    .filter((code) => ALERTED_WARNINGS.has(code) && !(code in warnedAt));
  for (const code of due) warnedAt[code] = isoTime(now);
  return { due, warnedAt };
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
    failingSince: step.failingSince ?? before.failingSince,
    lastHealthyAt: check.outcome === 'authenticated' ? check.checkedAt : before.lastHealthyAt,
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
