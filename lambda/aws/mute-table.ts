import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Mute } from '../monitor/hold.ts';
import type { RecordKey } from '../monitor/ports.ts';
import { muteKey } from './table-keys.ts';

/** Mutes a credential; a mute that it has already is replaced. The table forgets it by itself. */
export async function putMute(
  client: DynamoDBClient,
  tableName: string,
  mute: Mute,
): Promise<void> {
  const expiresAt = Math.ceil(Date.parse(mute.until) / 1_000);
  await client.send(
    new PutItemCommand({
      TableName: tableName,
      Item: marshall({ ...muteKey(mute), ...mute, expiresAt }),
    }),
  );
}

/** Ends a mute. @returns whether there was one */
export async function deleteMute(
  client: DynamoDBClient,
  tableName: string,
  key: RecordKey,
): Promise<boolean> {
  const { Attributes } = await client.send(
    new DeleteItemCommand({
      TableName: tableName,
      Key: marshall(muteKey(key)),
      ReturnValues: 'ALL_OLD',
    }),
  );
  return Attributes !== undefined;
}
