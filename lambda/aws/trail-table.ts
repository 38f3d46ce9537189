import { BatchGetItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { RecordKey } from '../monitor/ports.ts';
import type { ToldTrailEntry, TrailEntry } from '../monitor/trail.ts';
import { deliveryKey, TRAIL_PARTITION } from './table-keys.ts';

/** What `BatchGetItem` takes at most. */
const BATCH_SIZE = 100;

/**
 * Reads the trail, the newest entry first.
 *
 * @param filter only entries of this environment or credential
 * @param most how many entries to read
 */
export async function readTrail(
  client: DynamoDBClient,
  tableName: string,
  filter: Partial<RecordKey>,
  most: number,
): Promise<ToldTrailEntry[]> {
  const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
  const entries: TrailEntry[] = [];
  let start: Record<string, never> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ScanIndexForward: false,
        ...(wanted.length > 0
          ? {
              FilterExpression: wanted.map(([name]) => `#${name} = :${name}`).join(' AND '),
              ExpressionAttributeNames: Object.fromEntries(
                wanted.map(([name]) => [`#${name}`, name]),
              ),
            }
          : {}),
        ExpressionAttributeValues: marshall({
          ':pk': TRAIL_PARTITION,
          ...Object.fromEntries(wanted.map(([name, value]) => [`:${name}`, value])),
        }),
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    entries.push(...(page.Items ?? []).map((item) => trailEntryOf(unmarshall(item))));
    start = page.LastEvaluatedKey as typeof start;
  } while (start !== undefined && entries.length < most);
  const shown = entries.slice(0, most);
  const delivered = await readDeliveries(
    client,
    tableName,
    shown.flatMap(({ alertId }) => alertId ?? []),
  );
  return shown.map((entry) => ({
    ...entry,
    deliveredAt: delivered.get(entry.alertId ?? '') ?? null,
  }));
}

/** An item of the trail as the entry that it holds. */
export function trailEntryOf(item: Record<string, unknown>): TrailEntry {
  const { pk: _pk, sk: _sk, expiresAt: _expiresAt, ...entry } = item;
  return entry as unknown as TrailEntry;
}

/** When alerts were delivered, by their ids. */
export async function readDeliveries(
  client: DynamoDBClient,
  tableName: string,
  alertIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(alertIds)];
  const found = new Map<string, string>();
  for (let first = 0; first < ids.length; first += BATCH_SIZE) {
    let keys = ids.slice(first, first + BATCH_SIZE).map((id) => marshall(deliveryKey(id)));
    while (keys.length > 0) {
      const answer = await client.send(
        new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: keys } } }),
      );
      for (const item of answer.Responses?.[tableName] ?? []) {
        const { sk, deliveredAt } = unmarshall(item);
        if (deliveredAt !== undefined) found.set(sk, deliveredAt);
      }
      keys = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
  }
  return found;
}
