import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import type { MonitorConfigInput } from '../lambda/config/schema.ts';

/** What an `AuthMonitor` is built from. Only `config` is required. */
export interface AuthMonitorProps {
  /**
   * What is watched, when, and who is told: as `monitor.config.ts` holds it, or what `loadConfig`
   * read from a file.
   */
  readonly config: MonitorConfigInput | MonitorConfig;

  /**
   * Receives the alerts about credentials. The people of `config.alerts` are subscribed to it. If a
   * key of yours encrypts it, import it with that key (`Topic.fromTopicAttributes`).
   *
   * @default - a topic of the monitor's own, which takes TLS alone
   */
  readonly topic?: ITopic;

  /**
   * Receives the alarms about the monitor itself, such as the topic that your other alarms notify.
   * Its policy must admit CloudWatch; nobody is subscribed to it, and it is not changed.
   *
   * @default - a topic of the monitor's own, with the e-mail and Slack of `config.alerts`
   */
  readonly operationsTopic?: ITopic;

  /**
   * Encrypts the topics of the monitor's own, the table, the dead-letter queue and the logs. The
   * policy of a key of this app is amended with what CloudWatch, EventBridge and the log group need;
   * synth says what an imported key's policy has to hold. A key costs 1 USD a month.
   *
   * @default - keys of AWS: owned by DynamoDB, SQS and CloudWatch Logs; topics are not encrypted
   */
  readonly encryptionKey?: IKey;

  /**
   * The customer managed keys that encrypt the watched secrets. The function may use them through
   * Secrets Manager alone, and for these secrets alone.
   *
   * @default - none: the secrets are encrypted with `aws/secretsmanager`
   */
  readonly secretEncryptionKeys?: readonly IKey[];

  /**
   * Where the function runs. Its subnets need a way to Qonto (a NAT gateway) and to Secrets Manager,
   * DynamoDB and SNS (the same, or VPC endpoints).
   *
   * @default - outside of any VPC, which reaches all of them
   */
  readonly vpc?: IVpc;

  /**
   * Which subnets of `vpc`.
   *
   * @default - the private ones
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Security groups of the function in `vpc`. It calls out on port 443, and nothing calls in.
   *
   * @default - one of its own, which lets everything out
   */
  readonly securityGroups?: readonly ISecurityGroup[];

  /**
   * Bounds the permissions of every role in the monitor.
   *
   * @default - none
   */
  readonly permissionsBoundary?: IManagedPolicy;

  /**
   * Memory of the function in MB, and with it its share of a processor.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * How long the function's log is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * Whether each sweep writes custom metrics: in the namespace `QontoAuthMonitor`, how many
   * `Credentials` of an `environment` had an `outcome` at their last check. Each environment has
   * three such metrics, at 0.30 USD a month each.
   *
   * @default false
   */
  readonly metrics?: boolean;

  /**
   * Whether there is a dashboard in CloudWatch: the state and the course of each credential, what to
   * do, latency, alarms and the last alerts. The first three dashboards of an account are free, each
   * further one costs 3 USD a month. Kept open for a day and refreshed every minute, it costs cents.
   *
   * @default true
   */
  readonly dashboard?: boolean;
}
