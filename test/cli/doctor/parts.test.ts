import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { beforeAll, describe, expect, it } from 'vitest';
import { judgeCode } from '../../../cli/doctor/checks/code.ts';
import { runSecondsOf } from '../../../cli/doctor/checks/sweeps.ts';
import { findMonitor } from '../../../cli/doctor/deployed-monitor.ts';
import type { Deployment } from '../../../cli/doctor/deployment.ts';
import { type MonitorParts, monitorsIn, type Part } from '../../../cli/doctor/monitor-parts.ts';
import type { Template as Deployable } from '../../../cli/doctor/template.ts';
import { parseConfig } from '../../../lambda/config/parse.ts';
import type { MonitorConfigInput } from '../../../lambda/config/schema.ts';
import { AuthMonitor } from '../../../lib/auth-monitor.ts';
import {
  distributedTimeoutSeconds,
  functionTimeoutSeconds,
} from '../../../lib/function-timeout.ts';
import { EXAMPLE, MANY, temporaryFolder } from '../../lib/synthesize.ts';

const CONFIG = {
  ...EXAMPLE,
  alerts: { slack: { workspaceId: 'T0123456789', channelId: 'C0123456789' } },
} satisfies MonitorConfigInput;

/** What the app of a team may set. */
interface TeamOptions {
  readonly config?: MonitorConfigInput;
  readonly paths?: boolean;
  readonly bundle?: boolean;
  /** Another monitor in the stack. */
  readonly second?: boolean;
  /** The text of the team's own function. */
  readonly teamCode?: string;
}

/** A stack in which a team has a function, a schedule, topics and alarms of its own, and a monitor. */
function teamTemplate(options: TeamOptions = {}): Deployable {
  const { config = CONFIG, paths = true, bundle = false, second = false, teamCode = '1' } = options;
  const app = new App({
    outdir: temporaryFolder(),
    context: {
      'aws:cdk:enable-path-metadata': paths,
      ...(bundle ? {} : { 'aws:cdk:bundling-stacks': [] }),
    },
  });
  const stack = new Stack(app, 'Payments');
  const team = new LambdaFunction(stack, 'AFunction', {
    code: Code.fromInline(`exports.handler = async () => ${teamCode}`),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
  });
  new Schedule(stack, 'ASchedule', {
    schedule: ScheduleExpression.rate(Duration.days(1)),
    target: new LambdaInvoke(team, {}),
  });
  const invoices = new Topic(stack, 'ATopic');
  const alarm = (id: string, of: LambdaFunction) =>
    new Alarm(stack, id, { metric: of.metricErrors(), threshold: 1, evaluationPeriods: 1 });
  alarm('AnAlarm', team).addAlarmAction(new SnsAction(invoices));
  const monitor = new AuthMonitor(stack, 'QontoMonitor', { config });
  alarm('OursAboutTheMonitor', monitor.function);
  if (second) new AuthMonitor(stack, 'Second', { config });
  return Template.fromStack(stack).toJSON();
}

function onlyMonitorIn(template: Deployable): MonitorParts {
  const [found, ...more] = monitorsIn(template);
  if (found === undefined || more.length > 0) throw new Error('not exactly one monitor');
  return found;
}

const namesOf = (parts: readonly Part[]) =>
  parts.map(({ logicalId }) => logicalId.replace(/[0-9A-F]{8}$/, '')).sort();

/** A template as it is deployed: each part's physical id is its logical id behind `the-`. */
function deployed(template: Deployable, outputs = {}): Deployment {
  const ids = Object.keys(template.Resources ?? {});
  return {
    stack: 'Payments',
    arn: 'arn:aws:cloudformation:eu-west-3:123456789012:stack/Payments/1',
    status: 'UPDATE_COMPLETE',
    changedAt: 0,
    outputs,
    physicalIds: Object.fromEntries(ids.map((id) => [id, `the-${id}`])),
    template,
  };
}

