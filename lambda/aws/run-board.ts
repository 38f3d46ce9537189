import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { RunBoard } from '../monitor/distributed/ports.ts';
import { isWritten } from './conditional-write.ts';
import { runKey, SWEEP_PLACE_KEY, trafficKey } from './table-keys.ts';
import { recordTraffic } from './traffic-item.ts';

/** How long what the batches of a run have spent is kept: for longer than any run takes. */
const KEEP_SECONDS = 86_400;

/** What the steps of a distributed sweep share, in the table of statuses. */
export function runBoard(client: DynamoDBClient, tableName: string): RunBoard {
  const TableName = tableName;
  return {
    claim: (run, now, until) =>
      isWritten(
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall(SWEEP_PLACE_KEY),
            UpdateExpression: 'SET #run = :run, #until = :until',
            ConditionExpression: 'attribute_not_exists(#run) OR #run = :run OR #until <= :now',
            ExpressionAttributeNames: { '#run': 'run', '#until': 'until' },
            ExpressionAttributeValues: marshall({ ':run': run, ':until': until, ':now': now }),
          }),
        ),
      ),

    async end(run) {
      await isWritten(
        client.send(
          new DeleteItemCommand({
            TableName,
            Key: marshall(SWEEP_PLACE_KEY),
            ConditionExpression: '#run = :run',
            ExpressionAttributeNames: { '#run': 'run' },
            ExpressionAttributeValues: marshall({ ':run': run }),
          }),
        ),
      );
    },

    take: (run, environment, spending, most) =>
      isWritten(
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall(runKey(run, environment)),
            UpdateExpression: 'SET expiresAt = :expiresAt ADD #spending :one',
            ConditionExpression:
              ':most > :none AND (attribute_not_exists(#spending) OR #spending < :most)',
            ExpressionAttributeNames: { '#spending': spending },
            ExpressionAttributeValues: marshall({
              ':one': 1,
              ':none': 0,
              ':most': most,
              ':expiresAt': Math.ceil(Date.now() / 1_000) + KEEP_SECONDS,
            }),
          }),
        ),
      ),

    async pausedUntil(environment) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName,
          Key: marshall(trafficKey(environment)),
          ProjectionExpression: 'pausedUntil',
        }),
      );
      return Item?.pausedUntil?.N === undefined ? null : Number(Item.pausedUntil.N);
    },

    recordTraffic: (change) => recordTraffic(client, TableName, change),
  };
}
