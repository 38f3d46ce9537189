import type { Alert, AlertEvent } from './alert.ts';
import {
  explanationOf,
  firstFailure,
  flappingText,
  headline,
  isCommand,
  isOver,
  nameSome,
  oneLine,
  readableTime,
  recheckOf,
  relief,
  shortenPieces,
  shownName,
  whom,
} from './wording.ts';

/**
 * A custom notification of Amazon Q Developer in chat applications. The limits of the service are
 * 250 characters for a title and 8,000 for a description; these are far below, since Slack splits
 * longer texts.
 */
export interface ChatNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps?: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    /** One thread for all alerts of an incident. */
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

const MOST = { title: 150, description: 2_800, step: 1_000, steps: 8 };

const SYMBOLS: Readonly<Record<AlertEvent, string>> = {
  regression: ':red_circle:',
  cause_changed: ':red_circle:',
  still_failing: ':red_circle:',
  unreachable: ':large_yellow_circle:',
  warning: ':large_yellow_circle:',
  recovery: ':large_green_circle:',
  reachable_again: ':large_green_circle:',
  test: ':large_blue_circle:',
};

/** The notification for Slack (and Teams). */
export function chatNotification(alert: Alert): ChatNotification {
  const [first] = alert.checks;
  const steps = (explanationOf(alert)?.remedy ?? []).map(stepText).filter((step) => step !== '');
  const summary = `${whom(alert)}: ${headline(alert)}`;
  return {
    version: '1.0',
    source: 'custom',
    id: alert.id,
    content: {
      textType: 'client-markdown',
      title: `${SYMBOLS[alert.event]} ${escaped(summary, MOST.title - SYMBOLS[alert.event].length - 1)}`,
      description: description(alert),
      ...(steps.length > 0 ? { nextSteps: steps.slice(0, MOST.steps) } : {}),
      keywords: [alert.environment, alert.event, alert.code]
        .map((word) => escaped(word, 64))
        .filter((word) => word !== ''),
    },
    metadata: {
      threadId: alert.incidentId,
      summary: escaped(summary, MOST.title),
      eventType: alert.event,
      additionalContext: {
        environment: escaped(alert.environment, 64),
        code: alert.code,
        ...(first?.traceId ? { traceId: first.traceId } : {}),
      },
    },
  };
}

/** Lines of a description, as many as fit; the links among them are whole or not there. */
function description(alert: Alert): string {
  const [first, ...others] = alert.checks;
  const since = isOver(alert) ? null : firstFailure(alert);
  const traceId = isOver(alert) ? null : (first?.traceId ?? null);
  const recheck = recheckOf(alert);
  const recheckCode = recheck === null ? null : inCode(recheck);
  const explanation = explanationOf(alert);
  const told =
    alert.event === 'test'
      ? 'This is a test alert of qonto-auth-monitor.'
      : (explanation?.cause ?? relief(alert));
  const lines = [
    alert.isFlapping ? flappingText(alert) : null,
    escaped(told, 1_500),
    alert.checks.length > 1 ? escaped(`Credentials: ${nameSome(alert.checks)}`, 700) : null,
    since === null ? null : `Since: ${readableTime(since)}`,
    alert.event === 'still_failing' ? `Failed checks so far: ${alert.failedChecks}` : null,
    traceId === null || first === undefined
      ? null
      : `Trace id${others.length > 0 ? ` of ${escaped(shownName(first.credential), 80)}` : ''}: \`${traceId}\``,
    recheckCode === null ? null : `Check again: ${recheckCode}`,
    explanation === null ? null : `<${explanation.docsUrl}|Guide>`,
    alert.logUrl === null ? null : `<${alert.logUrl}|Log of this run>`,
  ];
  const shown: string[] = [];
  for (const line of lines.filter((one) => one !== null)) {
    if ([...shown, line].join('\n').length <= MOST.description) shown.push(line);
  }
  return shown.join('\n');
}

/** A step as the list shows it; empty for a command that does not fit: half of one is worse. */
function stepText(step: string): string {
  const code = isCommand(step) ? inCode(step) : null;
  if (code === null) return escaped(step, MOST.step);
  return code.length <= MOST.step ? code : '';
}

/**
 * A command in a form that Slack leaves as it is, for people to copy; null for one that holds what
 * would end it.
 */
function inCode(command: string): string | null {
  return command.includes('`') || oneLine(command) !== command
    ? null
    : `\`${escapeSigns(command)}\``;
}

/** Text on one line, escaped and then cut, never inside what stands for one character. */
function escaped(text: string, most: number): string {
  const pieces = Array.from(
    escapeMarkdown(oneLine(text).slice(0, most + 1)).matchAll(
      /&(?:amp|lt|gt);|[*~`_]\u200b|[\s\S]/gu,
    ),
    ([piece]) => piece,
  );
  return shortenPieces(pieces, most);
}

/**
 * Keeps names and texts from being read as Slack's markup: the three characters that Slack wants
 * escaped, and a zero-width space behind those that would format.
 */
export function escapeMarkdown(text: string): string {
  return escapeSigns(text).replace(
    /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu,
    (mark) => `${mark}\u200b`,
  );
}

/** The three characters that Slack wants escaped, so that nothing is read as a mention or a link. */
export function escapeSigns(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
