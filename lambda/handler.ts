import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { embeddedMetrics } from './aws/embedded-metrics.ts';
import { healingQueue } from './aws/healing-queue.ts';
import { leaseTable } from './aws/lease-table.ts';
import { logUrlOf } from './aws/log-url.ts';
import { managedSecrets } from './aws/managed-secrets.ts';
import { secretsManagerFinder } from './aws/secret-finder.ts';
import { secretsManagerReader } from './aws/secrets.ts';
import { statusTable } from './aws/status-table.ts';
import { snsTopic } from './aws/topic.ts';
import { systemClock } from './clock.ts';
import type { RuntimeConfig } from './config/monitor-config.ts';
import { managesTokens, targetsOf } from './config/target.ts';
import { framesOf, MonitorError, nameOf } from './errors.ts';
import { tokenRequestTimeoutMs } from './monitor/managed/timing.ts';
import { createMonitor, type MonitorTools } from './monitor/monitor.ts';
import { createQontoClient } from './qonto/client.ts';
import type { Report } from './report.ts';

/** A service that does not answer must not use up the function's time. */
const AWS_CLIENT = {
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    throwOnRequestTimeout: true,
    // Few idle connections: those that died unnoticed must not use up every retry.
    httpAgent: { keepAlive: true, maxSockets: 50, maxFreeSockets: 2 },
    httpsAgent: { keepAlive: true, maxSockets: 50, maxFreeSockets: 2 },
  },
};

/** The configuration travels in the asset, beside the bundle: the stack put it there, checked. */
function readConfig(): RuntimeConfig {
  return JSON.parse(readFileSync(new URL('./config.json', import.meta.url), 'utf8'));
}

function environmentVariable(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new MonitorError('CONFIG_INVALID', `The environment variable ${name} is not set.`);
}

const logger = new Logger({ serviceName: 'qonto-auth-monitor' });
const config = readConfig();

const secretsManager = new SecretsManagerClient(AWS_CLIENT);
const dynamo = new DynamoDBClient(AWS_CLIENT);
const tableName = environmentVariable('STATE_TABLE_NAME');

const shared = {
  clock: systemClock,
  log: {
    info: (message, details) => logger.info(message, details),
    error: (message, details) => logger.error(message, details),
  },
  newId: randomUUID,
} satisfies Partial<MonitorTools>;

/** Only where the configuration has tokens to manage: the stack gives the rights to it then. */
function managedTools(): Pick<MonitorTools, 'managed'> {
  if (!targetsOf(config).some(managesTokens)) return {};
  const requestTimeoutMs = tokenRequestTimeoutMs(config.check);
  return {
    managed: {
      ...shared,
      secrets: managedSecrets(secretsManager),
      leases: leaseTable(dynamo, tableName),
      queue: healingQueue(AWS_CLIENT, environmentVariable('HEALING_QUEUE_URL')),
      client: createQontoClient({ timeoutMs: requestTimeoutMs, clock: systemClock }),
      requestTimeoutMs,
    },
  };
}

const monitor = createMonitor({
  ...shared,
  config,
  secrets: secretsManagerReader(secretsManager),
  finder: secretsManagerFinder(secretsManager),
  statuses: statusTable(dynamo, tableName, config.alerts.keepHistoryMs),
  topic: snsTopic(
    // A publish must end well before another run takes it for dead.
    new SNSClient({ ...AWS_CLIENT, maxAttempts: 2 }),
    environmentVariable('ALERT_TOPIC_ARN'),
  ),
  client: createQontoClient({ timeoutMs: config.check.timeoutMs, clock: systemClock }),
  ...managedTools(),
});

/** Straight to the log: a logger would wrap the lines, and CloudWatch not know them any more. */
function printMetrics(report: Report): void {
  for (const line of embeddedMetrics(report)) process.stdout.write(`${line}\n`);
}

/**
 * The function: an event in, a report out. Faults leave without their causes, which the runtime
 * would print: messages of services may quote what was sent to them.
 */
export async function handler(event: unknown, context?: Context): Promise<unknown> {
  const id = context?.awsRequestId || randomUUID();
  const logUrl = logUrlOf(id, process.env);
  logger.appendKeys({ runId: id });
  try {
    const report = await monitor(event, {
      id,
      logUrl,
      ...(context && { deadline: Date.now() + context.getRemainingTimeInMillis() }),
    });
    if (config.metrics && report.trigger === 'schedule') printMetrics(report);
    return report;
  } catch (error) {
    const fault =
      error instanceof MonitorError
        ? new MonitorError(error.code, error.message)
        : new MonitorError('INTERNAL', `The monitor failed (${nameOf(error)}).`);
    logger.error(fault.message, { code: fault.code, at: framesOf(error) });
    // What the invoker is shown as the type of the error.
    fault.name = fault.code;
    throw fault;
  }
}
