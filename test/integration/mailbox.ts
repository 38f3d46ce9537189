import { SetSubscriptionAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import type { AlertDocument } from '../../lambda/alerts/alert.ts';
import { schemaFaults } from '../support/alert-schema.ts';
import type { Access } from './stack.ts';

/** An alert as a queue receives it. */
export interface ReceivedAlert {
  readonly document: AlertDocument;
  /** The message's attributes; a list is JSON. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A queue that is subscribed to the topic. */
export interface Mailbox {
  /** Takes out whatever has arrived. */
  receive(): Promise<ReceivedAlert[]>;
  /** Everything that has arrived so far, as it came. */
  readonly texts: readonly string[];
}

/** Subscribes a new queue, with raw delivery. */
export async function openMailbox(
  name: string,
  topicArn: string,
  access: Access,
): Promise<Mailbox> {
  const sqs = new SQSClient(access);
  const sns = new SNSClient(access);
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const { SubscriptionArn = '' } = await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
      ReturnSubscriptionArn: true,
    }),
  );
  await sns.send(
    new SetSubscriptionAttributesCommand({
      SubscriptionArn,
      AttributeName: 'RawMessageDelivery',
      AttributeValue: 'true',
    }),
  );

  const texts: string[] = [];
  const receive = async (): Promise<ReceivedAlert[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return [];
    texts.push(...Messages.map((message) => JSON.stringify(message)));
    for (const { ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return [...Messages.map(readMessage), ...(await receive())];
  };
  return { receive, texts };
}

function readMessage({ Body = '', MessageAttributes = {} }: Message): ReceivedAlert {
  const document = JSON.parse(Body);
  expect(schemaFaults(document), 'faults by the published schema').toEqual([]);
  return {
    document,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
    ),
  };
}
