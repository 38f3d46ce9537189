import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { runtimeConfig } from '../lambda/config/monitor-config.ts';
import { intervalsOf } from '../lambda/config/schedule.ts';
import { targetsOf } from '../lambda/config/target.ts';
import { pacedSeconds } from '../lambda/monitor/distributed/pace.ts';
import { acknowledge } from './acknowledge.ts';
import {
  createBatchRole,
  createCoordinatorRole,
  type SweepRoleProps,
} from './distributed-roles.ts';
import { functionCode } from './function-code.ts';
import {
  batchTimeoutSeconds,
  distributedTimeoutSeconds,
  LONGEST_SECONDS,
  longestBatchSeconds,
  minutesBetweenSweeps,
} from './function-timeout.ts';
import type { FunctionNetwork } from './monitor-function.ts';
import {
  acknowledgeWaitedFor,
  ignoreSecondDependency,
  NODE_FUNCTION,
  notTraced,
  SERVICE_NAME,
} from './node-function.ts';
import { createRunsBucket } from './runs-bucket.ts';
import { sweepDefinition } from './sweep-definition.ts';
import { createMachineRole, letStartChildren } from './sweep-machine-role.ts';

/** What distributed sweeps work with. */
export interface DistributedSweepsProps extends Omit<SweepRoleProps, 'logGroup' | 'bucket'> {
  /** Of the function that checks batches, in MB. */
  readonly memorySize: number;
  /** Whether sweeps write custom metrics. */
  readonly metrics: boolean;
  readonly network: FunctionNetwork | undefined;
  /** How long the logs are kept. */
  readonly logRetention: RetentionDays;
}

/** Holds the inventory and all answers of 10,000 credentials at once. */
const COORDINATOR_MEMORY = 1_024;

const UNTRACED =
  'Each report says how long each call of Qonto took; tracing would need more rights.';

/** How much later than the function a step gives up: the function's own end says more. */
const MARGIN_SECONDS = 15;

/**
 * Sweeps of many credentials: a state machine whose Distributed Map checks them in batches, between a
 * step that plans and one that concludes. Both are one function, the batches are another's.
 */
export class DistributedSweeps extends Construct {
  readonly stateMachine: StateMachine;
  /** Plans and concludes. */
  readonly coordinator: LambdaFunction;
  /** Checks a batch. */
  readonly batchFunction: LambdaFunction;
  /** The role of that function. */
  readonly batchRole: Role;
  /** Inventories, answers and reports, for a while. */
  readonly bucket: Bucket;
  /** From the end of one sweep to that of the next at the least, by the pace and the schedule. */
  readonly minutesBetweenSweeps: number;
  /** Where the coordinator logs each sweep that is finished. */
  readonly coordinatorLogGroup: ILogGroup;

  readonly #props: DistributedSweepsProps;

