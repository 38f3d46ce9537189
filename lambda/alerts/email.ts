import { supportMessage } from '../diagnosis/support-message.ts';
import type { Alert, AlertCheck, AlertEvent } from './alert.ts';
import {
  explanationOf,
  firstFailure,
  flappingText,
  headline,
  isCommand,
  isOver,
  readableTime,
  recheckOf,
  relief,
  shorten,
  shownName,
  whom,
  withoutControls,
} from './wording.ts';

/** Credentials of an alert that get lines of their own. */
const LISTED = 20;

/** Characters of a line; no command with the longest name of a secret takes as many. */
const MOST_IN_LINE = 1_000;

/**
 * The text of an e-mail. The first line says what, where and since when; SNS delivers plain text
 * only.
 */
export function emailText(alert: Alert): string {
  const sections = [
    [firstLine(alert)],
    ...(alert.event === 'test'
      ? [TEST_TEXT, log(alert)]
      : SECTIONS.map((section) => section(alert))),
    [idsLine(alert)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map(shownLine).join('\n'))
    .join('\n\n')}\n`;
}

/** The first line, the cause and the ids: for subscribers of a kind that has no text of its own. */
export function shortText(alert: Alert): string {
  const lines = [firstLine(alert), ...cause(alert), idsLine(alert)];
  return `${lines.map(shownLine).join('\n')}\n`;
}

function shownLine(line: string): string {
  return shorten(withoutControls(line), MOST_IN_LINE);
}

function idsLine({ id, incidentId }: Alert): string {
  return `Alert ${id}, incident ${incidentId}`;
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

const cause: Section = (alert) => {
  if (isOver(alert)) return [relief(alert)];
  const explanation = explanationOf(alert);
  return explanation === null ? [] : [`Cause: ${explanation.cause}`];
};

const remedy: Section = (alert) => {
  const steps = explanationOf(alert)?.remedy ?? [];
  if (steps.length === 0) return [];
  const [first, ...others] = alert.checks;
  const isOfFirst = others.some(({ diagnosis }) =>
    diagnosis?.remedy.some((step, index) => step !== first?.diagnosis?.remedy[index]),
  );
  const head =
    isOfFirst && first
      ? `What to do (for ${shownName(first.credential)}; the others likewise):`
      : 'What to do:';
  return [head, ...numbered(steps)];
};

/** Steps with their numbers; a command stands below the step that it belongs to. */
function numbered(steps: readonly string[]): string[] {
  let number = 0;
  return steps.map((step) => {
    if (isCommand(step)) return `     ${step}`;
    number += 1;
    return `  ${number}. ${step}`;
  });
}

const evidence: Section = ({ event, checks: [first] }) => {
  const diagnosis = event === 'warning' ? null : first?.diagnosis;
  if (!diagnosis || diagnosis.evidence.length === 0) return [];
  return [
    `What was seen (the cause is ${diagnosis.confidence}):`,
    ...diagnosis.evidence.map((fact) => `  - ${fact}`),
  ];
};

const credentials: Section = ({ event, checks }) => {
  if (checks.length === 1) {
    const [only] = checks;
    return only?.traceId && !isOver({ event })
      ? [`Trace id for Qonto's support: ${only.traceId}`]
      : [];
  }
  const rest = checks.length - LISTED;
  return [
    `Credentials (${checks.length}):`,
    ...checks.slice(0, LISTED).map((check) => `  - ${credentialLine(check, event)}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ];
};

function credentialLine({ credential, traceId }: AlertCheck, event: AlertEvent): string {
  const name = shownName(credential);
  // Nobody asks Qonto's support about what is over.
  return traceId === null || isOver({ event }) ? name : `${name}: trace id ${traceId}`;
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

const recheck: Section = (alert) => {
  const command = recheckOf(alert);
  return command === null ? [] : ['Check again:', `  ${command}`];
};

const guide: Section = (alert) => {
  const explanation = explanationOf(alert);
  return explanation === null ? [] : [`Guide: ${explanation.docsUrl}`];
};

const log: Section = ({ logUrl }) => (logUrl === null ? [] : [`Log of this run: ${logUrl}`]);

const flapping: Section = (alert) => (alert.isFlapping ? [flappingText(alert)] : []);

const failures: Section = ({ event, failedChecks }) =>
  event === 'still_failing' ? [`Failed checks so far: ${failedChecks}`] : [];

const SECTIONS: readonly Section[] = [
  flapping,
  cause,
  remedy,
  failures,
  credentials,
  evidence,
  support,
  recheck,
  guide,
  log,
];
