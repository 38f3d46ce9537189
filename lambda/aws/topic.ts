import type { SNSClientConfig } from '@aws-sdk/client-sns';
import { nameOf } from '../errors.ts';
import type { AlertTopic } from '../monitor/ports.ts';
import { once } from './once.ts';

/** What SNS says of a message that it will never take: a field that is invalid, or too large. */
const REFUSED = /^(?:InvalidParameter|ParameterValueInvalid|Validation)/;

/**
 * The SNS topic: one publish serves every kind of subscriber. Its client is loaded when there is
 * something to tell, which most runs have not.
 */
export function snsTopic(settings: SNSClientConfig, topicArn: string): AlertTopic {
  const loaded = once(async () => {
    const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns');
    return { client: new SNSClient(settings), PublishCommand };
  });
  return {
    async publish({ subject, body, attributes }) {
      const { credentials, ...words } = attributes;
      const { client, PublishCommand } = await loaded();
      const command = new PublishCommand({
        TopicArn: topicArn,
        Subject: subject,
        MessageStructure: 'json',
        Message: body,
        MessageAttributes: {
          ...Object.fromEntries(
            Object.entries(words).map(([name, value]) => [
              name,
              { DataType: 'String', StringValue: value },
            ]),
          ),
          ...(credentials.length > 0
            ? {
                credentials: {
                  DataType: 'String.Array',
                  StringValue: JSON.stringify(credentials),
                },
              }
            : {}),
        },
      });
      try {
        await client.send(command);
        return 'taken';
      } catch (error) {
        if (REFUSED.test(nameOf(error))) return 'refused';
        throw error;
      }
    },
  };
}
