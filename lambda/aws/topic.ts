import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { AlertTopic } from '../monitor/ports.ts';

/** The SNS topic: one publish serves every kind of subscriber. */
export function snsTopic(client: SNSClient, topicArn: string): AlertTopic {
  return {
    async publish({ subject, body, attributes }) {
      const { credentials, ...words } = attributes;
      await client.send(
        new PublishCommand({
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
        }),
      );
    },
  };
}
