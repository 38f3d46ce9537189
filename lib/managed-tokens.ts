import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { managesTokens, targetsOf } from '../lambda/config/target.ts';
import { acknowledge } from './acknowledge.ts';
import { functionTimeoutSeconds } from './function-timeout.ts';
import { encryptedQueueStatements } from './statements.ts';

/** What managing tokens is added to. */
export interface ManagedTokensProps {
  readonly config: MonitorConfig;
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly deadLetterQueue: IQueue;
  readonly encryptionKey: IKey | undefined;
  /** Checks batches of distributed sweeps; undefined where there are none. */
  readonly batches: { readonly function: LambdaFunction; readonly role: Role } | undefined;
}

/**
 * What the function takes besides the right to write their secrets to refresh the tokens of credentials
 * that say `"tokens": "manage"`: a queue that brings back a run which heals an interrupted refresh.
 * Creates nothing where all tokens are observed.
 */
export function addManagedTokens(scope: Construct, props: ManagedTokensProps): void {
  const { config, role, deadLetterQueue, encryptionKey: key } = props;
  if (!targetsOf(config).some(managesTokens)) return;

  const queue = new Queue(scope, 'HealingQueue', {
    ...(key
      ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key }
      : { encryption: QueueEncryption.SQS_MANAGED }),
    enforceSSL: true,
    // A function may not run for longer than its message is hidden.
    visibilityTimeout: Duration.seconds(functionTimeoutSeconds(config)),
    // A message is of use for a minute; what it did not bring is the next sweep's.
    retentionPeriod: Duration.hours(1),
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: 3 },
  });
  role.addToPolicy(
    new PolicyStatement({
      sid: 'HealRefreshes',
      actions: [
        'sqs:SendMessage',
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
      ],
      resources: [queue.queueArn],
    }),
  );
  props.function.addEnvironment('HEALING_QUEUE_URL', queue.queueUrl);
  if (props.batches) letOrderHealing(props.batches, queue, scope, key);
  const source = new EventSourceMapping(scope, 'HealingSource', {
    target: props.function,
    eventSourceArn: queue.queueArn,
    batchSize: 1,
  });
  acknowledge(source, {
    id: 'Serverless::Serverless-LambdaEventSourceMappingDestination',
    reason: 'Lambda takes destinations for streams; what fails here goes to the dead-letter queue.',
  });
}

/** What checks batches refreshes tokens as well; what heals is left to the monitor's function. */
function letOrderHealing(
  { function: batchFunction, role }: NonNullable<ManagedTokensProps['batches']>,
  queue: IQueue,
  scope: Construct,
  key: IKey | undefined,
): void {
  const statements = [
    new PolicyStatement({
      sid: 'OrderHealing',
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
    }),
    ...encryptedQueueStatements(scope, key),
  ];
  for (const statement of statements) role.addToPolicy(statement);
  batchFunction.addEnvironment('HEALING_QUEUE_URL', queue.queueUrl);
}