  constructor(scope: Construct, id: string, props: DistributedSweepsProps) {
    super(scope, id);
    this.#props = props;
    const { config, topic, encryptionKey } = props;
    this.bucket = createRunsBucket(this, 'Runs', encryptionKey);
    const batchSeconds = batchTimeoutSeconds(config);
    const { bucket } = this;
    const logGroup = this.#createLogGroup('CoordinatorLogs');
    const batchLogGroup = this.#createLogGroup('BatchLogs');
    this.coordinatorLogGroup = logGroup;
    this.coordinator = this.#createFunction('Coordinator', {
      description: 'Plans and concludes sweeps of many Qonto credentials.',
      handler: 'index.coordinate',
      memorySize: COORDINATOR_MEMORY,
      seconds: LONGEST_SECONDS,
      logGroup,
      role: createCoordinatorRole(this, 'CoordinatorRole', { ...props, logGroup, bucket }),
      environment: { ALERT_TOPIC_ARN: topic.topicArn, RUNS_BUCKET_NAME: bucket.bucketName },
    });
    this.batchRole = createBatchRole(this, 'BatchRole', {
      ...props,
      logGroup: batchLogGroup,
    });
    this.batchFunction = this.#createFunction('BatchFunction', {
      description: 'Checks a batch of Qonto credentials.',
      handler: 'index.checkBatch',
      memorySize: props.memorySize,
      seconds: batchSeconds,
      logGroup: batchLogGroup,
      role: this.batchRole,
      environment: {},
    });
    this.stateMachine = this.#createStateMachine(batchSeconds);
    this.minutesBetweenSweeps = minutesBetweenSweeps(config);
    this.#warnOfLongBatches();
    this.#warnOfLongSweeps();
  }

  #createLogGroup(id: string): LogGroup {
    const { logRetention, encryptionKey } = this.#props;
    return new LogGroup(this, id, {
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
    });
  }

  #createFunction(
    id: string,
    given: {
      readonly description: string;
      readonly handler: string;
      readonly memorySize: number;
      readonly seconds: number;
      readonly logGroup: ILogGroup;
      readonly role: Role;
      readonly environment: Record<string, string>;
    },
  ): LambdaFunction {
    const { config, table, metrics, network } = this.#props;
    const { seconds, environment, ...rest } = given;
    const created = new LambdaFunction(this, id, {
      ...rest,
      code: functionCode('distributed', {
        ...runtimeConfig(config),
        ...(metrics && { metrics: true }),
      }),
      ...NODE_FUNCTION,
      timeout: Duration.seconds(seconds),
      environment: { ...SERVICE_NAME, STATE_TABLE_NAME: table.tableName, ...environment },
      ...network,
    });
    acknowledgeWaitedFor(created, 'The state machine waits for it, and says what failed.');
    acknowledge(created, notTraced(UNTRACED));
    ignoreSecondDependency(created);
    return created;
  }

  #createStateMachine(batchSeconds: number): StateMachine {
    const { coordinator, batchFunction, bucket } = this;
    const stack = Stack.of(this);
    const sweep = distributedTimeoutSeconds(this.#props.config);
    const definition = sweepDefinition(
      {
        partition: stack.partition,
        coordinatorArn: coordinator.functionArn,
        batchFunctionArn: batchFunction.functionArn,
        bucketName: bucket.bucketName,
      },
      {
        coordinator: LONGEST_SECONDS + MARGIN_SECONDS,
        batch: batchSeconds + MARGIN_SECONDS,
        sweep,
      },
    );
    const role = createMachineRole(this, 'StateMachineRole', {
      functions: [coordinator, batchFunction],
      bucket,
      encryptionKey: this.#props.encryptionKey,
    });
    const machine = new StateMachine(this, 'StateMachine', {
      comment: 'Sweeps many Qonto credentials.',
      definitionBody: DefinitionBody.fromString(stack.toJsonString(definition)),
      role,
    });
    letStartChildren(this, 'StartChildren', machine, role);
    ignoreSecondDependency(machine);
    acknowledge(
      machine,
      {
        id: 'AwsSolutions::AwsSolutions-SF1',
        reason:
          'The history of each sweep is kept by Step Functions for 90 days, what became of each batch is written to the bucket, and the functions log why. Logging would take rights on all log deliveries of the account.',
      },
      ...[
        'AwsSolutions::AwsSolutions-SF2',
        'Serverless::Serverless-StepFunctionStateMachineXray',
      ].map((rule) => ({ id: rule, reason: UNTRACED })),
    );
    return machine;
  }

  #warnOfLongSweeps(): void {
    const { config } = this.#props;
    const credentials = targetsOf(config).length;
    const minutes = minutesBetweenSweeps(config, credentials);
    if (minutes <= intervalsOf(config.schedule).shortest) return;
    Annotations.of(this).addWarningV2(
      'qonto-auth-monitor:longPace',
      `A sweep of ${credentials} credentials takes ${Math.ceil(pacedSeconds(credentials) / 60)} minutes at the least, at the pace that Qonto's limits allow: longer than "${config.schedule}". What starts meanwhile does nothing. "rate(${minutes} minutes)" says what is so.`,
    );
  }

  #warnOfLongBatches(): void {
    const { config } = this.#props;
    const longest = longestBatchSeconds(config);
    const limit = batchTimeoutSeconds(config);
    if (longest <= limit) return;
    Annotations.of(this).addWarningV2(
      'qonto-auth-monitor:longBatch',
      `The checks of a batch may take ${longest} s when Qonto does not answer, and are ended after ${limit} s: they are then not made in that sweep. Raise check.concurrency or lower check.timeout.`,
    );
  }
}
