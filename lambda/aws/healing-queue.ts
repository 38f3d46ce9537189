import type { SQSClientConfig } from '@aws-sdk/client-sqs';
import { healingMessage } from '../monitor/managed/heal.ts';
import type { HealingQueue } from '../monitor/managed/ports.ts';
import { once } from './once.ts';

/** The queue in SQS. Its client is loaded when the first message is sent, once an hour or so. */
export function healingQueue(settings: SQSClientConfig, queueUrl: string): HealingQueue {
  const loaded = once(async () => {
    const { SendMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs');
    // The endpoint is AWS's own for the Region, or the one that is configured; never the queue's.
    return {
      client: new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }),
      SendMessageCommand,
    };
  });
  return {
    async schedule(key, delaySeconds) {
      const { client, SendMessageCommand } = await loaded();
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: healingMessage(key),
          DelaySeconds: delaySeconds,
        }),
      );
    },
  };
}
