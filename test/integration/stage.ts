import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Report } from '../../lambda/report.ts';
import { FAKE_IBAN } from '../../simulator/business-bodies.ts';
import { headerOf, type RecordedRequest } from '../../simulator/recorded-request.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { type Ended, makeFolder } from '../cli/command.ts';
import { type AwsProxy, SERVICE_WORDS, startAwsProxy } from './aws-proxy.ts';
import { codeCallsOf } from './code-calls.ts';
import { configOf, type Member } from './credentials.ts';
import { type FunctionProcess, startFunction } from './function-process.ts';
import { findLeaks, type Leak } from './leaks.ts';
import { openMailbox, type ReceivedAlert } from './mailbox.ts';
import type { Invocation } from './runtime-api.ts';
import { createSecrets, type Secrets } from './secrets.ts';
import { type Access, createStack } from './stack.ts';
import { openSweeper, type StartPart, type Sweeper } from './sweeper.ts';
import type { Synthesis } from './synthesis.ts';

/** An item of the status table. */
export type Item = Record<string, unknown>;

/** One deployment of the product, healthy to begin with, and the levers of a test. */
export interface Stage {
  readonly secrets: Secrets;
  /** Stands between the function and AWS, not between the test and AWS. */
  readonly proxy: AwsProxy;
  /** The same for the function that draws the dashboard's widget. */
  readonly widgetProxy: AwsProxy;
  /** The same between a developer's command line and AWS. */
  readonly developersProxy: AwsProxy;
  /** Starts another instance of the function, its clock ahead by some milliseconds. */
  start(clockAheadMs?: number): Promise<FunctionProcess>;
  /** Starts an instance of the function that draws the dashboard's widget. */
  startWidget(env?: Readonly<Record<string, string>>): Promise<FunctionProcess>;
  /** The state machine that sweeps in steps, with the functions that it calls, all of it ahead. */
  openSweeper(clockAheadMs?: number): Promise<Sweeper>;
  /** Invokes an instance that is expected to answer. */
  run(instance: FunctionProcess, event?: unknown): Promise<Report>;
  /** Runs the command line on this deployment, as a developer does. */
  command(...args: string[]): Promise<Ended>;
  /** Stores something for a credential of the sandbox with the command line, from standard input. */
  storeByCommand(credential: string, content: object): Promise<Ended>;
  /** Alerts that have arrived since the last look. */
  alerts(): Promise<ReceivedAlert[]>;
  /** The whole status table. */
  table(): Promise<Item[]>;
  /** Writes an item into the status table, as another version of the function may have. */
  plant(item: Item): Promise<void>;
  /** Ids of the alerts that the table says were not delivered yet. */
  owedAlerts(): Promise<string[]>;
  /** Requests that Qonto received with a value of Authorization, oldest first. */
  requestsWith(authorization: string): RecordedRequest[];
  /** What a function's calls have asked of IAM, each once. @default those of the monitor's own */
  codeCalls(of?: AwsProxy): string[];
  /** The same of the function that draws the dashboard's widget. */
  widgetCalls(): string[];
  /** Ends all instances, and finds secret values in anything that came out of them. */
  leaks(): Promise<Leak[]>;
  close(): Promise<void>;
}

/** What a stage is made of. */
export interface StageOptions {
  /** Of the stack; no two stages have the same. */
  readonly name: string;
  /** Of the secrets' names. */
  readonly prefix: string;
  readonly endpoint: string;
  readonly members: Readonly<Record<string, Member>>;
  readonly synthesis: Synthesis;
  readonly simulator: Simulator;
}

/** Any region will do. */
const REGION = 'eu-west-3';