describe("doctor, in a stack of a team's own", () => {
  let template: Deployable;
  let two: Deployable;

  beforeAll(() => {
    template = teamTemplate();
    two = teamTemplate({ second: true });
  });

  it('tells the parts of the monitor from those of the team', () => {
    const parts = onlyMonitorIn(template);

    expect(namesOf([parts.function])).toEqual(['QontoMonitorFunction']);
    expect(namesOf(parts.functions)).toEqual([
      'QontoMonitorDashboardWidget',
      'QontoMonitorFunction',
    ]);
    expect(parts.schedule?.logicalId).toMatch(/^QontoMonitorSweepSchedule/);
    expect(namesOf(parts.slackChannels)).toEqual(['QontoMonitorSlack']);
    expect(namesOf(parts.alarms)).toEqual([
      'QontoMonitorAlarmsAlertsUndelivered',
      'QontoMonitorAlarmsDeadLetters',
      'QontoMonitorAlarmsNoSweep',
      'QontoMonitorAlarmsSweepsFailed',
    ]);
  });

  it('does so by what refers to what where templates have no paths', () => {
    const parts = onlyMonitorIn(teamTemplate({ paths: false }));

    expect(parts.schedule?.logicalId).toMatch(/^QontoMonitorSweepSchedule/);
    // One that the team has made of a metric of the monitor's function is about it as well.
    expect(namesOf(parts.alarms)).toEqual([
      'OursAboutTheMonitor',
      'QontoMonitorAlarmsAlertsUndelivered',
      'QontoMonitorAlarmsDeadLetters',
      'QontoMonitorAlarmsNoSweep',
      'QontoMonitorAlarmsSweepsFailed',
    ]);
  });

  it('finds names and ARNs without any output', () => {
    const found = findMonitor(deployed(template), undefined);

    expect(found.functionName).toMatch(/^the-QontoMonitorFunction/);
    const elses = deployed(template, { MonitorFunctionName: "something else's" });
    expect(findMonitor(elses, undefined)).toEqual(found);
    expect(found.tableName).toMatch(/^the-QontoMonitorStateTable/);
    expect(found.topicArn).toMatch(/^the-QontoMonitorAlertTopic/);
  });

  it('takes the monitor of the outputs, or the one whose function is named', () => {
    const names = monitorsIn(two).map((parts) => `the-${parts.function.logicalId}`);
    const [first = '', second = ''] = names;
    const outputs = { MonitorFunctionName: first, AlertTopicArn: 'a', StateTableName: 't' };
    const functionOf = (wanted?: string) => findMonitor(deployed(two, outputs), wanted);

    expect(functionOf().functionName).toBe(first);
    const named = functionOf(`arn:aws:lambda:eu-west-3:123456789012:function:${second}`);
    expect(named.functionName).toBe(second);
    expect(named.tableName).toMatch(/^the-SecondStateTable/);
    expect(namesOf(named.parts.alarms).every((name) => name.startsWith('SecondAlarms'))).toBe(true);
    expect(named.parts.schedule?.logicalId).toMatch(/^SecondSweepSchedule/);
  });

  it('asks which monitor is meant, and refuses what is none', () => {
    const fault = (of: Deployable, wanted?: string) => () => findMonitor(deployed(of), wanted);

    expect(fault(two)).toThrow(/holds 2 monitors\. Name the function of one with --function: the-/);
    expect(fault(template, 'other')).toThrow(/no monitor whose function is other\. There is: the-/);
    expect(fault({})).toThrow('The stack Payments holds no monitor.');
  });
});

describe('doctor, of code', () => {
  it("compares the monitor's functions, whatever else is in the stack", () => {
    const there = onlyMonitorIn(teamTemplate({ bundle: true }));
    const here = (options: TeamOptions = {}) => [
      onlyMonitorIn(teamTemplate({ bundle: true, ...options })),
    ];

    expect(judgeCode(there, here({ teamCode: '2' }))).toEqual({
      verdict: 'ok',
      says: 'deployed as it is here (2 functions)',
    });
    const check = { timeout: '3s' };
    expect(judgeCode(there, here({ config: { ...CONFIG, check } })).verdict).toBe('problem');
  });

  const part = (logicalId: string, ...assets: (string | null)[]) => {
    const functions = assets.map((asset) => ({ logicalId, properties: {}, asset }));
    const [first = { logicalId, properties: {}, asset: null }] = functions;
    return { function: first, functions };
  };

  it('looks at the code of each function, and not at its name', () => {
    expect(judgeCode(part('A', 'x', 'y'), [part('B', 'y', 'x')]).verdict).toBe('ok');
    expect(judgeCode(part('A', 'x', 'y'), [part('A', 'x', 'z')]).verdict).toBe('problem');
    expect(judgeCode(part('A', 'x'), [part('A', 'x', 'y')]).verdict).toBe('problem');
  });

  it('compares with the monitor of the same name among several', () => {
    const several = [part('A', 'x'), part('B', 'y')];

    expect(judgeCode(part('B', 'y'), several).verdict).toBe('ok');
    expect(judgeCode(part('C', 'y'), several).verdict).toBe('unknown');
    expect(judgeCode(part('C', 'y'), []).verdict).toBe('unknown');
    expect(judgeCode(part('A', null), [part('A', 'x')]).verdict).toBe('unknown');
  });
});

describe('doctor, of distributed sweeps', () => {
  it('finds the state machine that the schedule starts, and its functions', () => {
    const parts = onlyMonitorIn(teamTemplate({ config: MANY }));

    expect(namesOf(parts.functions)).toEqual([
      'QontoMonitorDashboardWidget',
      'QontoMonitorFunction',
      'QontoMonitorSweepsBatchFunction',
      'QontoMonitorSweepsCoordinator',
    ]);
    expect(namesOf([parts.function])).toEqual(['QontoMonitorFunction']);
    expect(parts.stateMachine?.logicalId).toMatch(/^QontoMonitorSweepsStateMachine/);
    expect(parts.schedule?.logicalId).toMatch(/^QontoMonitorSweepSchedule/);
  });

  it('gives a sweep as long as the state machine has, else as the function has', () => {
    const secondsOf = (config: MonitorConfigInput) =>
      runSecondsOf(onlyMonitorIn(teamTemplate({ config })));

    expect(secondsOf(MANY)).toBe(distributedTimeoutSeconds(parseConfig(MANY, 'the test')));
    expect(secondsOf(CONFIG)).toBe(functionTimeoutSeconds(parseConfig(CONFIG, 'the test')));
  });
});
