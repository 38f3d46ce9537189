import type { CodeCall } from '../support/aws-calls.ts';
import type { AwsCall } from './aws-proxy.ts';

/** What the function was deployed with. */
export interface Deployed {
  readonly tableName: string;
  readonly topicArn: string;
  /** Whether a secret is one of the configuration's. */
  isConfigured(secretId: string): boolean;
  /** Whether tokens in a secret are managed. */
  isManaged(secretId: string): boolean;
  /** What the function was told of the queue that heals. */
  readonly env: { readonly HEALING_QUEUE_URL?: string };
  /** Where sweeps in steps keep their files. */
  readonly bucketName?: string | undefined;
}

/** What recorded calls ask of IAM, each once; `elsewhere` is what they should never be about. */
export function codeCallsOf(calls: readonly AwsCall[], deployed: Deployed): string[] {
  const all = calls.flatMap((call) => requestsOf(call, deployed));
  return [...new Set(all.map(({ action, about }) => `${action} ${about}`))].sort();
}

interface Asked {
  readonly action: string;
  readonly about: CodeCall['about'] | 'elsewhere';
}

/** A call of S3, which has no name on the wire but the one that the SDK adds. */
const OBJECT_CALL = /^\w+ \/([^/]+)\/runs\/[^/]+\/([^?]+)\?x-id=(\w+)$/;

/** The files of a run, by what is behind its folder. */
const FILES: readonly (readonly [RegExp, CodeCall['about']])[] = [
  [/^inventory\.jsonl$/, 'inventory'],
  [/^report\.json$/, 'report'],
  [/^answers\/[^/]+\/(?:manifest|SUCCEEDED_\d+)\.json$/, 'answers'],
];

function requestsOf(
  { service, operation, body }: Pick<AwsCall, 'service' | 'operation' | 'body'>,
  deployed: Deployed,
): Asked[] {
  if (service === 's3') {
    const [, bucket, file = '', name = operation] = OBJECT_CALL.exec(operation) ?? [];
    const about = FILES.find(([pattern]) => pattern.test(file))?.[1];
    const isOwn = bucket === deployed.bucketName && about !== undefined;
    return [{ action: `s3:${name}`, about: isOwn ? about : 'elsewhere' }];
  }
  const action = `${service}:${operation}`;
  if (service === 'sns') {
    const isTopic = new URLSearchParams(body).get('TopicArn') === deployed.topicArn;
    return [{ action, about: isTopic ? 'topic' : 'elsewhere' }];
  }
  const { TableName, RequestItems, SecretId, SecretIdList, QueueUrl } = JSON.parse(body);
  if (service === 'sqs') {
    const isHealing = QueueUrl === deployed.env.HEALING_QUEUE_URL;
    return [{ action, about: isHealing ? 'healing queue' : 'elsewhere' }];
  }
  if (operation === 'PutSecretValue') {
    return [{ action, about: deployed.isManaged(SecretId) ? 'managed secret' : 'elsewhere' }];
  }
  if (service === 'dynamodb') {
    const tables = RequestItems === undefined ? [TableName] : Object.keys(RequestItems);
    const isTable = tables.every((name) => name === deployed.tableName);
    return [{ action, about: isTable ? 'table' : 'elsewhere' }];
  }
  const secretIds: string[] = SecretIdList ?? [SecretId];
  const about = secretIds.every(deployed.isConfigured) ? 'secret' : 'elsewhere';
  // A batch needs the right to make one, and the right to read each secret in it.
  return operation === 'BatchGetSecretValue'
    ? [
        { action, about: 'any' },
        { action: 'secretsmanager:GetSecretValue', about },
      ]
    : [{ action, about }];
}
