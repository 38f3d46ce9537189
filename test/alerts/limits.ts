import type { AlertDocument } from '../../lambda/alerts/alert.ts';
import type { ChatNotification } from '../../lambda/alerts/chat.ts';
import type { AlertMessage } from '../../lambda/alerts/message.ts';
import { schemaFaults } from '../support/alert-schema.ts';

/** What Amazon Q receives; the plainest form of an alert has hardly anything of it. */
interface Chat {
  readonly version: string;
  readonly source: string;
  readonly id?: string;
  readonly content: Partial<ChatNotification['content']>;
  readonly metadata?: ChatNotification['metadata'];
}

/** A message to be published, its bodies taken apart. */
interface Parts extends AlertMessage {
  readonly bodies: Readonly<Record<string, string>>;
  readonly chat: Chat;
  readonly document: AlertDocument;
}

const PROTOCOLS = ['default', 'email', 'sms', 'https', 'sqs', 'lambda', 'firehose'];

/** Control characters, marks of direction and the like, halves of characters, other line breaks. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

/** What Slack reads as its own: mentions, and links that are not to the guide or the log. */
const MARKUP =
  /<[!@#]|<https?:\/\/(?!docs\.(?:qonto\.com|aws\.amazon\.com)\/|[a-z0-9-]+\.console\.aws\.amazon\.com\/)/;

/** The alphabet of text messages; each of the second row takes the place of two. */
const GSM_7 =
  /^[@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
const GSM_7_TWOFOLD = /[\^{}\\[~\]|€]/g;

/** What the value of an attribute may hold: the characters of XML 1.0. */
const XML = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u;

/** Everything that SNS, Amazon Q, Slack, a mobile network and our own contract ask of a message. */
export const LIMITS = {
  'below 64 KiB, as SNS counts': (parts) => bytesOf(parts) < 64 * 1024,
  'a body for every protocol': ({ bodies }) =>
    PROTOCOLS.every((protocol) => (bodies[protocol] ?? bodies.default ?? '') !== ''),
  'a subject that SNS takes': ({ subject }) =>
    /^[\x21-\x7e](?:[\x20-\x7e]{0,97}[\x21-\x7e])?$/.test(subject),
  'a text message of one segment': ({ bodies: { sms = '' } }) =>
    GSM_7.test(sms) && sms.length + (sms.match(GSM_7_TWOFOLD)?.length ?? 0) <= 160,
  'nothing invisible in the e-mail': ({ bodies: { email = '' } }) =>
    isClean(email.replaceAll('\n', '')),
  'no forged line in the e-mail': ({ bodies: { email = '' } }) => !/^\s*Subject: /m.test(email),
  'an e-mail that can be read': ({ bodies: { email = '' } }) =>
    email.length <= 30_000 && email.split('\n').every((line) => line.length <= 1_200),
  'nothing invisible in the default text': ({ bodies }) =>
    isClean(bodies.default?.replaceAll('\n', '') ?? ''),
  'nothing invisible in the chat message': ({ chat }) =>
    wordsOf(chat).every((words) => isClean(words.replaceAll(/[\n\u200b]/g, ''))),
  'a chat message within the limits of Amazon Q': ({ chat: { version, source, content } }) =>
    version === '1.0' &&
    source === 'custom' &&
    isWithin(content.title ?? 'none', 250) &&
    isWithin(content.description, 8_000),
  'a chat message that Slack does not split': ({ chat: { content, metadata } }) =>
    isWithin(content.description, 2_800) &&
    (content.nextSteps ?? ['']).length <= 8 &&
    (content.nextSteps ?? []).every((step) => isWithin(step, 1_000)) &&
    [content.title, metadata?.summary, ...(content.keywords ?? [])].every(
      (line = 'none') => isWithin(line, 150) && !line.includes('\n'),
    ),
  'no markup of names in the chat message': ({ chat }) =>
    wordsOf(chat).every((words) => !MARKUP.test(words)),
  'code in the chat message that is closed': ({ chat }) =>
    wordsOf(chat).every((words) =>
      words.split('\n').every((line) => line.replaceAll('`\u200b', '').split('`').length % 2 === 1),
    ),
  'a valid document, the same for all machines': ({ bodies, document }) =>
    schemaFaults(document).length === 0 &&
    bodies.lambda === bodies.sqs &&
    bodies.firehose === bodies.sqs,
  'attributes that SNS takes': ({ attributes: { credentials, ...words } }) =>
    [...Object.values(words), JSON.stringify(credentials)].every((word) => XML.test(word)) &&
    credentials.every((name) => typeof name === 'string'),
  'one incident, event and code for everybody': ({ attributes, chat, document }) =>
    (chat.metadata?.threadId ?? document.incidentId) === document.incidentId &&
    (chat.id ?? document.id) === document.id &&
    attributes.event === document.event &&
    attributes.severity === document.severity,
} satisfies Readonly<Record<string, (parts: Parts) => boolean>>;

/** The limits that a message does not keep. */
export function brokenLimits(message: AlertMessage): string[] {
  const bodies = JSON.parse(message.body);
  const chat = JSON.parse(bodies.https);
  const parts: Parts = { ...message, bodies, chat, document: JSON.parse(bodies.sqs) };
  return Object.entries(LIMITS).flatMap(([limit, isKept]) => (isKept(parts) ? [] : [limit]));
}

/** Subject, body, and attributes with their names and types. */
function bytesOf({ subject, body, attributes }: Parts): number {
  const words = Object.entries(attributes).map(([name, value]) =>
    typeof value === 'string'
      ? `${name}String${value}`
      : `${name}String.Array${JSON.stringify(value)}`,
  );
  return Buffer.byteLength([subject, body, ...words].join(''));
}

function isClean(text: string): boolean {
  return !INVISIBLE.test(text);
}

function isWithin(text: string | undefined, most: number): boolean {
  return text !== undefined && text.length > 0 && text.length <= most;
}

/** Everything of a chat message that people may see. */
function wordsOf({ content, metadata }: Chat): string[] {
  return [
    content.title ?? '',
    content.description ?? '',
    ...(content.nextSteps ?? []),
    ...(content.keywords ?? []),
    metadata?.summary ?? '',
    ...Object.values(metadata?.additionalContext ?? {}),
  ];
}
