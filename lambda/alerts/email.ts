import { CATALOGUE } from '../diagnosis/catalogue.ts';
import { recheckCommand } from '../diagnosis/remedy.ts';
import { supportMessage } from '../diagnosis/support-message.ts';
import type { Alert, AlertCheck } from './alert.ts';
import { firstFailure, headline, isOver, readableTime, whom, withoutControls } from './wording.ts';

/** Credentials of an alert that get lines of their own. */
const LISTED = 20;

/**
 * The text of an e-mail. The first line says what, where and since when; SNS delivers plain text
 * only.
 */
export function emailText(alert: Alert): string {
  const sections = [
    [firstLine(alert)],
    ...(alert.event === 'test' ? [TEST_TEXT] : SECTIONS.map((section) => section(alert))),
    [`Alert ${alert.id}, incident ${alert.incidentId}`],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map(withoutControls).join('\n'))
    .join('\n\n')}\n`;
}

const TEST_TEXT = [
  'This is a test alert of qonto-auth-monitor: whoever reads it will also be told when a credential stops authenticating.',
];

function firstLine(alert: Alert): string {
  const since = isOver(alert) ? null : firstFailure(alert);
  const when =
    since === null ? `at ${readableTime(alert.occurredAt)}` : `since ${readableTime(since)}`;
  return `${whom(alert)}: ${headline(alert)} (${when})`;
}

type Section = (alert: Alert) => string[];

const cause: Section = ({ event, code, checks }) => {
  if (isOver({ event })) {
    return ['Authentication works again; nothing is to be done.'];
  }
  const text = checks[0]?.diagnosis?.cause;
  if (event !== 'warning' && text) return [`Cause: ${text}`];
  return code === 'TEST' ? [] : [`Cause: ${CATALOGUE[code].cause}`];
};

const remedy: Section = ({ event, code, checks: [first] }) => {
  if (isOver({ event })) return [];
  const steps =
    event === 'warning'
      ? first?.warnings.find((warning) => warning.code === code)?.remedy
      : first?.diagnosis?.remedy;
  if (!steps || steps.length === 0) return [];
  return ['What to do:', ...steps.map((step, index) => `  ${index + 1}. ${step}`)];
};

const evidence: Section = ({ event, checks: [first] }) => {
  const diagnosis = event === 'warning' ? null : first?.diagnosis;
  if (!diagnosis || diagnosis.evidence.length === 0) return [];
  return [
    `What was seen (the cause is ${diagnosis.confidence}):`,
    ...diagnosis.evidence.map((fact) => `  - ${fact}`),
  ];
};

const credentials: Section = ({ checks }) => {
  if (checks.length === 1) {
    const [only] = checks;
    return only?.traceId ? [`Trace id for Qonto's support: ${only.traceId}`] : [];
  }
  const rest = checks.length - LISTED;
  return [
    `Credentials (${checks.length}):`,
    ...checks.slice(0, LISTED).map((check) => `  - ${credentialLine(check)}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ];
};

function credentialLine({ credential, traceId }: AlertCheck): string {
  return traceId === null ? credential : `${credential}: trace id ${traceId}`;
}

const support: Section = ({ event, checks: [first, ...others] }) => {
  const message = first && event !== 'warning' ? supportMessage(first, others) : null;
  return message === null
    ? []
    : [
        "If that does not help, a message to Qonto's support:",
        ...message.map((line) => `  ${line}`),
      ];
};

const recheck: Section = ({ event, environment, checks: [first] }) => {
  if (first === undefined || isOver({ event })) return [];
  return ['Check again:', `  ${recheckCommand(environment, first.credential)}`];
};

const guide: Section = ({ code, event, checks: [first] }) => {
  if (code === 'TEST' || isOver({ event })) return [];
  return [`Guide: ${first?.diagnosis?.docsUrl ?? CATALOGUE[code].docsUrl}`];
};

const failures: Section = ({ event, failedChecks }) =>
  event === 'still_failing' ? [`Failed checks so far: ${failedChecks}`] : [];

const SECTIONS: readonly Section[] = [
  cause,
  remedy,
  failures,
  credentials,
  evidence,
  support,
  recheck,
  guide,
];
