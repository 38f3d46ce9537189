import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type convertToAttr, marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { RecordKey, StatusSnapshot, StatusStore } from '../monitor/ports.ts';
import type { StatusRecord } from '../monitor/status-record.ts';
import type { Traffic } from '../monitor/traffic.ts';

type Item = Record<string, ReturnType<typeof convertToAttr>>;

/** All statuses are one partition, so that one query reads them with the last sweep's record. */
const STATUS_PARTITION = 'STATUS';

/** Keys that start with `#` are not of credentials: in theirs it is escaped. */
const SWEEP_KEY = { pk: STATUS_PARTITION, sk: '#SWEEP' };

/** The status table in DynamoDB, keyed by `pk` and `sk`. */
export function statusTable(client: DynamoDBClient, tableName: string): StatusStore {
  const TableName = tableName;
  return {
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
        new GetItemCommand({ TableName, Key: marshall(keyOf(key)), ConsistentRead: true }),
      );
      return Item === undefined ? null : recordOf(Item);
    },

    async write(record, expectedVersion) {
      try {
        await client.send(
          new PutItemCommand({
            TableName,
            Item: marshall(
              { ...keyOf(record), ...record, version: expectedVersion + 1 },
              { removeUndefinedValues: true },
            ),
            ConditionExpression:
              expectedVersion === 0 ? 'attribute_not_exists(pk)' : '#version = :expected',
            ...(expectedVersion === 0
              ? {}
              : {
                  ExpressionAttributeNames: { '#version': 'version' },
                  ExpressionAttributeValues: marshall({ ':expected': expectedVersion }),
                }),
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    async markDelivered(key, alertId) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall(keyOf(key)),
            UpdateExpression: 'REMOVE #outbox.#alert ADD #version :one',
            ConditionExpression: 'attribute_exists(#outbox.#alert)',
            ExpressionAttributeNames: {
              '#outbox': 'outbox',
              '#alert': alertId,
              '#version': 'version',
            },
            ExpressionAttributeValues: marshall({ ':one': 1 }),
          }),
        );
      } catch (error) {
        // Another run delivered it too and was first to say so.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    async recordTraffic({ environment, span, refusals, pausedUntil, expiredSpans }) {
      const pause = pausedUntil === null ? '' : ' SET pausedUntil = :pausedUntil';
      const expired = expiredSpans.map((start) => spanAttribute(start));
      const removal = expired.length === 0 ? '' : ` REMOVE ${expired.join(', ')}`;
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall(trafficKey(environment)),
          UpdateExpression: `ADD ${spanAttribute(span)} :refusals${pause}${removal}`,
          ExpressionAttributeValues: marshall({
            ':refusals': refusals,
            ...(pausedUntil === null ? {} : { ':pausedUntil': pausedUntil }),
          }),
        }),
      );
    },

    async recordSweep(sweep) {
      await client.send(
        new PutItemCommand({ TableName, Item: marshall({ ...SWEEP_KEY, ...sweep }) }),
      );
    },
  };
}

function keyOf({ environment, credential }: RecordKey) {
  return {
    pk: STATUS_PARTITION,
    sk: `${encodeURIComponent(environment)}#${encodeURIComponent(credential)}`,
  };
}

const TRAFFIC_PREFIX = '#TRAFFIC#';

function trafficKey(environment: string) {
  return { pk: STATUS_PARTITION, sk: TRAFFIC_PREFIX + encodeURIComponent(environment) };
}

/** One attribute for each span, so that two runs at once add to it without a conflict. */
function spanAttribute(start: number): string {
  return `refusals${start}`;
}

function snapshotOf(items: readonly Item[]): StatusSnapshot {
  const isOwn = ({ sk }: Item) => sk?.S?.startsWith('#') ?? false;
  return {
    records: items.filter((item) => !isOwn(item)).map(recordOf),
    lastSweepAt: items.find(({ sk }) => sk?.S === SWEEP_KEY.sk)?.startedAt?.S ?? null,
    traffic: items.filter(({ sk }) => sk?.S?.startsWith(TRAFFIC_PREFIX)).map(trafficOf),
  };
}

function trafficOf(item: Item): Traffic {
  const { sk, pausedUntil = null, ...rest } = unmarshall(item);
  const spans = Object.entries(rest).flatMap(([name, count]) => {
    const start = /^refusals(\d+)$/.exec(name)?.[1];
    return start === undefined ? [] : [[start, Number(count)] as const];
  });
  return {
    environment: decodeURIComponent(String(sk).slice(TRAFFIC_PREFIX.length)),
    refusals: Object.fromEntries(spans),
    pausedUntil,
  };
}

function recordOf(item: Item): StatusRecord {
  const { pk: _pk, sk: _sk, ...record } = unmarshall(item);
  return record as StatusRecord;
}