/** Deploys the product, and prepares all around it. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { name, prefix, endpoint, members, synthesis, simulator } = options;
  const access: Access = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  for (const environment of [simulator.production, simulator.sandbox]) {
    environment.faults.clear();
    environment.clearRequests();
    environment.missingAuthorizationStatus = 400;
    environment.strictStagingHeaderCase = false;
    // All tests of a file come from one address; what Qonto counts there is not their concern.
    environment.rateLimits = false;
  }
  const stack = await createStack(name, synthesis.template, access);
  const [secrets, mailbox, proxy, widgetProxy, developersProxy, folder] = await Promise.all([
    createSecrets(members, prefix, simulator, access),
    openMailbox(name, stack.topicArn, access),
    startAwsProxy(endpoint),
    startAwsProxy(endpoint),
    startAwsProxy(endpoint),
    makeFolder(),
  ]);
  const dynamo = new DynamoDBClient(access);
  const instances: FunctionProcess[] = [];
  const sweepers: Sweeper[] = [];
  const answers: string[] = [];

  const table = async () => {
    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: stack.tableName }));
    return Items.map((item): Item => unmarshall(item)).sort((a, b) =>
      String(a.sk).localeCompare(String(b.sk)),
    );
  };
  const watch = (instance: FunctionProcess): FunctionProcess => {
    const watched: FunctionProcess = {
      ...instance,
      invoke: async (event) => {
        const invocation = await instance.invoke(event);
        answers.push(JSON.stringify(invocation));
        return invocation;
      },
    };
    instances.push(watched);
    return watched;
  };
  const start = async (clockAheadMs = 0) =>
    watch(
      await startFunction({
        assetFolder: synthesis.assetFolder,
        handler: stack.handler,
        timeoutMs: stack.timeoutMs,
        env: {
          ...LAMBDA_ENVIRONMENT,
          ...stack.env,
          AWS_ENDPOINT_URL: proxy.url,
          CLOCK_AHEAD_MS: String(clockAheadMs),
        },
      }),
    );
  const openSweeps = async (clockAheadMs = 0) => {
    const { sweeps } = stack;
    const { sweepsFolder } = synthesis;
    if (sweeps === null || sweepsFolder === null) throw new Error('The stack sweeps in one step.');
    const start: StartPart = async ({ handler, timeoutMs, env }, url) =>
      watch(
        await startFunction({
          assetFolder: sweepsFolder,
          handler,
          timeoutMs,
          env: {
            ...LAMBDA_ENVIRONMENT,
            ...env,
            AWS_ENDPOINT_URL: url,
            CLOCK_AHEAD_MS: String(clockAheadMs),
          },
        }),
      );
    const sweeper = await openSweeper(sweeps, access, { start, clockAheadMs });
    sweepers.push(sweeper);
    return sweeper;
  };
  const startWidget = async (env = {}) => {
    const { widget } = stack;
    if (widget === null) throw new Error('The stack has no dashboard.');
    return watch(
      await startFunction({
        assetFolder: synthesis.widgetFolder,
        handler: widget.handler,
        timeoutMs: widget.timeoutMs,
        env: { ...LAMBDA_ENVIRONMENT, ...widget.env, AWS_ENDPOINT_URL: widgetProxy.url, ...env },
      }),
    );
  };
  const askedBy = ({ allCalls }: AwsProxy) =>
    codeCallsOf(allCalls, {
      ...stack,
      bucketName: stack.sweeps?.bucketName,
      isConfigured: (secretId) => secretId.startsWith(prefix),
      isManaged: (secretId) =>
        Object.values(members).some(
          ({ secret, tokens }) => tokens === 'manage' && secretId === prefix + secret,
        ),
    });

  const command = async (args: readonly string[], input?: string) => {
    const env = { AWS_ENDPOINT_URL: developersProxy.url, AWS_REGION: REGION };
    const ended = await folder.run([...args, '--stack', name], env, input);
    answers.push(ended.stdout, ended.stderr);
    return ended;
  };

  return {
    secrets,
    proxy,
    widgetProxy,
    developersProxy,
    start,
    startWidget,
    openSweeper: openSweeps,
    run: async (instance, event = {}) => reportOf(await instance.invoke(event)),
    command: (...args) => command(args),
    storeByCommand: async (credential, content) => {
      await folder.write('deployed.json', configOf(members, prefix, simulator));
      const args = ['store', '--config', 'deployed.json', '-e', 'sandbox', '-c', credential];
      return command(args, JSON.stringify(content));
    },
    alerts: mailbox.receive,
    table,
    plant: async (item) => {
      await dynamo.send(new PutItemCommand({ TableName: stack.tableName, Item: marshall(item) }));
    },
    owedAlerts: async () => (await table()).flatMap(({ outbox }) => Object.keys(outbox ?? {})),
    requestsWith: (authorization) =>
      [...simulator.production.requests, ...simulator.sandbox.requests].filter(
        (request) => headerOf(request, 'Authorization') === authorization,
      ),
    codeCalls: (of = proxy) => askedBy(of),
    widgetCalls: () => askedBy(widgetProxy),
    leaks: async () => {
      await Promise.all(instances.map((instance) => instance.kill()));
      await mailbox.receive();
      const outputs = {
        logs: instances.map((instance) => instance.logs()).join('\n'),
        answers: answers.join('\n'),
        alerts: mailbox.texts.join('\n'),
        table: JSON.stringify(await table()),
        // Managed tokens are stored, and in their secret alone.
        'calls of AWS': [proxy, ...sweepers.flatMap(({ proxies }) => Object.values(proxies))]
          .flatMap(({ allCalls }) => allCalls)
          .filter(({ operation }) => operation !== 'PutSecretValue')
          .map(({ body }) => body)
          .join('\n'),
      };
      return findLeaks(outputs, [...secrets.planted, FAKE_IBAN, SERVICE_WORDS]);
    },
    close: async () => {
      await Promise.all(instances.map((instance) => instance.kill()));
      const proxies = [proxy, widgetProxy, developersProxy].map((one) => one.close());
      await Promise.all([
        ...proxies,
        ...sweepers.map((sweeper) => sweeper.close()),
        secrets.remove(),
        folder.remove(),
      ]);
    },
  };
}

function reportOf(invocation: Invocation): Report {
  if ('payload' in invocation) return invocation.payload as Report;
  throw new Error(`The function failed: ${invocation.errorType}: ${invocation.errorMessage}`);
}

/** What Lambda sets for every function. */
const LAMBDA_ENVIRONMENT: Readonly<Record<string, string>> = {
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'monitor',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_FORMAT: 'JSON',
  AWS_LAMBDA_LOG_LEVEL: 'INFO',
  TZ: ':UTC',
  LANG: 'en_US.UTF-8',
  // These tests may run on an older Node than Lambda does, of which the SDK warns.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};
