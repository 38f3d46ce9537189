import { isSame, refersTo, type Template, valueAt } from './template.ts';

/** A part of a monitor, as a template describes it. */
export interface Part {
  readonly logicalId: string;
  readonly properties: unknown;
}

/** A function of a monitor. */
export interface FunctionPart extends Part {
  /** The hash of its code and configuration; null where the template does not tell. */
  readonly asset: string | null;
}

/** The parts of one monitor among all that a stack holds. */
export interface MonitorParts {
  /** The one that checks on demand. */
  readonly function: FunctionPart;
  /** All that work with its table: that one, the dashboard's, and those of distributed sweeps. */
  readonly functions: readonly FunctionPart[];
  /** Starts the sweeps. */
  readonly schedule: Part | null;
  /** Sweeps in the function's place. */
  readonly stateMachine: Part | null;
  /** The alarms about the monitor itself. */
  readonly alarms: readonly Part[];
  /** The Slack channels that alerts are posted to. */
  readonly slackChannels: readonly Part[];
}

/**
 * The monitors in a template, found by what refers to what: a stack of a team holds functions, topics,
 * schedules and alarms of others.
 */
export function monitorsIn(template: Template): MonitorParts[] {
  return partsOf(template, 'AWS::Lambda::Function')
    .filter(isMonitorFunction)
    .map((one) => partsOfMonitor(template, one));
}

/** The value of an environment variable of a function, as the template gives it. */
export function variableOf({ properties }: Part, name: string): unknown {
  return valueAt(properties, 'Environment', 'Variables', name);
}

/** The one function that has a table, publishes alerts and is no step of a sweep. */
function isMonitorFunction(part: Part): boolean {
  return (
    variableOf(part, 'POWERTOOLS_SERVICE_NAME') === 'qonto-auth-monitor' &&
    variableOf(part, 'ALERT_TOPIC_ARN') !== undefined &&
    variableOf(part, 'STATE_TABLE_NAME') !== undefined &&
    valueAt(part.properties, 'Handler') === 'index.handler'
  );
}

function partsOfMonitor(template: Template, checks: Part): MonitorParts {
  const table = variableOf(checks, 'STATE_TABLE_NAME');
  const topic = variableOf(checks, 'ALERT_TOPIC_ARN');
  const functions = partsOf(template, 'AWS::Lambda::Function').filter((one) =>
    isSame(variableOf(one, 'STATE_TABLE_NAME'), table),
  );
  const [stateMachine = null] = partsOf(template, 'AWS::StepFunctions::StateMachine').filter(
    ({ properties }) => refersTo(valueAt(properties, 'DefinitionString'), idsOf(functions)),
  );
  const started = idsOf(stateMachine === null ? [checks] : [checks, stateMachine]);
  const [schedule = null] = partsOf(template, 'AWS::Scheduler::Schedule').filter(
    ({ properties }) =>
      refersTo(valueAt(properties, 'Target', 'Arn'), started) &&
      String(valueAt(properties, 'Target', 'Input')).includes('"sweep"'),
  );
  const watched = new Set([
    ...idsOf(functions),
    ...started,
    ...referredIds(topic),
    ...referredIds(valueAt(schedule?.properties, 'Target', 'DeadLetterConfig', 'Arn')),
  ]);
  const construct = constructOf(template, checks);
  return {
    function: functionPart(checks),
    functions: functions.map(functionPart),
    schedule,
    stateMachine,
    alarms: partsOf(template, 'AWS::CloudWatch::Alarm').filter((one) =>
      construct === null
        ? ['Dimensions', 'Metrics'].some((name) => refersTo(valueAt(one.properties, name), watched))
        : pathOf(template, one)?.startsWith(construct),
    ),
    slackChannels: partsOf(template, 'AWS::Chatbot::SlackChannelConfiguration').filter(
      ({ properties }) => {
        const topics = valueAt(properties, 'SnsTopicArns');
        return Array.isArray(topics) && topics.some((one) => isSame(one, topic));
      },
    ),
  };
}

function partsOf({ Resources = {} }: Template, type: string): Part[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([logicalId, { Properties }]) => ({ logicalId, properties: Properties }));
}

function functionPart(part: Part): FunctionPart {
  const key = valueAt(part.properties, 'Code', 'S3Key');
  // A synthesizer may put assets into a folder of the bucket.
  return { ...part, asset: typeof key === 'string' ? (key.split('/').at(-1) ?? null) : null };
}

function idsOf(parts: readonly Part[]): Set<string> {
  return new Set(parts.map(({ logicalId }) => logicalId));
}

/** The part that a whole value refers to. */
function referredIds(value: unknown): string[] {
  const [id] = [valueAt(value, 'Ref'), valueAt(value, 'Fn::GetAtt')].flat().filter(Boolean);
  return typeof id === 'string' ? [id.split('.')[0] ?? id] : [];
}

/**
 * The construct path of the monitor, which tells its own alarms from those that a team has built upon its
 * parts; null where templates are synthesized without paths.
 */
function constructOf(template: Template, part: Part): string | null {
  return /^(.+\/)Function\/Resource$/.exec(pathOf(template, part) ?? '')?.[1] ?? null;
}

function pathOf({ Resources }: Template, { logicalId }: Part): string | null {
  const path = Resources?.[logicalId]?.Metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? path : null;
}
