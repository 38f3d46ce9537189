import type { AlertSettings } from '../config/monitor-config.ts';
import type { Check } from './check.ts';
import type { Incident, StatusRecord } from './status-record.ts';

/** The part of a record that a check moves, whatever people are told. */
export type Step = Pick<
  StatusRecord,
  'status' | 'failingSince' | 'authenticatedInARow' | 'inconclusiveInARow' | 'incident'
>;

type StepOf = (before: StatusRecord, check: Check, settings: AlertSettings) => Step;

/** The status after a check: the rows of the contract's table (section 6), by outcome. */
export const STEPS: Readonly<Record<Check['outcome'], StepOf>> = {
  authenticated: (before, _check, { recoverAfter }) => {
    const inARow = before.status === 'failing' ? before.authenticatedInARow + 1 : 0;
    if (before.status === 'failing' && inARow < recoverAfter) {
      return { ...unchanged(before), authenticatedInARow: inARow };
    }
    return {
      status: 'healthy',
      failingSince: null,
      authenticatedInARow: 0,
      inconclusiveInARow: 0,
      incident: null,
    };
  },

  rejected: (before, check) => {
    if (before.status !== 'failing' || before.incident === null) {
      return {
        status: 'failing',
        failingSince: check.checkedAt,
        authenticatedInARow: 0,
        inconclusiveInARow: 0,
        incident: openedBy(check),
      };
    }
    const { incident } = before;
    return {
      ...unchanged(before),
      authenticatedInARow: 0,
      incident: { ...incident, ...diagnosed(check), checks: incident.checks + 1 },
    };
  },

  inconclusive: (before, check, { unreachableAfter }) => {
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
      incident: { ...openedBy(check), checks: inARow },
    };
  },
};

function unchanged(before: StatusRecord): Step {
  const { status, failingSince, authenticatedInARow, inconclusiveInARow, incident } = before;
  return { status, failingSince, authenticatedInARow, inconclusiveInARow, incident };
}

function openedBy(check: Check): Incident {
  return { ...diagnosed(check), openedAt: check.checkedAt, checks: 1 };
}

function diagnosed(check: Check): Pick<Incident, 'code' | 'diagnosis' | 'observation'> {
  const { diagnosis, observation } = check;
  if (diagnosis === null) {
    throw new TypeError('a check that is not authenticated has a diagnosis');
  }
  return { code: diagnosis.code, diagnosis, observation };
}
