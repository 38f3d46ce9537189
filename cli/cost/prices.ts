/** Where and when the prices below hold. Free tiers and discounts are left out. */
export const PRICED = { region: 'us-east-1', currency: 'USD', asOf: '2026-11' } as const;

/** What one thing costs. */
export interface Price {
  readonly service: string;
  /** What is counted, in the plural. */
  readonly unit: string;
  /** Dollars for `per` of it. */
  readonly usd: number;
  readonly per: number;
  /** Where the seller publishes it. */
  readonly source: string;
  /**
   * How it is known: read at the seller's (`published`), in copies of the seller's price list
   * (`reported`), or `general` knowledge.
   */
  readonly known: 'published' | 'reported' | 'general';
}

const MILLION = 1_000_000;

const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const SECRETS = 'https://aws.amazon.com/secrets-manager/pricing/';
const STEP_FUNCTIONS = 'https://aws.amazon.com/step-functions/pricing/';
const S3 = 'https://aws.amazon.com/s3/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const SNS = 'https://aws.amazon.com/sns/pricing/';

/** Every price that estimates rest on. */
export const PRICES = {
  secret: {
    service: 'Secrets Manager',
    unit: 'secrets kept',
    usd: 0.4,
    per: 1,
    source: SECRETS,
    known: 'published',
  },
  // A BatchGetSecretValue of up to 20 secrets is taken for one call: calls are what is priced, and
  // AWS does not say otherwise. It logs one event for each secret, so the estimate also tells what
  // it comes to if each is billed.
  secretCall: {
    service: 'Secrets Manager',
    unit: 'calls that read',
    usd: 0.05,
    per: 10_000,
    source: SECRETS,
    known: 'published',
  },
  // For each metric in an alarm.
  alarm: {
    service: 'CloudWatch',
    unit: 'alarms',
    usd: 0.1,
    per: 1,
    source: CLOUDWATCH,
    known: 'published',
  },
  lambdaRequest: {
    service: 'Lambda',
    unit: 'requests',
    usd: 0.2,
    per: MILLION,
    source: LAMBDA,
    known: 'published',
  },
  lambdaGbSecond: {
    service: 'Lambda',
    unit: 'GB-seconds on arm64',
    usd: 0.0000133334,
    per: 1,
    source: LAMBDA,
    known: 'published',
  },
  schedulerInvocation: {
    service: 'EventBridge Scheduler',
    unit: 'invocations',
    usd: 1,
    per: MILLION,
    source: 'https://aws.amazon.com/eventbridge/pricing/',
    known: 'reported',
  },
  // Each step of the state machine; its express children are paid for by request and duration.
  stateTransition: {
    service: 'Step Functions',
    unit: 'state transitions',
    usd: 0.025,
    per: 1_000,
    source: STEP_FUNCTIONS,
    known: 'reported',
  },
  expressRequest: {
    service: 'Step Functions',
    unit: 'express requests',
    usd: 1,
    per: MILLION,
    source: STEP_FUNCTIONS,
    known: 'reported',
  },
  // The first 1,000 hours of a GB; waits count.
  expressGbSecond: {
    service: 'Step Functions',
    unit: 'GB-seconds of express children',
    usd: 0.00001667,
    per: 1,
    source: STEP_FUNCTIONS,
    known: 'reported',
  },
  filePut: {
    service: 'S3',
    unit: 'files written',
    usd: 0.005,
    per: 1_000,
    source: S3,
    known: 'reported',
  },
  fileGet: {
    service: 'S3',
    unit: 'files read',
    usd: 0.0004,
    per: 1_000,
    source: S3,
    known: 'reported',
  },
  fileGb: {
    service: 'S3',
    unit: 'GB kept',
    usd: 0.023,
    per: 1,
    source: S3,
    known: 'reported',
  },
  // 4 KB read consistently.
  tableRead: {
    service: 'DynamoDB',
    unit: 'read units',
    usd: 0.125,
    per: MILLION,
    source: DYNAMODB,
    known: 'reported',
  },
  // 1 KB, or half of that in a transaction.
  tableWrite: {
    service: 'DynamoDB',
    unit: 'write units',
    usd: 0.625,
    per: MILLION,
    source: DYNAMODB,
    known: 'reported',
  },
  tableGb: {
    service: 'DynamoDB',
    unit: 'GB kept',
    usd: 0.25,
    per: 1,
    source: DYNAMODB,
    known: 'reported',
  },
  restorableGb: {
    service: 'DynamoDB',
    unit: 'GB restorable to any second',
    usd: 0.2,
    per: 1,
    source: DYNAMODB,
    known: 'reported',
  },
  logWrittenGb: {
    service: 'CloudWatch Logs',
    unit: 'GB written',
    usd: 0.5,
    per: 1,
    source: CLOUDWATCH,
    known: 'reported',
  },
  logKeptGb: {
    service: 'CloudWatch Logs',
    unit: 'GB kept',
    usd: 0.03,
    per: 1,
    source: CLOUDWATCH,
    known: 'reported',
  },
  // Up to 64 KB, which an alert never exceeds.
  publish: {
    service: 'SNS',
    unit: 'alerts published',
    usd: 0.5,
    per: MILLION,
    source: SNS,
    known: 'reported',
  },
  email: {
    service: 'SNS',
    unit: 'e-mails',
    usd: 2,
    per: 100_000,
    source: SNS,
    known: 'reported',
  },
  httpsDelivery: {
    service: 'SNS',
    unit: 'deliveries by https',
    usd: 0.6,
    per: MILLION,
    source: SNS,
    known: 'reported',
  },
  queueRequest: {
    service: 'SQS',
    unit: 'requests',
    usd: 0.4,
    per: MILLION,
    source: 'https://aws.amazon.com/sqs/pricing/',
    known: 'reported',
  },
  sentGb: {
    service: 'Data transfer',
    unit: 'GB sent to Qonto',
    usd: 0.09,
    per: 1,
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/',
    known: 'general',
  },
  canaryRun: {
    service: 'CloudWatch Synthetics',
    unit: 'canary runs',
    usd: 0.0012,
    per: 1,
    source: CLOUDWATCH,
    known: 'reported',
  },
  // Bought in advance; what exceeds that costs more, and the plan comes on top.
  checklyRun: {
    service: 'Checkly',
    unit: 'runs of API checks',
    usd: 2,
    per: 10_000,
    source: 'https://www.checklyhq.com/docs/monitoring/check-pricing',
    known: 'published',
  },
} as const satisfies Record<string, Price>;

/** A price of the table, by name. */
export type PriceName = keyof typeof PRICES;
