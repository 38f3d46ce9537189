import type { AlertDocument } from '../../lambda/alerts/alert.ts';
import type { ChatNotification } from '../../lambda/alerts/chat.ts';
import type { AlertMessage } from '../../lambda/alerts/message.ts';
import type { AlertTopic } from '../../lambda/monitor/ports.ts';

/** One published alert, its bodies taken apart as SNS would for each protocol. */
export interface PublishedAlert extends AlertMessage {
  readonly email: string;
  readonly sms: string;
  readonly chat: ChatNotification;
  readonly document: AlertDocument;
}

/** An SNS topic in memory: keeps what was published. */
export class MemoryTopic implements AlertTopic {
  readonly #published: PublishedAlert[] = [];

  /** What was published so far. */
  get published(): readonly PublishedAlert[] {
    return this.#published;
  }

  async publish(message: AlertMessage): Promise<'taken' | 'refused'> {
    const bodies = JSON.parse(message.body) as Record<string, string>;
    this.#published.push({
      ...message,
      email: bodies.email ?? bodies.default ?? '',
      sms: bodies.sms ?? bodies.default ?? '',
      chat: JSON.parse(bodies.https ?? ''),
      document: JSON.parse(bodies.sqs ?? ''),
    });
    return 'taken';
  }
}
