import {
  type Alert,
  type AlertDocument,
  type AlertEvent,
  SEVERITY,
  type Severity,
} from './alert.ts';
import { chatNotification, escapeSigns } from './chat.ts';
import { alertDocument } from './document.ts';
import { emailText, shortText } from './email.ts';
import { oneSegment, smsText } from './sms.ts';
import { subjectOf, toAscii } from './subject.ts';
import { oneLine, shorten } from './wording.ts';

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
    /** The first ones, where there are very many. */
    readonly credentials: readonly string[];
  };
}

/** SNS's billing unit is 64 KiB; the names and types of attributes count as well. */
const MOST_BYTES = 63 * 1024;

/** Far beyond what a configuration allows. */
const LONGEST_ENVIRONMENT = 256;

/** Characters of the plainest text. */
const MOST_PLAIN = 300;

/** What the names in the attribute may take. */
const NAME_BYTES = 8 * 1024;

/** What an attribute cannot hold: characters that are none of XML 1.0. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Protocols whose body is the document. */
const MACHINES = ['sqs', 'lambda', 'firehose'] as const;

/**
 * Renders an alert for every kind of subscriber: text for people, a custom notification for chat
 * (Amazon Q subscribes by https), the document for machines. The document stands in it three times,
 * in the fullest form with which the whole stays under 64 KiB. Where the texts alone are too long for
 * that, which no text of this monitor is, it is the plainest form.
 */
export function alertMessage(alert: Alert): AlertMessage {
  const attributes = attributesOf(alert);
  const subject = subjectOf(alert);
  const texts = {
    default: shortText(alert),
    email: emailText(alert),
    sms: smsText(alert),
    https: JSON.stringify(chatNotification(alert)),
  };
  const bodyWith = (json: string) =>
    JSON.stringify({ ...texts, ...Object.fromEntries(MACHINES.map((name) => [name, json])) });
  const rest = Buffer.byteLength(JSON.stringify([attributes, subject]) + bodyWith(''));
  const room = (MOST_BYTES - rest) / MACHINES.length;
  const sizeOf = (document: AlertDocument) =>
    Buffer.byteLength(JSON.stringify(JSON.stringify(document)));
  const document = alertDocument(alert, room, sizeOf);
  return sizeOf(document) <= room
    ? { subject, body: bodyWith(JSON.stringify(document)), attributes }
    : plainMessage(alert);
}

/**
 * An alert in a form that holds nothing of what people named: for when SNS refuses the other one for
 * good. Machines still find the ids, and the credentials in what the function answers to `status`.
 */
export function plainMessage(alert: Alert): AlertMessage {
  const document = alertDocument({ ...alert, environment: toAscii(alert.environment) }, 0);
  const json = JSON.stringify({ ...document, summary: toAscii(document.summary) });
  const said = toAscii(shorten(oneLine(`${document.summary}. Alert ${alert.id}`), MOST_PLAIN));
  // In a chat, a grave accent of a name would begin code that nothing ends.
  const text = said.replaceAll('`', "'");
  return {
    subject: `[qonto] ${alert.event}`,
    body: JSON.stringify({
      default: text,
      sms: oneSegment(text),
      // Amazon Q drops what is not in its schema; this is the least of it.
      https: JSON.stringify({
        version: '1.0',
        source: 'custom',
        content: { description: escapeSigns(text) },
      }),
      sqs: json,
      lambda: json,
      firehose: json,
    }),
    attributes: {
      event: alert.event,
      severity: SEVERITY[alert.event],
      environment: toAscii(oneLine(alert.environment)).slice(0, LONGEST_ENVIRONMENT) || 'unknown',
      code: alert.code,
      credentials: [],
    },
  };
}

function attributesOf(alert: Alert): AlertMessage['attributes'] {
  const credentials: string[] = [];
  let bytes = 0;
  for (const { credential } of alert.checks) {
    bytes += Buffer.byteLength(JSON.stringify(credential)) + 1;
    if (bytes > NAME_BYTES) break;
    credentials.push(credential.replace(NOT_XML, '\ufffd'));
  }
  return {
    event: alert.event,
    severity: SEVERITY[alert.event],
    environment: alert.environment.slice(0, LONGEST_ENVIRONMENT).replace(NOT_XML, '\ufffd'),
    code: alert.code,
    credentials,
  };
}
