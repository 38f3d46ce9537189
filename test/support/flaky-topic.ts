import type { AlertMessage } from '../../lambda/alerts/message.ts';
import { MemoryTopic } from '../../simulator/memory/topic.ts';

/** A topic in memory that refuses what a test wants it to. */
export class FlakyTopic extends MemoryTopic {
  /** Which messages are refused. */
  refuses: (message: AlertMessage) => boolean = () => false;
  /** Which messages are refused for good, for what they hold. */
  refusesForGood: (message: AlertMessage) => boolean = () => false;
  /** How many messages came, refused ones included. */
  attempts = 0;

  override async publish(message: AlertMessage): Promise<'taken' | 'refused'> {
    this.attempts += 1;
    if (this.refuses(message)) {
      throw Object.assign(new Error(`refused: ${message.body}`), {
        name: 'InternalErrorException',
      });
    }
    return this.refusesForGood(message) ? 'refused' : super.publish(message);
  }
}
