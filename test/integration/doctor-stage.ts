import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { type Ended, type Folder, makeFolder } from '../cli/command.ts';
import { configOf, type Member } from './credentials.ts';
import { type DoctorGateway, startDoctorGateway } from './doctor-gateway.ts';
import { startAws } from './moto.ts';
import { openStage, type Stage } from './stage.ts';
import { readSynthesis } from './synthesis.ts';

const MEMBERS: Readonly<Record<string, Member>> = {
  accounting: { environment: 'production', secret: 'production/accounting' },
  shop: { environment: 'sandbox', secret: 'sandbox/shop' },
};

const REGION = 'eu-west-3';

/** A team's CDK app in a folder, deployed, with what the emulator leaves out added by hand. */
export interface DoctorStage extends Stage {
  readonly gateway: DoctorGateway;
  /** The name of the stack. */
  readonly name: string;
  readonly access: { readonly endpoint: string; readonly region: string };
  /** Names of what was created in place of the stack. */
  readonly alarms: readonly string[];
  readonly schedule: string;
  /** Writes an alarm anew. */
  putAlarm(name: string, isEnabled: boolean): Promise<void>;
  /** What the app in the folder is configured with from now on. */
  configure(change: Partial<MonitorConfigInput>): Promise<void>;
  /** Runs `doctor` in the app's folder, which it synthesizes. */
  doctor(...args: string[]): Promise<Ended>;
  /** Runs it where there is no app. */
  doctorElsewhere(...args: string[]): Promise<Ended>;
}

/** Writes an app, synthesizes and deploys it, and adds what the emulator lacks. */
export async function openDoctorStage(): Promise<DoctorStage> {
  const run = `qonto-${randomBytes(4).toString('hex')}`;
  const name = `Payments-${run}`;
  const [simulator, folder, elsewhere, aws] = await Promise.all([
    startSimulator(),
    makeFolder(),
    makeFolder(),
    startAws(),
  ]);
  const config = {
    ...configOf(MEMBERS, `${run}/`, simulator),
    alerts: { emails: ['payments@team.notreal'] },
  };
  await writeApp(folder, name, config);
  const outdir = join(folder.path, 'cdk.out');
  await promisify(execFile)(process.execPath, APP, {
    cwd: folder.path,
    env: {
      PATH: process.env.PATH,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON:
        '{"aws:cdk:enable-asset-metadata":true,"aws:cdk:enable-path-metadata":true}',
    },
  });
  const synthesis = {
    ...(await readSynthesis(outdir, name)),
    remove: () => folder.remove(),
  };
  const access = { endpoint: aws.url, region: REGION, ...KEYS };
  const stage = await openStage({
    name,
    prefix: `${run}/`,
    endpoint: aws.url,
    members: MEMBERS,
    synthesis,
    simulator,
  });
  const gateway = await startDoctorGateway(aws.url);
  const physicalIds = await physicalIdsOf(name, access);
  const logicalIds = (type: string, path: string) =>
    Object.entries(synthesis.template.Resources)
      .filter(([id, { Type }]) => Type === type && id.startsWith(`QontoMonitor${path}`))
      .map(([id]) => id);
  const deployed = (type: string, path: string) =>
    physicalIds[logicalIds(type, path)[0] ?? ''] ?? '';
  const alarmIds = logicalIds('AWS::CloudWatch::Alarm', '');
  const [scheduleId = ''] = logicalIds('AWS::Scheduler::Schedule', '');
  const named = (logicalId: string) => `${name}-${logicalId}`;
  gateway.missing = [
    ...alarmIds.map((id) => ({ type: 'AWS::CloudWatch::Alarm', id })),
    { type: 'AWS::Scheduler::Schedule', id: scheduleId },
  ].map(({ type, id }) => ({ type, logicalId: id, physicalId: named(id) }));

  const operations = deployed('AWS::SNS::Topic', 'OperationsTopic');
  const watch = new CloudWatchClient(access);
  const putAlarm = async (AlarmName: string, ActionsEnabled: boolean) => {
    await watch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        AlarmDescription: 'What to do about it.',
        ActionsEnabled,
        AlarmActions: [operations],
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        EvaluationPeriods: 1,
        MetricName: 'Errors',
        Namespace: 'Test',
        Period: 300,
        Statistic: 'Sum',
        Threshold: 1,
      }),
    );
  };
  for (const id of alarmIds) await putAlarm(named(id), true);
  await new SchedulerClient(access).send(
    new CreateScheduleCommand({
      Name: named(scheduleId),
      ScheduleExpression: 'rate(5 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: `arn:aws:lambda:${REGION}:123456789012:function:${deployed('AWS::Lambda::Function', 'Function')}`,
        RoleArn: 'arn:aws:iam::123456789012:role/not-real',
      },
    }),
  );
  await new SNSClient(access).send(
    new SubscribeCommand({
      TopicArn: operations,
      Protocol: 'email',
      Endpoint: 'payments@team.notreal',
    }),
  );
  const env = { AWS_ENDPOINT_URL: gateway.url, AWS_REGION: REGION };
  return {
    ...stage,
    gateway,
    name,
    access,
    alarms: alarmIds.map(named),
    putAlarm,
    schedule: named(scheduleId),
    configure: (change) => folder.write('config.json', { ...config, ...change }),
    doctor: (...args) => folder.run(['doctor', '--stack', name, ...args], env),
    doctorElsewhere: (...args) => elsewhere.run(['doctor', '--stack', name, ...args], env),
    close: async () => {
      await Promise.all([stage.close(), gateway.close()]);
      await Promise.all([aws.stop(), simulator.close(), folder.remove(), elsewhere.remove()]);
    },
  };
}

const KEYS = { credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

const urlOf = (path: string) => new URL(`../../${path}`, import.meta.url).href;

const APP = ['--import', urlOf('node_modules/tsx/dist/loader.mjs'), 'app.ts'];

/** As `cdk init` makes it, with a function of the team's own beside the monitor. */
async function writeApp(folder: Folder, name: string, config: object): Promise<void> {
  const modules = fileURLToPath(urlOf('node_modules'));
  await Promise.all([
    folder.write('cdk.json', { app: `node ${APP.join(' ')}` }),
    folder.write('config.json', config),
    folder.write(
      'app.ts',
      `
import { readFileSync } from 'node:fs';
import { App, Stack } from '${modules}/aws-cdk-lib/index.js';
import { Code, Function as LambdaFunction, Runtime } from '${modules}/aws-cdk-lib/aws-lambda/index.js';
import { Topic } from '${modules}/aws-cdk-lib/aws-sns/index.js';
import { AuthMonitor } from '${urlOf('lib/index.ts')}';

const stack = new Stack(new App(), '${name}');
new LambdaFunction(stack, 'AFunction', {
  code: Code.fromInline('exports.handler = async () => ' + (process.env.TEAM ?? 1)),
  handler: 'index.handler',
  runtime: Runtime.NODEJS_24_X,
});
new Topic(stack, 'ATopic');
new AuthMonitor(stack, 'QontoMonitor', { config: JSON.parse(readFileSync('config.json', 'utf8')) });
stack.node.root.synth();
`,
    ),
  ]);
}

async function physicalIdsOf(
  StackName: string,
  access: DoctorStage['access'],
): Promise<Record<string, string>> {
  const client = new CloudFormationClient(access);
  const found: Record<string, string> = {};
  for await (const page of paginateListStackResources({ client }, { StackName })) {
    for (const { LogicalResourceId = '', PhysicalResourceId = '' } of page.StackResourceSummaries ??
      []) {
      found[LogicalResourceId] = PhysicalResourceId;
    }
  }
  return found;
}
