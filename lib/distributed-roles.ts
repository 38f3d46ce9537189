import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { acknowledgeWildcards } from './acknowledge.ts';
import { createLambdaRole } from './function-role.ts';
import { acknowledgeSecrets, discoveryStatements, secretStatements } from './secret-access.ts';
import {
  encryptedFileStatements,
  logStatement,
  statusStatements,
  tableStatements,
  topicStatements,
  vpcStatements,
} from './statements.ts';

/** What the functions of distributed sweeps reach, one or the other of them. */
export interface SweepRoleProps {
  readonly config: MonitorConfig;
  readonly logGroup: ILogGroup;
  readonly table: Table;
  readonly topic: ITopic;
  readonly bucket: Bucket;
  /** Encrypts the table, the bucket and, if it is the monitor's own, the topic. */
  readonly encryptionKey: IKey | undefined;
  /** Encrypt the secrets. */
  readonly secretEncryptionKeys: readonly IKey[];
  readonly isInVpc: boolean;
}

/** Creates the role of the function that plans and concludes: it reads no secret. */
export function createCoordinatorRole(scope: Construct, id: string, props: SweepRoleProps): Role {
  const { config, table, bucket, encryptionKey: key } = props;
  const runs = bucket.arnForObjects('runs/*');
  const written = ['inventory.jsonl', 'report.json'].map((name) =>
    bucket.arnForObjects(`runs/*/${name}`),
  );
  const statements = [
    logStatement(props.logGroup),
    ...discoveryStatements(config),
    ...statusStatements(scope, table, key),
    ...topicStatements(scope, props.topic),
    new PolicyStatement({
      sid: 'ReadRuns',
      actions: ['s3:GetObject'],
      resources: [runs],
    }),
    new PolicyStatement({
      sid: 'WriteRuns',
      actions: ['s3:PutObject'],
      resources: written,
    }),
    ...encryptedFileStatements(scope, key),
    ...(props.isInVpc ? vpcStatements(scope) : []),
  ];
  const description = 'Plans and concludes sweeps, keeps statuses and alerts.';
  const role = createLambdaRole(scope, id, description, statements);
  acknowledgeWildcards(
    role,
    [runs, ...written],
    'Each sweep has a folder of its own, which is called like its execution.',
  );
  return role;
}

/** Creates the role of the function that checks batches: it writes no status, and alerts nobody. */
export function createBatchRole(
  scope: Construct,
  id: string,
  props: Omit<SweepRoleProps, 'topic' | 'bucket'>,
): Role {
  const { config, table, encryptionKey: key } = props;
  const statements = [
    logStatement(props.logGroup),
    ...secretStatements(scope, config, props.secretEncryptionKeys),
    ...tableStatements(scope, 'ShareBudgets', ['GetItem', 'UpdateItem'], table, key),
    ...(props.isInVpc ? vpcStatements(scope) : []),
  ];
  const description = 'Reads the watched secrets, batch by batch.';
  const role = createLambdaRole(scope, id, description, statements);
  acknowledgeSecrets(role, config);
  return role;
}
