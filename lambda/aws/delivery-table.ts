import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { StatusStore } from '../monitor/ports.ts';
import { deliveryKey } from './table-keys.ts';

/** The part of the status table that says who delivers which alert, and what was delivered when. */
export type DeliveryTable = Pick<
  StatusStore,
  'claimDelivery' | 'releaseDelivery' | 'recordDelivery'
>;

/**
 * An item for each alert that was delivered, or claimed by a run that did not raise it.
 *
 * @param keepMs how long they are kept, in milliseconds
 */
export function deliveryTable(
  client: DynamoDBClient,
  tableName: string,
  keepMs: number,
): DeliveryTable {
  const update = (alertId: string, now: number, rest: Update) =>
    client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: marshall(deliveryKey(alertId)),
        UpdateExpression: `${rest.set}, expiresAt = :expiresAt`,
        ...(rest.condition === undefined
          ? {}
          : {
              ConditionExpression: rest.condition,
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            }),
        ExpressionAttributeValues: marshall({
          ...rest.values,
          ':expiresAt': Math.ceil((now + keepMs) / 1_000),
        }),
      }),
    );
  return {
    async claimDelivery({ alertId, now, expired, mayBeFirst }) {
      const unclaimed = mayBeFirst ? 'attribute_not_exists(claimedAt) OR ' : '';
      try {
        await update(alertId, now, {
          set: 'SET claimedAt = :now',
          condition: `attribute_not_exists(deliveredAt) AND (${unclaimed}claimedAt <= :expired)`,
          values: { ':now': now, ':expired': expired },
        });
        return 'ours';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return error.Item?.deliveredAt === undefined ? 'taken' : 'delivered';
      }
    },

    async releaseDelivery(alertId, now) {
      await update(alertId, now, { set: 'SET claimedAt = :never', values: { ':never': 0 } });
    },

    async recordDelivery(alertId, deliveredAt) {
      await update(alertId, Date.parse(deliveredAt), {
        set: 'SET deliveredAt = :deliveredAt',
        values: { ':deliveredAt': deliveredAt },
      });
    },
  };
}

interface Update {
  readonly set: string;
  readonly condition?: string;
  readonly values: Readonly<Record<string, unknown>>;
}
