import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { Ended } from '../cli/command.ts';
import { type DoctorStage, openDoctorStage } from './doctor-stage.ts';
import type { FunctionProcess } from './function-process.ts';
import { describeWithAws } from './moto.ts';

// An app is synthesized in three of them, and deployed before all.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** What neither the emulator nor the gateway before it can have, Slack, is in the unit tests. */
describeWithAws("doctor, of a monitor in a stack of a team's own", () => {
  let stage: DoctorStage;
  let instance: FunctionProcess;

  beforeAll(async () => {
    stage = await openDoctorStage();
    instance = await stage.start();
    stage.gateway.invoke = (event) => instance.invoke(event);
    await stage.run(instance);
  });
  afterEach(() => {
    stage.gateway.denied = [];
    stage.gateway.unconfirmed = [];
    stage.gateway.invoke = (event) => instance.invoke(event);
    stage.proxy.heal();
  });
  afterAll(async () => {
    expect(await stage.leaks()).toEqual([]);
    await stage.close();
  });

  it('says that all is well, and changes nothing', async () => {
    const before = await stage.table();
    const { exitCode, stdout, stderr } = await stage.doctor();

    expect(stdout.replace(/began .* ago/, 'began 1 s ago').split('\n')).toEqual([
      '  ok  Stack        deployed (CREATE_COMPLETE)',
      '  ok  Schedule     enabled, rate(5 minutes), starts the function',
      '  ok  Sweeps       the last one began 1 s ago',
      '  ok  Subscribers  alerts: 1 subscriber',
      '  ok  Subscribers  alarms about the monitor itself: 1 subscriber',
      '  ok  Alarms       4, all quiet',
      '  ok  Credentials  all 2 authenticate now',
      '  ok  Code         deployed as it is here (2 functions)',
      '',
      'Good.',
      '',
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await stage.table()).toEqual(before);
    expect(await stage.alerts()).toEqual([]);
  });

  it('says what somebody wants so, and that all is well but for that', async () => {
    const names = ['-e', 'sandbox', '-c', 'shop'];
    await stage.command('mute', ...names, '--for', '2h');
    const { exitCode, stdout } = await stage.doctor();
    await stage.command('unmute', ...names);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {3}! {2}Sweeps {7}sandbox\/shop is muted until \S+Z$/m);
    expect(stdout).toContain(`unmute -e sandbox -c shop --stack ${stage.name}\n`);
    expect(stdout).toMatch(/\n\nGood, but: sweeps: sandbox\/shop is muted until \S+Z\.\n$/);
  });

  it('finds everything that is wrong at once, each with what mends it', async () => {
    const [first = '', second = ''] = stage.alarms;
    const watch = new CloudWatchClient(stage.access);
    const alarm = { AlarmName: first, StateReason: 'test' };
    await watch.send(new SetAlarmStateCommand({ ...alarm, StateValue: 'ALARM' }));
    await stage.putAlarm(second, false);
    await enableSchedule(stage, false);
    await stage.configure({ check: { timeout: '3s' } });
    stage.gateway.unconfirmed = ['payments@team.notreal'];
    stage.proxy.fail('BatchGetSecretValue', { status: 400, type: 'AccessDeniedException' });
    stage.proxy.fail('GetSecretValue', { status: 400, type: 'AccessDeniedException' });
    const [text, json] = [await stage.doctor(), await stage.doctorElsewhere('--json')];

    await watch.send(new SetAlarmStateCommand({ ...alarm, StateValue: 'OK' }));
    await stage.putAlarm(second, true);
    await enableSchedule(stage, true);
    await stage.configure({});
    expect([text.exitCode, json.exitCode]).toEqual([1, 1]);
    expect(failuresIn(text)).toEqual([
      'Schedule     disabled: nothing is checked',
      expect.stringMatching(/^Subscribers {2}alarms about the monitor itself: email payments@team/),
      `Alarms       ${first} is in ALARM`,
      expect.stringContaining(`the actions of ${second}`),
      expect.stringMatching(/^Credentials {2}production\/accounting: .*$/),
      expect.stringMatching(/^Credentials {2}sandbox\/shop: .*$/),
      'Code         what is deployed is not what is here: other code, or another configuration',
    ]);
    expect(text.stdout).toContain(`1. npx cdk deploy --revert-drift ${stage.name}\n`);
    expect(text.stdout).toContain('1. What to do about it.\n');
    expect(text.stdout).toMatch(
      /1\. Follow the link in the mail .*\n.*\n.*\n *3\. aws sns subscribe /,
    );
    expect(text.stdout).toMatch(
      /\nNot good: 7 problems \(schedule, subscribers, alarms, credentials, code\)\.\n$/,
    );
    expect(JSON.parse(json.stdout)).toMatchObject({
      stack: stage.name,
      isGood: false,
      conclusion: expect.stringMatching(
        /^Not good: 6 problems \(.*\), and not everything could be seen \(code\)\.$/,
      ),
    });
  });

  it('says what was asked and which permission is lacking where AWS refuses', async () => {
    stage.gateway.denied = [
      '/schedules/',
      'Action=ListSubscriptionsByTopic',
      'DescribeAlarms',
      '/invocations',
      'DynamoDB_20120810.Query',
    ];
    const { exitCode, stdout } = await stage.doctorElsewhere();
    const flat = stdout.replace(/\s+/g, ' ');

    expect(exitCode).toBe(2);
    for (const permission of [
      'scheduler:GetSchedule',
      'sns:ListSubscriptionsByTopic',
      'cloudwatch:DescribeAlarms',
      'lambda:InvokeFunction',
      'dynamodb:Query',
    ]) {
      expect(flat).toContain(`asked for ${permission} on `);
      expect(flat).toMatch(new RegExp(`1\\. Allow ${permission} on \\S.* to the role`));
    }
    expect(flat).not.toContain('FAIL');
    expect(flat).toMatch(
      /Good, but: not everything could be seen \(schedule, sweeps, subscribers, alarms, credentials, code\)\. $/,
    );
  });

  it('says so where the function fails, or is another one', async () => {
    stage.gateway.invoke = async () => ({ text: '<html>hello</html>' });
    const other = await stage.doctorElsewhere();
    stage.gateway.invoke = async () => ({ errorType: 'X', errorMessage: 'Task timed out.' });
    const failing = await stage.doctorElsewhere();

    expect([other.exitCode, failing.exitCode]).toEqual([1, 1]);
    expect(other.stdout.replace(/\s+/g, ' ')).toMatch(
      /FAIL Credentials the function does not check: \S+ was asked for {"action":"check"} and answered 18 characters that are no report/,
    );
    expect(failing.stdout).toContain('the function does not check: Task timed out.');
  });

  it('cannot compare the code where there is no app', async () => {
    const elsewhere = await stage.doctorElsewhere();

    expect(elsewhere.exitCode).toBe(2);
    expect(elsewhere.stdout.replace(/\s+/g, ' ')).toContain(
      '?? Code there is no CDK app in this folder to compare with (no cdk.json)',
    );
  });

  it('ends with 4 where the stack cannot be read, and with 3 for a function that is not in it', async () => {
    const [missing, unnamed] = [
      await stage.doctorElsewhere('--stack', 'Nowhere'),
      await stage.doctorElsewhere('--function', 'other'),
    ];
    stage.gateway.denied = ['Action=GetTemplate'];
    const denied = await stage.doctorElsewhere();

    expect([missing.exitCode, denied.exitCode, unnamed.exitCode]).toEqual([4, 4, 3]);
    expect(missing.stderr).toMatch(/^There is no stack Nowhere here .*--stack, .*--region\.\n$/);
    expect(denied.stderr).toContain(
      'asked for cloudformation:GetTemplate, AWS answered AccessDenied',
    );
    expect(unnamed.stderr).toMatch(
      /no monitor whose function is other\. There is: \S+QontoMonitor/,
    );
  });
});

function failuresIn({ stdout }: Ended): string[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('FAIL'))
    .map((line) => line.slice(6));
}

async function enableSchedule({ access, schedule }: DoctorStage, isOn: boolean): Promise<void> {
  const client = new SchedulerClient(access);
  const { ScheduleExpression, FlexibleTimeWindow, Target } = await client.send(
    new GetScheduleCommand({ Name: schedule }),
  );
  const State = isOn ? 'ENABLED' : 'DISABLED';
  await client.send(
    new UpdateScheduleCommand({
      Name: schedule,
      ScheduleExpression,
      FlexibleTimeWindow,
      Target,
      State,
    }),
  );
}
