import { z } from 'zod';

// Exactly the states and fields of the Amazon States Language that this interpreter executes. A
// definition with anything else is refused, so that none is misread in silence.

const names = z.array(z.string()).min(1);
const path = z.string().startsWith('$');
const template = z.record(z.string(), z.unknown());

const retrier = z.strictObject({
  ErrorEquals: names,
  IntervalSeconds: z.int().min(1).default(1),
  MaxAttempts: z.int().min(0).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).optional(),
  // The longest delay that the strategy may come to is taken.
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});

const catcher = z.strictObject({
  ErrorEquals: names,
  ResultPath: path.nullable().default('$'),
  Next: z.string(),
});

const inAndOut = {
  Comment: z.string().optional(),
  InputPath: path.default('$'),
  OutputPath: path.default('$'),
};

const result = {
  ResultSelector: template.optional(),
  ResultPath: path.nullable().default('$'),
};

const onFaults = {
  Retry: z.array(retrier).default([]),
  Catch: z.array(catcher).default([]),
};

const next = { Next: z.string().optional(), End: z.literal(true).optional() };

const task = z.strictObject({
  Type: z.literal('Task'),
  Resource: z.string().regex(/^arn:[a-z-]+:states:::lambda:invoke$/, 'only lambda:invoke is known'),
  Parameters: template,
  TimeoutSeconds: z.int().min(1).optional(),
  ...inAndOut,
  ...result,
  ...onFaults,
  ...next,
});

const pass = z.strictObject({
  Type: z.literal('Pass'),
  Parameters: template.optional(),
  Result: z.unknown(),
  ...inAndOut,
  ResultPath: result.ResultPath,
  ...next,
});

const wait = z
  .strictObject({
    Type: z.literal('Wait'),
    Seconds: z.int().min(0).optional(),
    SecondsPath: path.optional(),
    Timestamp: z.iso.datetime().optional(),
    TimestampPath: path.optional(),
    ...inAndOut,
    ...next,
  })
  .refine(
    ({ Seconds, SecondsPath, Timestamp, TimestampPath }) =>
      [Seconds, SecondsPath, Timestamp, TimestampPath].filter((one) => one !== undefined).length ===
      1,
    'takes exactly one of Seconds, SecondsPath, Timestamp and TimestampPath',
  );

/** What a rule of a Choice may compare. */
export const COMPARISONS = {
  StringEquals: (value: unknown, wanted: unknown) => typeof value === 'string' && value === wanted,
  NumericEquals: (value: unknown, wanted: unknown) => typeof value === 'number' && value === wanted,
  NumericGreaterThan: (value: unknown, wanted: unknown) =>
    typeof value === 'number' && value > Number(wanted),
  BooleanEquals: (value: unknown, wanted: unknown) =>
    typeof value === 'boolean' && value === wanted,
} as const;

const rule = z
  .strictObject({
    Variable: path,
    Next: z.string(),
    StringEquals: z.string().optional(),
    NumericEquals: z.number().optional(),
    NumericGreaterThan: z.number().optional(),
    BooleanEquals: z.boolean().optional(),
  })
  .refine(
    (one) => Object.keys(COMPARISONS).filter((name) => name in one).length === 1,
    'takes exactly one comparison',
  );

const choice = z.strictObject({
  Type: z.literal('Choice'),
  Choices: z.array(rule).min(1),
  Default: z.string().optional(),
  ...inAndOut,
});

const succeed = z.strictObject({ Type: z.literal('Succeed'), ...inAndOut });

const fail = z.strictObject({
  Type: z.literal('Fail'),
  Comment: z.string().optional(),
  Error: z.string().optional(),
  Cause: z.string().optional(),
  ErrorPath: path.optional(),
  CausePath: path.optional(),
});

const childState = z.discriminatedUnion('Type', [task, pass, wait, choice, succeed, fail]);

const s3 = (operation: string) =>
  z.string().regex(new RegExp(`^arn:[a-z-]+:states:::s3:${operation}$`));

const map = z.strictObject({
  Type: z.literal('Map'),
  Label: z.string().max(40).optional(),
  ItemProcessor: z.strictObject({
    ProcessorConfig: z.strictObject({
      Mode: z.literal('DISTRIBUTED'),
      ExecutionType: z.literal('EXPRESS'),
    }),
    StartAt: z.string(),
    States: z.record(z.string(), childState),
  }),
  ItemReader: z.strictObject({
    Resource: s3('getObject'),
    ReaderConfig: z.strictObject({ InputType: z.literal('JSONL') }),
    Parameters: template,
  }),
  ItemBatcher: z.strictObject({
    MaxItemsPerBatch: z.int().min(1),
    BatchInput: template.optional(),
  }),
  // Zero is as many as there are, which nothing here should ask of Qonto.
  MaxConcurrency: z.int().min(1),
  ToleratedFailurePercentage: z.number().min(0).max(100).optional(),
  ToleratedFailureCount: z.int().min(0).optional(),
  ResultWriter: z.strictObject({ Resource: s3('putObject'), Parameters: template }),
  ...inAndOut,
  ...result,
  ...onFaults,
  ...next,
});

const definition = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
  StartAt: z.string(),
  TimeoutSeconds: z.int().min(1).optional(),
  States: z.record(
    z.string(),
    z.discriminatedUnion('Type', [task, pass, wait, choice, succeed, fail, map]),
  ),
});

/** A state machine's definition, all of which is understood. */
export type Definition = z.output<typeof definition>;

/** One of its states. */
export type State = Definition['States'][string];

/** A state of one type. */
export type StateOf<Type extends State['Type']> = Extract<State, { Type: Type }>;

/** A rule of what to do about a fault. */
export type Retrier = z.output<typeof retrier>;

/** States, and with which of them to begin. */
export interface States {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/**
 * Reads a definition.
 *
 * @throws Error that names whatever is in it that is not executed here
 */
export function readDefinition(text: string): Definition {
  const read = definition.safeParse(JSON.parse(text));
  if (!read.success) {
    throw new Error(
      `The definition holds what is not executed here.\n${z.prettifyError(read.error)}`,
    );
  }
  const { data } = read;
  for (const states of [data, ...mapsOf(data).map(({ ItemProcessor }) => ItemProcessor)]) {
    mustBeConnected(states);
  }
  return data;
}

/** The maps of a definition. */
export function mapsOf({ States }: Pick<Definition, 'States'>): StateOf<'Map'>[] {
  return Object.values(States).filter((state) => state.Type === 'Map');
}

function mustBeConnected({ StartAt, States: states }: States): void {
  const targets = Object.values(states).flatMap((state) => [
    ...('Next' in state && state.Next !== undefined ? [state.Next] : []),
    ...('Catch' in state ? state.Catch.map((one) => one.Next) : []),
    ...('Choices' in state ? state.Choices.map((one) => one.Next) : []),
    ...('Default' in state && state.Default !== undefined ? [state.Default] : []),
  ]);
  const unknown = [StartAt, ...targets].filter((name) => !Object.hasOwn(states, name));
  if (unknown.length > 0) throw new Error(`The definition has no state ${unknown.join(', ')}.`);
  for (const [name, state] of Object.entries(states)) {
    if (state.Type === 'Choice' || state.Type === 'Succeed' || state.Type === 'Fail') continue;
    if ((state.Next === undefined) === (state.End === undefined)) {
      throw new Error(`The state ${name} takes exactly one of Next and End.`);
    }
  }
}
