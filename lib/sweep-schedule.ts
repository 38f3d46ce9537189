import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import {
  LambdaInvoke,
  type ScheduleTargetBaseProps,
  StepFunctionsStartExecution,
} from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { SEND_ENCRYPTED, throughServices } from './encryption.ts';
import { maxEventAgeSeconds } from './max-event-age.ts';

/** What is started, and how often. */
export interface SweepScheduleProps {
  /** `rate(...)` or `cron(...)`; cron is in UTC. */
  readonly expression: string;
  readonly function: IFunction;
  /** Is started in place of the function, where there is one. */
  readonly stateMachine: IStateMachine | undefined;
  readonly deadLetterQueue: IQueue;
  /** Encrypts the queue. */
  readonly encryptionKey: IKey | undefined;
}

/** Creates the schedule that starts a sweep. */
export function createSweepSchedule(
  scope: Construct,
  id: string,
  props: SweepScheduleProps,
): Schedule {
  const { stateMachine } = props;
  const target: ScheduleTargetBaseProps = {
    input: ScheduleTargetInput.fromObject({ action: 'sweep' }),
    // Scheduler invokes asynchronously, so this covers the hand-over alone; what fails after it
    // is Lambda's to retry, or the state machine's.
    retryAttempts: 1,
    maxEventAge: Duration.seconds(maxEventAgeSeconds(props.expression)),
    deadLetterQueue: props.deadLetterQueue,
    // The target would also grant every version and alias of the function.
    role: createScheduleRole(scope, `${id}Role`, props).withoutPolicyUpdates(),
  };
  return new Schedule(scope, id, {
    description: 'Checks every watched Qonto credential.',
    schedule: ScheduleExpression.expression(props.expression),
    timeWindow: TimeWindow.off(),
    target: stateMachine
      ? new StepFunctionsStartExecution(stateMachine, target)
      : new LambdaInvoke(props.function, target),
  });
}

function createScheduleRole(scope: Construct, id: string, props: SweepScheduleProps): Role {
  const stack = Stack.of(scope);
  const group = stack.formatArn({
    service: 'scheduler',
    resource: 'schedule-group',
    resourceName: 'default',
  });
  const statements = [
    new PolicyStatement({
      sid: 'StartSweeps',
      ...(props.stateMachine
        ? { actions: ['states:StartExecution'], resources: [props.stateMachine.stateMachineArn] }
        : { actions: ['lambda:InvokeFunction'], resources: [props.function.functionArn] }),
    }),
    new PolicyStatement({
      sid: 'KeepWhatFailed',
      actions: ['sqs:SendMessage'],
      resources: [props.deadLetterQueue.queueArn],
    }),
    ...(props.encryptionKey === undefined
      ? []
      : [
          new PolicyStatement({
            sid: 'KeepEncryptedFailures',
            actions: [...SEND_ENCRYPTED],
            resources: [props.encryptionKey.keyArn],
            conditions: throughServices(scope, ['sqs']),
          }),
        ]),
  ];
  return new Role(scope, id, {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } },
    }),
    description: 'Lets EventBridge Scheduler start sweeps.',
    inlinePolicies: { StartSweeps: new PolicyDocument({ statements }) },
  });
}
