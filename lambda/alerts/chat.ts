import type { Alert, AlertEvent } from './alert.ts';
import {
  explanationOf,
  FLAPPING_TEXT,
  firstFailure,
  headline,
  isOver,
  nameSome,
  oneLine,
  readableTime,
  relief,
  shortenPieces,
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

const MOST = { title: 150, description: 2_800, step: 700, steps: 8 };

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
  const steps = explanationOf(alert)?.remedy ?? [];
  const summary = `${whom(alert)}: ${headline(alert)}`;
  return {
    version: '1.0',
    source: 'custom',
    id: alert.id,
    content: {
      textType: 'client-markdown',
      title: `${SYMBOLS[alert.event]} ${escaped(summary, MOST.title - SYMBOLS[alert.event].length - 1)}`,
      description: description(alert),
      ...(steps.length > 0
        ? { nextSteps: steps.slice(0, MOST.steps).map((step) => escaped(step, MOST.step)) }
        : {}),
      keywords: [alert.environment, alert.event, alert.code].map((word) => escaped(word, 64)),
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
  const [first] = alert.checks;
  const since = isOver(alert) ? null : firstFailure(alert);
  const explanation = explanationOf(alert);
  const told =
    alert.event === 'test'
      ? 'This is a test alert of qonto-auth-monitor.'
      : (explanation?.cause ?? relief(alert));
  const lines = [
    escaped(told, 1_500),
    alert.checks.length > 1 ? escaped(`Credentials: ${nameSome(alert.checks)}`, 700) : null,
    since === null ? null : `Since: ${readableTime(since)}`,
    alert.event === 'still_failing' ? `Failed checks so far: ${alert.failedChecks}` : null,
    first?.traceId ? `Trace id: \`${first.traceId}\`` : null,
    alert.isFlapping ? FLAPPING_TEXT : null,
    explanation === null ? null : `<${explanation.docsUrl}|Guide>`,
    alert.logUrl === null ? null : `<${alert.logUrl}|Log of this run>`,
  ];
  const shown: string[] = [];
  for (const line of lines.filter((one) => one !== null)) {
    if ([...shown, line].join('\n').length <= MOST.description) shown.push(line);
  }
  return shown.join('\n');
}

/** Text on one line, escaped and then cut, never inside what stands for one character. */
function escaped(text: string, most: number): string {
  const pieces = Array.from(
    escapeMarkdown(oneLine(text)).matchAll(/&(?:amp|lt|gt);|[\s\S]/gu),
    ([piece]) => piece,
  );
  return shortenPieces(pieces, most);
}

/**
 * Keeps names and texts from being read as Slack's markup: the three characters that Slack wants
 * escaped, and a zero-width space behind those that would format.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (mark) => `${mark}\u200b`);
}
