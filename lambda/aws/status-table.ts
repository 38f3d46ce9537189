import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  type Put,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type convertToAttr, marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Mute } from '../monitor/hold.ts';
import type { StatusSnapshot, StatusStore } from '../monitor/ports.ts';
import { type StatusRecord, unknownRecord } from '../monitor/status-record.ts';
import type { Traffic } from '../monitor/traffic.ts';
import { type TrailEntry, trailKey } from '../monitor/trail.ts';
import { isWritten } from './conditional-write.ts';
import { deliveryTable } from './delivery-table.ts';
import {
  MUTE_PREFIX,
  recordKey,
  STATUS_PARTITION,
  SWEEP_KEY,
  TRAFFIC_PREFIX,
  TRAIL_PARTITION,
} from './table-keys.ts';
import { recordTraffic, spanOfAttribute } from './traffic-item.ts';

type Item = Record<string, ReturnType<typeof convertToAttr>>;

/**
 * The status table in DynamoDB, keyed by `pk` and `sk`.
 *
 * @param keepHistoryMs how long the trail is kept, in milliseconds
 */
export function statusTable(
  client: DynamoDBClient,
  tableName: string,
  keepHistoryMs: number,
): StatusStore {
  const TableName = tableName;
  return {
    ...deliveryTable(client, tableName, keepHistoryMs),

    async readAll() {
      const items: Item[] = [];
      let start: Item | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: marshall({ ':pk': STATUS_PARTITION }),
            ConsistentRead: true,
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        );
        items.push(...(page.Items ?? []));
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      return snapshotOf(items);
    },

    async read(key) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName, Key: marshall(recordKey(key)), ConsistentRead: true }),
      );
      return Item === undefined ? null : recordOf(Item);
    },

    write(record, expectedVersion) {
      return isWritten(
        client.send(
          new PutItemCommand({
            TableName,
            Item: itemOf({ ...recordKey(record), ...record, version: expectedVersion + 1 }),
            ...ifVersionIs(expectedVersion),
          }),
        ),
      );
    },

    async keepTrail(key, entries) {
      await Promise.all(
        entries.map((entry) =>
          client.send(
            new PutItemCommand({ TableName, Item: itemOf(trailItem(entry, keepHistoryMs)) }),
          ),
        ),
      );
      const keys = entries.map(trailKey);
      const names = Object.fromEntries(keys.map((name, index) => [`#key${index}`, name]));
      const paths = Object.keys(names).map((name) => `#pending.${name}`);
      await isWritten(
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall(recordKey(key)),
            UpdateExpression: `REMOVE ${paths.join(', ')} ADD #version :one`,
            ConditionExpression: paths.map((path) => `attribute_exists(${path})`).join(' OR '),
            ExpressionAttributeNames: {
              '#pending': 'pendingTrail',
              '#version': 'version',
              ...names,
            },
            ExpressionAttributeValues: marshall({ ':one': 1 }),
          }),
        ),
      );
    },

    async forget(key, expectedVersion) {
      await isWritten(
        client.send(
          new DeleteItemCommand({
            TableName,
            Key: marshall(recordKey(key)),
            ...ifVersionIs(expectedVersion),
          }),
        ),
      );
    },

    async markDelivered(key, alertId) {
      // Not written where another run delivered it too, and was first to say so.
      await isWritten(
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall(recordKey(key)),
            UpdateExpression: 'REMOVE #outbox.#alert ADD #version :one',
            ConditionExpression: 'attribute_exists(#outbox.#alert)',
            ExpressionAttributeNames: {
              '#outbox': 'outbox',
              '#alert': alertId,
              '#version': 'version',
            },
            ExpressionAttributeValues: marshall({ ':one': 1 }),
          }),
        ),
      );
    },

    recordTraffic: (change) => recordTraffic(client, TableName, change),

    async recordSweep(sweep) {
      await client.send(
        new PutItemCommand({ TableName, Item: marshall({ ...SWEEP_KEY, ...sweep }) }),
      );
    },
  };
}

function snapshotOf(items: readonly Item[]): StatusSnapshot {
  const isOwn = ({ sk }: Item) => sk?.S?.startsWith('#') ?? false;
  return {
    records: items.filter((item) => !isOwn(item)).map(recordOf),
    lastSweepAt: items.find(({ sk }) => sk?.S === SWEEP_KEY.sk)?.startedAt?.S ?? null,
    traffic: items.filter(({ sk }) => sk?.S?.startsWith(TRAFFIC_PREFIX)).map(trafficOf),
    mutes: items.filter(({ sk }) => sk?.S?.startsWith(MUTE_PREFIX)).map(muteOf),
  };
}

function trafficOf(item: Item): Traffic {
  const { sk, pausedUntil = null, ...rest } = unmarshall(item);
  const spans = Object.entries(rest).flatMap(([name, count]) => {
    const start = spanOfAttribute(name);
    return start === null ? [] : [[start, Number(count)] as const];
  });
  return {
    environment: decodeURIComponent(String(sk).slice(TRAFFIC_PREFIX.length)),
    refusals: Object.fromEntries(spans),
    pausedUntil,
  };
}

function recordOf(item: Item): StatusRecord {
  const { pk: _pk, sk: _sk, ...record } = unmarshall(item);
  const { environment, credential } = record;
  // An earlier version may not have known every field.
  return { ...unknownRecord(environment, credential), ...record } as StatusRecord;
}

function muteOf(item: Item): Mute {
  const { environment, credential, until } = unmarshall(item);
  return { environment, credential, until };
}

function trailItem(entry: TrailEntry, keepMs: number) {
  return {
    pk: TRAIL_PARTITION,
    sk: trailKey(entry),
    ...entry,
    expiresAt: Math.ceil((Date.parse(entry.at) + keepMs) / 1_000),
  };
}

function itemOf(value: object): Item {
  return marshall(value, { removeUndefinedValues: true });
}

function ifVersionIs(
  expected: number,
): Pick<Put, 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'> {
  return expected === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#version = :expected',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: marshall({ ':expected': expected }),
      };
}
