import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ToldTrailEntry, TrailEntry } from '../monitor/trail.ts';
import { TRAIL_PARTITION } from './table-keys.ts';
import { readDeliveries, trailEntryOf } from './trail-table.ts';

/** Entries of a page, and the most pages that are read: a refresh must neither last nor cost. */
const PAGE_SIZE = 500;
const MOST_PAGES = 6;

/** How far back the trail is wanted. */
export interface Wanted {
  /** ISO 8601 in UTC. */
  readonly since: string;
  /** As many alerts are wanted as well, from however long ago, with their deliveries. */
  readonly alerts: number;
}

/** The end of the trail. */
export interface RecentTrail {
  /** The newest entry first. */
  readonly trail: readonly ToldTrailEntry[];
  /** ISO 8601 in UTC: earlier entries were not read; null when there are none. */
  readonly readBackTo: string | null;
}

/** Reads the trail back to some moment and some number of alerts, within a limit. */
export async function readRecentTrail(
  client: DynamoDBClient,
  tableName: string,
  { since, alerts }: Wanted,
): Promise<RecentTrail> {
  const entries: TrailEntry[] = [];
  const alertIds = new Set<string>();
  let start: Record<string, never> | undefined;
  let isEnough = false;
  for (let page = 0; page < MOST_PAGES && !isEnough; page += 1) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': TRAIL_PARTITION }),
        ScanIndexForward: false,
        Limit: PAGE_SIZE,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    const read = Items.map((item) => trailEntryOf(unmarshall(item)));
    entries.push(...read);
    for (const { alertId } of read) if (alertId !== null) alertIds.add(alertId);
    start = LastEvaluatedKey as typeof start;
    isEnough =
      start === undefined || (alertIds.size >= alerts && (entries.at(-1)?.at ?? since) < since);
  }
  const shown = [...alertIds].slice(0, alerts);
  const delivered = await readDeliveries(client, tableName, shown);
  return {
    trail: entries.map((entry) => ({
      ...entry,
      deliveredAt: delivered.get(entry.alertId ?? '') ?? null,
    })),
    readBackTo: start === undefined ? null : (entries.at(-1)?.at ?? null),
  };
}
