import type { DiagnosisCode, WarningCode } from '../diagnosis/catalogue.ts';
import type { ReportEntry } from '../report.ts';

/** What an alert tells (contract, section 6), and how much it matters. */
export const SEVERITY = {
  regression: 'critical',
  cause_changed: 'critical',
  still_failing: 'critical',
  unreachable: 'warning',
  warning: 'warning',
  recovery: 'info',
  reachable_again: 'info',
  test: 'info',
} as const;

/** The kinds of alerts. */
export type AlertEvent = keyof typeof SEVERITY;

/** How much an alert matters. */
export type Severity = (typeof SEVERITY)[AlertEvent];

/** The code that an alert is filtered by: that of its diagnosis or warning, or `TEST`. */
export type AlertCode = DiagnosisCode | WarningCode | 'TEST';

/** A report's entry in an alert. */
export interface AlertCheck extends ReportEntry {
  /** Since when the credential is failing, or was until now. */
  readonly failingSince: string | null;
  readonly lastHealthyAt: string | null;
}

/** One credential's part in an alert that is to be delivered. */
export interface OwedAlert {
  readonly id: string;
  readonly incidentId: string;
  readonly event: AlertEvent;
  readonly environment: string;
  readonly code: AlertCode;
  readonly occurredAt: string;
  /** When a run wrote down that it owes this: it is that run's to deliver, for a while. */
  readonly owedAt: string;
  /** Whether no more will be told until the credential has been calm for an hour. */
  readonly isFlapping: boolean;
  /** Where the log of the run that raised it can be read; null when not known. */
  readonly logUrl: string | null;
  /** Checks that did not authenticate since the incident opened; 0 outside one. */
  readonly failedChecks: number;
  readonly check: AlertCheck;
}

/** One alert with all the credentials that share it. */
export interface Alert extends Omit<OwedAlert, 'check' | 'failedChecks'> {
  readonly failedChecks: number;
  readonly checks: readonly AlertCheck[];
}

/** The document for machines (contract, section 6). */
export interface AlertDocument {
  readonly schema: 'qonto-auth-monitor/alert@1';
  readonly id: string;
  readonly incidentId: string;
  readonly event: AlertEvent;
  readonly severity: Severity;
  readonly environment: string;
  readonly summary: string;
  readonly occurredAt: string;
  /** Only there when it is true: no more will be told until it has been calm for an hour. */
  readonly flapping?: true;
  readonly checks: readonly AlertCheck[];
}

/** Puts the parts of alerts together by id, the oldest alert first. */
export function assembleAlerts(parts: readonly OwedAlert[]): Alert[] {
  const byId = new Map<string, OwedAlert[]>();
  for (const part of parts) {
    const known = byId.get(part.id);
    if (known) known.push(part);
    else byId.set(part.id, [part]);
  }
  return [...byId.values()].map(assemble).sort((a, b) => a.occurredAt.localeCompare(b.occurredAt));
}

function assemble(parts: readonly OwedAlert[]): Alert {
  const [first] = parts;
  if (first === undefined) throw new TypeError('an alert has at least one part');
  const { check: _, ...common } = first;
  return {
    ...common,
    occurredAt: parts.map(({ occurredAt }) => occurredAt).reduce((a, b) => (a < b ? a : b)),
    owedAt: parts.map(({ owedAt }) => owedAt).reduce((a, b) => (a > b ? a : b)),
    failedChecks: Math.max(...parts.map(({ failedChecks }) => failedChecks)),
    checks: parts.map(({ check }) => check),
  };
}
