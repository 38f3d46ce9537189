import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { StatusStore } from '../monitor/ports.ts';
import { isWritten } from './conditional-write.ts';
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
        UpdateExpression: `SET ${rest.set}, expiresAt = :expiresAt ${rest.add ?? ''}`,
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
          set: 'claimedAt = :now',
          condition: `attribute_not_exists(deliveredAt) AND (${unclaimed}claimedAt <= :expired)`,
          values: { ':now': now, ':expired': expired },
        });
        return { kind: 'ours' };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const { deliveredAt, told } = error.Item ?? {};
        if (deliveredAt === undefined) return { kind: 'taken' };
        return { kind: 'delivered', credentials: told?.SS ?? [] };
      }
    },

    async releaseDelivery(alertId, since, now) {
      // Not written where another run thought this one dead, and is at it.
      await isWritten(
        update(alertId, now, {
          set: 'claimedAt = :never',
          condition: 'attribute_not_exists(claimedAt) OR claimedAt <= :since',
          values: { ':never': 0, ':since': since },
        }),
      );
    },

    async recordDelivery({ alertId, credentials, deliveredAt }) {
      await update(alertId, Date.parse(deliveredAt), {
        set: 'deliveredAt = :deliveredAt',
        add: 'ADD told :told',
        values: { ':deliveredAt': deliveredAt, ':told': new Set(credentials) },
      });
    },
  };
}

interface Update {
  readonly set: string;
  readonly add?: string;
  readonly condition?: string;
  readonly values: Readonly<Record<string, unknown>>;
}
