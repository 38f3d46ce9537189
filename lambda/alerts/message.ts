import { type Alert, type AlertEvent, SEVERITY, type Severity } from './alert.ts';
import { chatNotification } from './chat.ts';
import { alertDocument } from './document.ts';
import { emailText } from './email.ts';
import { smsText } from './sms.ts';
import { subjectOf } from './subject.ts';

/** One publish: a body for each kind of subscriber, and attributes for filter policies. */
export interface AlertMessage {
  readonly subject: string;
  /** The bodies by protocol, as JSON (`MessageStructure: json`). */
  readonly body: string;
  readonly attributes: {
    readonly event: AlertEvent;
    readonly severity: Severity;
    readonly environment: string;
    readonly code: string;
    readonly credentials: readonly string[];
  };
}

/** The document stands in the body three times, and its quotation marks are escaped there. */
const DOCUMENT_BYTES = 14 * 1024;

/** Names in the attribute for filter policies; the document has them all. */
const MOST_NAMES = 100;

/**
 * Renders an alert for every kind of subscriber: text for people, a custom notification for chat
 * (Amazon Q subscribes by https), the document for machines. The whole stays under 64 KiB, SNS's
 * billing unit.
 */
export function alertMessage(alert: Alert): AlertMessage {
  const text = emailText(alert);
  const document = JSON.stringify(alertDocument(alert, DOCUMENT_BYTES));
  return {
    subject: subjectOf(alert),
    body: JSON.stringify({
      default: text,
      email: text,
      sms: smsText(alert),
      https: JSON.stringify(chatNotification(alert)),
      sqs: document,
      lambda: document,
      firehose: document,
    }),
    attributes: {
      event: alert.event,
      severity: SEVERITY[alert.event],
      environment: alert.environment,
      code: alert.code,
      credentials: alert.checks.slice(0, MOST_NAMES).map(({ credential }) => credential),
    },
  };
}
