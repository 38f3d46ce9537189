import { Annotations, Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DistributedSweeps } from './distributed-sweeps.ts';
import { watchWindow } from './watch-window.ts';

/** What is watched, and who is told. */
export interface OperationsAlarmsProps {
  readonly schedule: string;
  readonly function: IFunction;
  /** Sweeps in the function's place; undefined where the function does it itself. */
  readonly distributed: DistributedSweeps | undefined;
  readonly alertTopic: ITopic;
  readonly deadLetterQueue: IQueue;
  readonly operationsTopic: ITopic;
}

/** A period in which a single event is reason enough. */
const PERIOD = Duration.minutes(5);

/**
 * The alarms about the monitor itself, on free metrics of AWS. Each costs 0.10 USD a month for each
 * metric in it, so there are four, of one metric each, and everything that can go wrong shows in
 * one of them:
 *
 * - a sweep that fails, crashes, runs out of time, is refused an alert by SNS for good or owes one
 *   for 15 minutes fails its invocation: `SweepsFailed`, even if its retry succeeds;
 * - one that is throttled waits for its turn; if that takes too long, or the retry fails too, its
 *   event ends in the dead-letter queue: `DeadLetters`;
 * - a schedule that does not start, or sweeps that all fail: `NoSweep`;
 * - an alert that SNS could not hand to a subscriber: `AlertsUndelivered`.
 *
 * Where a state machine sweeps, it is its executions that fail, run out of time or do not end well;
 * `SweepsFailed` then has three metrics, as the function still checks changed secrets. An execution that
 * finds an earlier sweep under way ends well without a sweep: what is under way ends, or runs out of time.
 */
export class OperationsAlarms extends Construct {
  /** Rings when no sweep has finished for three intervals; none where CloudWatch cannot wait so long. */
  readonly noSweep: Alarm | undefined;
  /** Rings when a sweep failed, whatever became of its retry. */
  readonly sweepsFailed: Alarm;
  /** Rings when a sweep could neither start nor finish. */
  readonly deadLetters: Alarm;
  /** Rings when a subscriber did not receive an alert. */
  readonly alertsUndelivered: Alarm;

  readonly #action: SnsAction;

  constructor(scope: Construct, id: string, props: OperationsAlarmsProps) {
    super(scope, id);
    this.#action = new SnsAction(props.operationsTopic);
    this.noSweep = this.#watchSweeps(props);
    this.sweepsFailed = this.#addAlarm('SweepsFailed', {
      alarmDescription: `A sweep of the Qonto auth monitor failed: it could not finish, or an alert could not be delivered as it should be. Look at ${logOf(props)}, which says why; run \`npx qonto-auth-monitor doctor\`.`,
      metric: failuresOf(props),
      evaluationPeriods: 1,
      threshold: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.deadLetters = this.#addAlarm('DeadLetters', {
      alarmDescription:
        "A sweep of the Qonto auth monitor could not start or finish, its retry neither: errors, throttling, or a fault of EventBridge. The dead-letter queue holds the event with the reason. Look at the function's log, then purge the queue.",
      metric: props.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period: PERIOD }),
      evaluationPeriods: 1,
      threshold: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.alertsUndelivered = this.#addAlarm('AlertsUndelivered', {
      alarmDescription:
        'SNS could not deliver an alert of the Qonto auth monitor to one of its subscribers. Look at the subscriptions of the alert topic, and ask the function for the statuses.',
      metric: props.alertTopic.metricNumberOfNotificationsFailed({ period: PERIOD }),
      evaluationPeriods: 1,
      threshold: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /** Every alarm, to place on a dashboard. */
  get all(): readonly Alarm[] {
    return [this.noSweep, this.sweepsFailed, this.deadLetters, this.alertsUndelivered].filter(
      (alarm) => alarm !== undefined,
    );
  }

  /**
   * Lambda reports each invocation's `Errors` as 0 or 1, so the least of a period is 1 where all
   * failed, and missing where none was made: one metric for what `Invocations` and `Errors` would
   * say together.
   */
  #watchSweeps(props: OperationsAlarmsProps): Alarm | undefined {
    const { schedule, function: watched, distributed } = props;
    const window = watchWindow(schedule, distributed?.minutesBetweenSweeps);
    if (window === null) {
      Annotations.of(this).addWarningV2(
        'qonto-auth-monitor:unwatchedSchedule',
        `Nothing tells when sweeps stop: CloudWatch alarms look back 7 days at most, and "${schedule}" pauses for longer than they can wait. Sweep at least every two days.`,
      );
      return undefined;
    }
    if (!window.isThreeIntervals) {
      Annotations.of(this).addWarningV2(
        'qonto-auth-monitor:shortWatch',
        `That sweeps have stopped is told after ${window.periods} days rather than three intervals of "${schedule}": CloudWatch alarms look back 7 days at most.`,
      );
    }
    const period = Duration.seconds(window.periodSeconds);
    return this.#addAlarm('NoSweep', {
      alarmDescription: `No sweep of the Qonto auth monitor has finished for three intervals: credentials are not watched. Look at ${logOf(props)}, and whether the schedule is enabled.`,
      ...(distributed
        ? {
            metric: distributed.stateMachine.metricSucceeded({ period }),
            comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
          }
        : { metric: watched.metricErrors({ period, statistic: Stats.MINIMUM }) }),
      evaluationPeriods: window.periods,
      threshold: 1,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  #addAlarm(id: string, props: AlarmProps): Alarm {
    const alarm = new Alarm(this, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      ...props,
    });
    alarm.addAlarmAction(this.#action);
    alarm.addOkAction(this.#action);
    return alarm;
  }
}

/** Sweeps that failed, and checks of changed secrets. */
function failuresOf({ function: watched, distributed }: OperationsAlarmsProps): IMetric {
  const errors = watched.metricErrors({ period: PERIOD });
  if (distributed === undefined) return errors;
  const { stateMachine } = distributed;
  return new MathExpression({
    expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(errors, 0)',
    usingMetrics: {
      failed: stateMachine.metricFailed({ period: PERIOD }),
      timedOut: stateMachine.metricTimedOut({ period: PERIOD }),
      errors,
    },
    label: 'Failures',
    period: PERIOD,
  });
}

function logOf({ distributed }: OperationsAlarmsProps): string {
  return distributed
    ? "the state machine's executions and the coordinator's log"
    : "the function's log";
}
