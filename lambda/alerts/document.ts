import { type Alert, type AlertCheck, type AlertDocument, SEVERITY } from './alert.ts';
import { summaryOf } from './wording.ts';

/** Ways to write the checks of an alert, each shorter than the one before. */
const FORMS: readonly ((checks: readonly AlertCheck[]) => AlertCheck[])[] = [
  (checks) => [...checks],
  // The first says it all; the others share its cause, and keep their trace ids.
  (checks) => checks.map((check, index) => (index === 0 ? check : withoutWords(check))),
  (checks) =>
    checks.slice(0, 40).map((check, index) => (index === 0 ? check : withoutWords(check))),
  (checks) => checks.slice(0, 10).map(withoutWords),
];

/**
 * The document for machines, in the fullest form that fits.
 *
 * @param mostBytes of its JSON in UTF-8
 */
export function alertDocument(alert: Alert, mostBytes: number): AlertDocument {
  const documents = FORMS.map((form) => documentWith(alert, form(alert.checks)));
  const fitting = documents.find(
    (document) => Buffer.byteLength(JSON.stringify(document)) <= mostBytes,
  );
  return fitting ?? documentWith(alert, []);
}

function documentWith(alert: Alert, checks: AlertCheck[]): AlertDocument {
  const rest = alert.checks.length - checks.length;
  const isCut = rest > 0 && alert.event !== 'test';
  return {
    schema: 'qonto-auth-monitor/alert@1',
    id: alert.id,
    incidentId: alert.incidentId,
    event: alert.event,
    severity: SEVERITY[alert.event],
    environment: alert.environment,
    summary: isCut ? `${summaryOf(alert)} (${rest} not listed here)` : summaryOf(alert),
    occurredAt: alert.occurredAt,
    checks,
  };
}

function withoutWords(check: AlertCheck): AlertCheck {
  const { diagnosis } = check;
  return {
    ...check,
    diagnosis: diagnosis && { ...diagnosis, cause: '', remedy: [], evidence: [] },
    warnings: check.warnings.map((warning) => ({ ...warning, remedy: [] })),
  };
}
