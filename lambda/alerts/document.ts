import { type Alert, type AlertCheck, type AlertDocument, SEVERITY } from './alert.ts';
import { summaryOf } from './wording.ts';

/** Names in a document are cut only where they are beyond what a configuration allows. */
const LONGEST = 256;

/** How many checks a document lists besides the first, where not all of them fit. */
const FEWER = [100, 60, 40, 30, 20, 10, 5] as const;

/**
 * The document for machines, in the fullest form that fits.
 *
 * @param sizeOf measures a document
 */
export function alertDocument(
  alert: Alert,
  mostBytes: number,
  sizeOf: (document: AlertDocument) => number = (document) =>
    Buffer.byteLength(JSON.stringify(document)),
): AlertDocument {
  for (const checks of formsOf(alert)) {
    const document = documentWith(alert, checks);
    if (sizeOf(document) <= mostBytes) return document;
  }
  return documentWith(alert, []);
}

/**
 * Ways to write an alert's checks, each shorter than the one before. The first check says it all;
 * the others share its cause, and keep their trace ids.
 */
function* formsOf({ checks }: Alert): Generator<readonly AlertCheck[]> {
  yield checks;
  const [first, ...others] = checks;
  if (first === undefined) return;
  yield [first, ...others.map(withoutWords)];
  yield [first, ...others.map(withoutDetails)];
  const short = others.map(bare);
  yield [first, ...short];
  for (const count of FEWER) if (count < short.length) yield [first, ...short.slice(0, count)];
  yield [withoutWords(first)];
}

function documentWith(alert: Alert, checks: readonly AlertCheck[]): AlertDocument {
  const rest = alert.checks.length - checks.length;
  return {
    schema: 'qonto-auth-monitor/alert@1',
    id: alert.id,
    incidentId: alert.incidentId,
    event: alert.event,
    severity: SEVERITY[alert.event],
    environment: alert.environment.slice(0, LONGEST),
    summary: rest > 0 ? `${summaryOf(alert)} (${rest} not listed here)` : summaryOf(alert),
    occurredAt: alert.occurredAt,
    ...(alert.isFlapping ? { flapping: true } : {}),
    checks,
  };
}

function withoutWords(check: AlertCheck): AlertCheck {
  const { diagnosis } = check;
  return {
    ...check,
    diagnosis: diagnosis && {
      ...diagnosis,
      title: '',
      cause: '',
      remedy: [],
      evidence: [],
      docsUrl: '',
    },
    warnings: check.warnings.map((warning) => ({ ...warning, title: '', remedy: [] })),
  };
}

function withoutDetails(check: AlertCheck): AlertCheck {
  return { ...withoutWords(check), secretVersion: null, lastHealthyAt: null };
}

/** Which credential, which code, since when, and the trace id. */
function bare(check: AlertCheck): AlertCheck {
  return { ...withoutDetails(check), http: null };
}
