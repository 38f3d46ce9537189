import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Creates the topic that alerts about credentials are published to, over TLS alone. */
export function createAlertTopic(scope: Construct, id: string, key: IKey | undefined): Topic {
  return createTopic(scope, id, 'Qonto auth monitor', key);
}

/**
 * Creates the topic of the alarms about the monitor itself. It is apart from the alerts: whoever
 * reads those by SQS, Lambda or Firehose is promised documents of one schema.
 */
export function createOperationsTopic(scope: Construct, id: string, key: IKey | undefined): Topic {
  const topic = createTopic(scope, id, 'Qonto auth monitor, operations', key);
  const stack = Stack.of(scope);
  // A topic with a policy of its own has lost the default one, which admits alarms.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'LetAlarmsPublish',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: {
          'aws:SourceArn': stack.formatArn({
            service: 'cloudwatch',
            resource: 'alarm',
            resourceName: '*',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
  );
  return topic;
}

function createTopic(
  scope: Construct,
  id: string,
  displayName: string,
  key: IKey | undefined,
): Topic {
  return new Topic(scope, id, {
    displayName,
    enforceSSL: true,
    ...(key === undefined ? {} : { masterKey: key }),
  });
}
