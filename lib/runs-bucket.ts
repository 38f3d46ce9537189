import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** As long as it may take somebody to ask what became of a sweep. */
const KEPT = Duration.days(14);

/**
 * Creates the bucket of distributed sweeps: inventories, answers of batches, reports. No secret is in
 * any of them, and none is of use for long.
 *
 * It is retained when it is not deployed any more: CloudFormation cannot delete a bucket that is not
 * empty, and one that empties itself costs nothing. Emptying it would take a function that may delete.
 */
export function createRunsBucket(scope: Construct, id: string, key: IKey | undefined): Bucket {
  const bucket = new Bucket(scope, id, {
    ...(key
      ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
      : { encryption: BucketEncryption.S3_MANAGED }),
    enforceSSL: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    lifecycleRules: [{ expiration: KEPT, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledge(bucket, {
    id: 'AwsSolutions::AwsSolutions-S1',
    reason:
      'Three roles of the monitor alone read and write it, no secret is in it, and all of it expires: a log of accesses would need a bucket of its own, and outgrow this one.',
  });
  return bucket;
}
