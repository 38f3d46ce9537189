import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** What a publisher to a topic, or a sender to a queue, needs of the key that encrypts it. */
export const SEND_ENCRYPTED = ['kms:GenerateDataKey', 'kms:Decrypt'] as const;

/** The condition that a key is used through some services alone, on a principal's behalf. */
export function throughServices(scope: Construct, services: readonly string[]) {
  const { region, urlSuffix } = Stack.of(scope);
  return {
    StringEquals: {
      'kms:ViaService': services.map((service) => `${service}.${region}.${urlSuffix}`),
    },
  };
}

/**
 * Lets the services that write into encrypted topics, queues and log groups use their key: without
 * this, logs and alarms would be lost without a word. Subscribers (e-mail, Amazon Q) need nothing,
 * SNS decrypts for them; roles have it from their own policies.
 */
export function admitServices(scope: Construct, key: IKey): void {
  const stack = Stack.of(scope);
  const statements = [
    new PolicyStatement({
      sid: 'EncryptLogs',
      principals: [new ServicePrincipal(`logs.${stack.region}.${stack.urlSuffix}`)],
      actions: [
        'kms:Encrypt*',
        'kms:Decrypt*',
        'kms:ReEncrypt*',
        'kms:GenerateDataKey*',
        'kms:Describe*',
      ],
      resources: ['*'],
      conditions: {
        ArnLike: {
          // Of any group of the account: that of this one would make the key wait for the group,
          // which waits for the key.
          'kms:EncryptionContext:aws:logs:arn': stack.formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: '*',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
    new PolicyStatement({
      sid: 'LetAlarmsPublish',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: [...SEND_ENCRYPTED],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
    new PolicyStatement({
      sid: 'KeepUndeliveredEvents',
      // EventBridge names neither account nor source when it uses a key: a condition on them would
      // lose the events.
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: [...SEND_ENCRYPTED],
      resources: ['*'],
    }),
  ];
  const added = statements.map((one) => key.addToResourcePolicy(one, true).statementAdded);
  if (added.every(Boolean)) return;
  Annotations.of(scope).addWarningV2(
    'qonto-auth-monitor:importedKey',
    'The encryption key is not of this app, so its policy is left as it is. It has to let logs.REGION.amazonaws.com, cloudwatch.amazonaws.com and events.amazonaws.com use the key (kms:GenerateDataKey*, kms:Decrypt; logs also kms:Encrypt*, kms:ReEncrypt* and kms:Describe*), or logs and alarms are lost; and it has to leave the rest to IAM policies of this account, as the default policy does, for the function and the table.',
  );
}
