import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type GrantMemory, type LeaseTable, NOTHING_REMEMBERED } from '../monitor/managed/ports.ts';
import { isWritten } from './conditional-write.ts';

/** Leases are items of the status table, in a partition of their own. */
const LEASE_PARTITION = 'LEASE';

const NAMES = { '#holder': 'holder', '#memories': 'memories' };

/** Leases in DynamoDB, in the table of statuses. */
export function leaseTable(client: DynamoDBClient, tableName: string): LeaseTable {
  const TableName = tableName;

  /** Writes what is remembered of a grant, if the lease is still held; says whether it was. */
  function write(
    secretId: string,
    grant: string,
    holder: string,
    memory: GrantMemory,
    alsoUpdates: string,
  ): Promise<boolean> {
    return isWritten(
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall(keyOf(secretId)),
          UpdateExpression: `SET #memories.#grant = :memory${alsoUpdates}`,
          ConditionExpression: '#holder = :holder',
          ExpressionAttributeNames: { ...NAMES, '#grant': grant },
          ExpressionAttributeValues: marshall({ ':holder': holder, ':memory': memory }),
        }),
      ),
    );
  }

  return {
    async take(secretId, grant, { holder, now, until }) {
      try {
        const { Attributes = {} } = await client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall(keyOf(secretId)),
            UpdateExpression:
              'SET #holder = :holder, #until = :until, #memories = if_not_exists(#memories, :none)',
            // A repeated call, because its answer was lost, finds its own lease.
            ConditionExpression:
              'attribute_not_exists(#holder) OR #until <= :now OR #holder = :holder',
            ExpressionAttributeNames: { ...NAMES, '#until': 'until' },
            ExpressionAttributeValues: marshall({
              ':holder': holder,
              ':until': until,
              ':now': now,
              ':none': {},
            }),
            ReturnValues: 'ALL_NEW',
          }),
        );
        return { kind: 'taken', memory: memoryOf(unmarshall(Attributes), grant) };
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return { kind: 'held' };
        throw error;
      }
    },

    remember: (secretId, grant, holder, memory) => write(secretId, grant, holder, memory, ''),

    async release(secretId, grant, holder, memory) {
      await write(secretId, grant, holder, memory, ' REMOVE #holder');
    },
  };
}

function keyOf(secretId: string) {
  return { pk: LEASE_PARTITION, sk: encodeURIComponent(secretId) };
}

function memoryOf(item: Record<string, unknown>, grant: string): GrantMemory {
  const memories = (item.memories ?? {}) as Record<string, GrantMemory>;
  return Object.hasOwn(memories, grant)
    ? { ...NOTHING_REMEMBERED, ...memories[grant] }
    : NOTHING_REMEMBERED;
}
