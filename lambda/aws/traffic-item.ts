import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { TrafficChange } from '../monitor/traffic.ts';
import { trafficKey } from './table-keys.ts';

/** One attribute for each span, so that two runs at once add to it without a conflict. */
function spanAttribute(start: number): string {
  return `refusals${start}`;
}

/** The span that an attribute counts the refusals of, by its start; null for other attributes. */
export function spanOfAttribute(name: string): string | null {
  return /^refusals(\d+)$/.exec(name)?.[1] ?? null;
}

/** Adds to what is remembered of an environment's traffic. */
export async function recordTraffic(
  client: DynamoDBClient,
  TableName: string,
  { environment, span, refusals, pausedUntil, expiredSpans }: TrafficChange,
): Promise<void> {
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
}
