import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { healingQueue } from './aws/healing-queue.ts';
import { leaseTable } from './aws/lease-table.ts';
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
import type { MonitorTools } from './monitor/monitor.ts';
import { createQontoClient } from './qonto/client.ts';

/** What the clients of AWS are made with: a service that does not answer must not use up the time. */
export const AWS_CLIENT = {
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    throwOnRequestTimeout: true,
    // Few idle connections: those that died unnoticed must not use up every retry.
    httpAgent: { keepAlive: true, maxSockets: 50, maxFreeSockets: 2 },
    httpsAgent: { keepAlive: true, maxSockets: 50, maxFreeSockets: 2 },
  },
};

/**
 * A client without the SDK's own log. It goes nowhere, and yet each answer is taken apart for it:
 * that is half of what reading the table costs (measured).
 */
function unlogged<C extends { middlewareStack: { remove(name: string): boolean } }>(client: C): C {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

/** The configuration travels in the asset, beside the bundle: the stack put it there, checked. */
export const config: RuntimeConfig = JSON.parse(
  readFileSync(new URL('./config.json', import.meta.url), 'utf8'),
);

const logger = new Logger({ serviceName: 'qonto-auth-monitor' });
const secretsManager = unlogged(new SecretsManagerClient(AWS_CLIENT));

/** The client of the table of statuses. */
export const dynamo = unlogged(new DynamoDBClient(AWS_CLIENT));

/** @throws MonitorError `CONFIG_INVALID` when the stack did not set it */
export function environmentVariable(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new MonitorError('CONFIG_INVALID', `The environment variable ${name} is not set.`);
}

/** The name of the table of statuses. */
export const tableName = environmentVariable('STATE_TABLE_NAME');

const shared = {
  clock: systemClock,
  log: {
    info: (message, details) => logger.info(message, details),
    error: (message, details) => logger.error(message, details),
  },
  newId: randomUUID,
} satisfies Partial<MonitorTools>;

/** What checks reach out with. */
export function toolsOfChecks() {
  return {
    ...shared,
    config,
    secrets: secretsManagerReader(secretsManager),
    client: createQontoClient({ timeoutMs: config.check.timeoutMs, clock: systemClock }),
  };
}

/** What remembering and telling reach out with besides. */
export function toolsOfStatuses() {
  return {
    finder: secretsManagerFinder(secretsManager),
    statuses: statusTable(dynamo, tableName, config.alerts.keepHistoryMs),
    topic: snsTopic(
      // A publish must end well before another run takes it for dead.
      { ...AWS_CLIENT, maxAttempts: 2 },
      environmentVariable('ALERT_TOPIC_ARN'),
    ),
  };
}

/**
 * What refreshing tokens reaches out with, where the configuration has tokens to manage: the stack
 * gives the rights to it then.
 */
export function managedTools(): Pick<MonitorTools, 'managed'> {
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

/** The id of a run, and when Lambda ends it. */
export interface RunContext {
  readonly id: string;
  /** Epoch milliseconds; left out where nobody knows. */
  readonly deadline?: number;
}

/**
 * Runs what a function is there for. Faults leave without their causes, which the runtime would
 * print: messages of services may quote what was sent to them.
 */
export async function runOf<T>(
  context: Context | undefined,
  work: (run: RunContext) => Promise<T>,
): Promise<T> {
  const id = context?.awsRequestId || randomUUID();
  logger.appendKeys({ runId: id });
  try {
    return await work({
      id,
      ...(context && { deadline: Date.now() + context.getRemainingTimeInMillis() }),
    });
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
