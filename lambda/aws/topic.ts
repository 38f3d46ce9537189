import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { nameOf } from '../errors.ts';
import type { AlertTopic } from '../monitor/ports.ts';

/** What SNS says of a message that it will never take: a field that is invalid, or too large. */
const REFUSED = /^(?:InvalidParameter|ParameterValueInvalid|Validation)/;

/** The SNS topic: one publish serves every kind of subscriber. */
export function snsTopic(client: SNSClient, topicArn: string): AlertTopic {
  return {
    async publish({ subject, body, attributes }) {
      const { credentials, ...words } = attributes;
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
