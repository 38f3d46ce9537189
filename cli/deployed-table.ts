import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MonitorError, nameOf } from '../lambda/errors.ts';
import { awsClient } from './aws-client.ts';
import { awsFault, type StackOptions, stackOutput } from './deployed-stack.ts';

/** Which status table is meant. */
export interface TableOptions extends StackOptions {
  /** The table itself, where its name is known. */
  readonly table?: string;
}

/**
 * The name of the status table of a deployment.
 *
 * @throws MonitorError `FUNCTION_FAILED` when there is no such stack
 */
export async function tableNameOf(options: TableOptions): Promise<string> {
  return options.table ?? stackOutput('StateTableName', options);
}

/**
 * Does something with the status table of a deployment.
 *
 * @throws MonitorError `FUNCTION_FAILED` when it cannot be found or used
 */
export async function withTable<T>(
  options: TableOptions,
  use: (client: DynamoDBClient, tableName: string) => Promise<T>,
): Promise<T> {
  const tableName = await tableNameOf(options);
  const client = awsClient(DynamoDBClient, options);
  try {
    return await use(client, tableName).catch((cause: unknown) => {
      if (cause instanceof MonitorError) throw cause;
      throw awsFault(cause, `Cannot use the table ${tableName} (${nameOf(cause)}).`);
    });
  } finally {
    client.destroy();
  }
}
