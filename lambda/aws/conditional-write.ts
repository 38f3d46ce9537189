import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/**
 * Whether a write of DynamoDB was made: false where its condition was not met, since another run was
 * first. Other faults are thrown.
 */
export async function isWritten(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
