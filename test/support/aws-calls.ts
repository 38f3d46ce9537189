/** A call of an AWS API that the function's code makes, and what it is about. */
export interface CodeCall {
  /** As IAM names it. */
  readonly action: string;
  readonly about:
    | 'table'
    | 'topic'
    | 'secret'
    | 'managed secret'
    | 'healing queue'
    | 'inventory'
    | 'answers'
    | 'report'
    | 'any';
}

/** What remembering and telling takes, whoever does it. */
const REMEMBERING_CALLS: readonly CodeCall[] = [
  { action: 'dynamodb:Query', about: 'table' },
  { action: 'dynamodb:GetItem', about: 'table' },
  { action: 'dynamodb:PutItem', about: 'table' },
  { action: 'dynamodb:DeleteItem', about: 'table' },
  { action: 'dynamodb:UpdateItem', about: 'table' },
  { action: 'sns:Publish', about: 'topic' },
];

/**
 * Every call that the function's code makes. The integration tests compare it with what they
 * record, the policies are compared with it: a call that is not here has no permission, and a
 * permission that is not needed by one of these should not be given.
 */
export const CODE_CALLS: readonly CodeCall[] = [
  { action: 'secretsmanager:BatchGetSecretValue', about: 'any' },
  { action: 'secretsmanager:GetSecretValue', about: 'secret' },
  ...REMEMBERING_CALLS,
];

/** Every call of the function that plans and concludes distributed sweeps: it reads no secret. */
export const COORDINATOR_CALLS: readonly CodeCall[] = [
  ...REMEMBERING_CALLS,
  { action: 's3:PutObject', about: 'inventory' },
  { action: 's3:GetObject', about: 'inventory' },
  { action: 's3:GetObject', about: 'answers' },
  { action: 's3:PutObject', about: 'report' },
];

/** Every call of the function that checks batches of them: it writes no status and alerts nobody. */
export const BATCH_CALLS: readonly CodeCall[] = [
  { action: 'secretsmanager:BatchGetSecretValue', about: 'any' },
  { action: 'secretsmanager:GetSecretValue', about: 'secret' },
  { action: 'dynamodb:GetItem', about: 'table' },
  { action: 'dynamodb:UpdateItem', about: 'table' },
];

/** The further call of those that find secrets by their tags: the first two. */
export const DISCOVERING_CALLS: readonly CodeCall[] = [
  { action: 'secretsmanager:ListSecrets', about: 'any' },
];

/** Every call of the function that draws the dashboard's widget: it reads, and knows no secret. */
export const WIDGET_CALLS: readonly CodeCall[] = [
  { action: 'dynamodb:Query', about: 'table' },
  { action: 'dynamodb:BatchGetItem', about: 'table' },
];

/** The further calls of one that manages tokens. */
export const MANAGING_CALLS: readonly CodeCall[] = [
  { action: 'secretsmanager:PutSecretValue', about: 'managed secret' },
  { action: 'sqs:SendMessage', about: 'healing queue' },
];
