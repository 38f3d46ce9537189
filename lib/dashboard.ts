import { Duration, Names, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  type CfnDashboard,
  CustomWidget,
  Dashboard,
  LogQueryVisualizationType,
  LogQueryWidget,
  PeriodOverride,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { targetsOf } from '../lambda/config/target.ts';
import { dashboardUrl } from './console-url.ts';
import type { OperationsAlarms } from './operations-alarms.ts';
import { createWidgetFunction } from './widget-function.ts';

/** What the dashboard shows. */
export interface MonitorDashboardProps {
  readonly config: MonitorConfig;
  readonly table: Table;
  /** Where sweeps are logged: by the function that checks credentials, and by what sweeps in its place. */
  readonly sweepLogGroups: readonly ILogGroup[];
  readonly alarms: OperationsAlarms;
  /** Encrypts the table and the logs. */
  readonly encryptionKey: IKey | undefined;
  /** How long the log of the widget's function is kept. */
  readonly logRetention: RetentionDays;
}

/** Columns of a dashboard. */
const WIDTH = 24;

/** A row of the small widgets. */
const SMALL_HEIGHT = 6;

/**
 * The dashboard: a custom widget that a small function draws from the monitor's table, the alarms,
 * and two queries of the function's log, which needs no metrics that cost.
 *
 * What a look at it costs in us-east-1: the dashboard itself nothing, if it is one of the account's
 * first three, else 3 USD a month. Each refresh invokes the widget's function once (256 MB for some
 * 150 ms, and some 30 read units: 0.000004 USD), and scans the log of the shown time twice at 0.005
 * USD per GB: a sweep logs 0.5 KB, and 0.4 KB for each credential in trouble, so three days of sweeps
 * every five minutes are half a MB, and 0.000005 USD. Kept open for a day with a refresh every minute,
 * that is 2 cents; refreshing every 10 seconds is six times as much.
 */
export class MonitorDashboard extends Construct {
  /** The dashboard; further widgets may be added. */
  readonly dashboard: Dashboard;
  /** Draws the widget. Whoever looks at the dashboard needs the right to invoke it. */
  readonly function: LambdaFunction;
  #url: string | undefined;

  constructor(scope: Construct, id: string, props: MonitorDashboardProps) {
    super(scope, id);
    const { config, alarms, sweepLogGroups } = props;
    this.function = createWidgetFunction(this, 'Widget', props);
    this.dashboard = new Dashboard(this, 'Dashboard', {
      // Names are of an account, not of a Region: another monitor elsewhere has one as well.
      dashboardName: `${Names.uniqueResourceName(this, { maxLength: 200, separator: '-' })}-${Stack.of(this).region}`,
      defaultInterval: Duration.days(3),
      periodOverride: PeriodOverride.AUTO,
    });
    // CloudFormation has taken tags of dashboards since June 2026, which cfn-lint 1.51 does not know:
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html
    (this.dashboard.node.defaultChild as CfnDashboard).addMetadata('cfn-lint', {
      config: { ignore_checks: ['E3002'] },
    });
    this.dashboard.addWidgets(
      new CustomWidget({
        title: 'Qonto credentials',
        functionArn: this.function.functionArn,
        width: WIDTH,
        height: heightFor(config),
      }),
    );
    this.dashboard.addWidgets(
      sweepQuery('Checks by outcome', sweepLogGroups, {
        view: LogQueryVisualizationType.STACKEDAREA,
        stats:
          'sum(summary.authenticated) as authenticated, sum(summary.rejected) as rejected, sum(summary.inconclusive) as inconclusive',
      }),
      sweepQuery("Qonto's answers, in milliseconds", sweepLogGroups, {
        view: LogQueryVisualizationType.LINE,
        stats: 'avg(latencyMs.median) as median, max(latencyMs.max) as slowest',
      }),
      new AlarmStatusWidget({
        title: 'The monitor itself',
        // By name, as an emulator of CloudFormation may have no alarms, and then no ARN of one.
        alarms: alarms.all.map(({ node, alarmName }) =>
          Alarm.fromAlarmName(this, node.id, alarmName),
        ),
        width: WIDTH / 3,
        height: SMALL_HEIGHT,
      }),
    );
  }

  /** Where the dashboard is in the AWS console. */
  get url(): string {
    // Made when it is asked for: it brings conditions that would be idle otherwise.
    this.#url ??= dashboardUrl(this, this.dashboard.dashboardName);
    return this.#url;
  }
}

/**
 * A chart over the log lines that sweeps end with. Half an hour is a step that suits hours as well as
 * weeks: a query has no step of its own for each time.
 */
function sweepQuery(
  title: string,
  logGroups: readonly ILogGroup[],
  { view, stats }: { readonly view: LogQueryVisualizationType; readonly stats: string },
): LogQueryWidget {
  return new LogQueryWidget({
    title,
    view,
    logGroupNames: logGroups.map(({ logGroupName }) => logGroupName),
    queryLines: [`filter message = "sweep finished"`, `stats ${stats} by bin(30m)`],
    width: WIDTH / 3,
    height: SMALL_HEIGHT,
  });
}

/**
 * Rows of the grid, 50 pixels each, so that little scrolls in the widget: the headline and the last
 * alerts, and the credentials that are not folded away.
 */
function heightFor(config: MonitorConfig): number {
  // Nobody knows how many will be discovered.
  const isOpen = config.environments.some(({ discover }) => discover !== undefined);
  return 11 + Math.min(isOpen ? Infinity : targetsOf(config).length, 14);
}
