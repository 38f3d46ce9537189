import type { Alert, AlertEvent } from './alert.ts';
import {
  firstFailure,
  headline,
  isOver,
  nameSome,
  oneLine,
  readableTime,
  shorten,
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

const MOST = { title: 150, description: 2_800, step: 200, steps: 5 };

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
  const steps = isOver(alert) ? [] : (stepsOf(alert) ?? []);
  const summary = escapeMarkdown(oneLine(`${whom(alert)}: ${headline(alert)}`));
  return {
    version: '1.0',
    source: 'custom',
    id: alert.id,
    content: {
      textType: 'client-markdown',
      title: shorten(`${SYMBOLS[alert.event]} ${summary}`, MOST.title),
      description: shorten(description(alert), MOST.description),
      ...(steps.length > 0
        ? {
            nextSteps: steps
              .slice(0, MOST.steps)
              .map((step) => shorten(escapeMarkdown(oneLine(step)), MOST.step)),
          }
        : {}),
      keywords: [alert.environment, alert.event, alert.code].map((word) =>
        shorten(oneLine(word), 64),
      ),
    },
    metadata: {
      threadId: alert.incidentId,
      summary: shorten(summary, MOST.title),
      eventType: alert.event,
      additionalContext: {
        environment: shorten(oneLine(alert.environment), 64),
        code: alert.code,
        ...(first?.traceId ? { traceId: first.traceId } : {}),
      },
    },
  };
}

function stepsOf({ event, code, checks: [first] }: Alert): readonly string[] | undefined {
  return event === 'warning'
    ? first?.warnings.find((warning) => warning.code === code)?.remedy
    : first?.diagnosis?.remedy;
}

function description(alert: Alert): string {
  const [first] = alert.checks;
  const since = firstFailure(alert);
  const lines = [
    alert.event === 'test'
      ? 'This is a test alert of qonto-auth-monitor.'
      : isOver(alert)
        ? 'Authentication works again.'
        : (first?.diagnosis?.cause ?? headline(alert)),
    alert.checks.length > 1 ? `Credentials: ${nameSome(alert.checks)}` : null,
    since === null || isOver(alert) ? null : `Since: ${readableTime(since)}`,
    alert.event === 'still_failing' ? `Failed checks so far: ${alert.failedChecks}` : null,
  ];
  const traceId = first?.traceId ? [`Trace id: \`${first.traceId}\``] : [];
  const guide = first?.diagnosis ? [`<${first.diagnosis.docsUrl}|Guide>`] : [];
  return [
    ...lines.filter((line) => line !== null).map((line) => escapeMarkdown(oneLine(line))),
    ...traceId,
    ...guide,
  ].join('\n');
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
    .replace(/[*~`]/g, (mark) => `${mark}\u200b`);
}
