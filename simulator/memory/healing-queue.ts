import { healingMessage } from '../../lambda/monitor/managed/heal.ts';
import type { HealingQueue } from '../../lambda/monitor/managed/ports.ts';
import type { RecordKey } from '../../lambda/monitor/ports.ts';

/** A message that waits for its time. */
export interface Message {
  readonly body: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/** A queue of SQS in memory: keeps messages until they are taken. */
export class MemoryHealingQueue implements HealingQueue {
  readonly #now: () => number;
  #messages: Message[] = [];

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** What waits, oldest first. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  async schedule(key: RecordKey, delaySeconds: number): Promise<void> {
    const dueAt = this.#now() + delaySeconds * 1_000;
    this.#messages.push({ body: healingMessage(key), dueAt });
  }

  /** Takes what is due out of the queue, each as the event that Lambda invokes a function with. */
  takeDue(): unknown[] {
    const isDue = ({ dueAt }: Message) => dueAt <= this.#now();
    const due = this.#messages.filter(isDue);
    this.#messages = this.#messages.filter((message) => !isDue(message));
    return due.map(({ body }) => ({ Records: [{ eventSource: 'aws:sqs', body }] }));
  }
}
