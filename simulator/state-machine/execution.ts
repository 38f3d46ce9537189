import { isoTime } from '../../lambda/clock.ts';
import { bytesOf, effectiveInput, outputOf, within } from './data-flow.ts';
import { COMPARISONS, type Retrier, type State, type StateOf, type States } from './definition.ts';
import { matches, StateFault } from './fault.ts';
import { find, putAt } from './paths.ts';
import type { World } from './world.ts';

/** What an execution came to. */
export type Ended =
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  | { readonly status: 'FAILED' | 'TIMED_OUT'; readonly error: string; readonly cause: string };

/** One execution of some states. */
export interface Execution {
  readonly name: string;
  readonly input: unknown;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** In seconds; left out: it may last as long as it likes. */
  readonly timeoutSeconds?: number | undefined;
  readonly world: World;
  /** Carries out a map; left out: there must be none, as within a map. */
  readonly runMap?: (state: StateOf<'Map'>, input: unknown, context: unknown) => Promise<unknown>;
}

/** How long a state may wait, and by when the execution has to be over. */
interface Course extends Execution {
  readonly context: unknown;
  readonly deadline: number;
}

interface Step {
  readonly output: unknown;
  readonly next: string | undefined;
}

/** Ends an execution from wherever it is. */
class ExecutionTimeout extends Error {}

/**
 * Carries out states, one after the other. Timeouts are seen when a state ends or before it waits:
 * what a function does is not cut short, as in AWS.
 */
export async function execute(states: States, execution: Execution): Promise<Ended> {
  const { name, input, startedAt, timeoutSeconds, world } = execution;
  const course: Course = {
    ...execution,
    context: { Execution: { Name: name, StartTime: isoTime(startedAt), Input: input } },
    deadline: timeoutSeconds === undefined ? Infinity : startedAt + timeoutSeconds * 1_000,
  };
  try {
    let at: string | undefined = states.StartAt;
    let data = within(input, 'The input of the execution');
    while (at !== undefined) {
      const state: State | undefined = states.States[at];
      if (state === undefined) throw new Error(`There is no state ${at}.`);
      const step: Step = await visit(at, state, data, course);
      if (world.clock.now() > course.deadline) throw new ExecutionTimeout();
      data = step.output;
      at = step.next;
    }
    return { status: 'SUCCEEDED', output: data };
  } catch (error) {
    if (error instanceof ExecutionTimeout) {
      return {
        status: 'TIMED_OUT',
        error: 'States.Timeout',
        cause: `It took ${timeoutSeconds} s.`,
      };
    }
    // Anything else is a fault of this interpreter, or a definition that it does not understand.
    if (!(error instanceof StateFault)) throw error;
    return { status: 'FAILED', error: error.name, cause: error.message };
  }
}

async function visit(name: string, state: State, input: unknown, course: Course): Promise<Step> {
  const { world } = course;
  const enteredAt = world.clock.now();
  const tell = (output: unknown, error: string | null) =>
    world.left?.({
      execution: course.name,
      state: name,
      enteredAt,
      leftAt: world.clock.now(),
      inputBytes: bytesOf(input),
      outputBytes: output === undefined ? null : bytesOf(output),
      error,
    });
  try {
    const step = await carryOut(state, input, course);
    const output = within(step.output, `The output of ${name}`);
    tell(output, null);
    return { ...step, output };
  } catch (error) {
    const caught = error instanceof StateFault ? catchOf(state, input, error) : null;
    tell(caught?.output, error instanceof Error ? error.name : 'unknown');
    if (caught === null) throw error;
    return caught;
  }
}

function catchOf(state: State, input: unknown, fault: StateFault): Step | null {
  const catchers = 'Catch' in state ? state.Catch : [];
  const found = catchers.find(({ ErrorEquals }) => matches(ErrorEquals, fault));
  if (found === undefined) return null;
  const output = putAt(found.ResultPath, input, { Error: fault.name, Cause: fault.message });
  return { output: within(output, 'What was caught'), next: found.Next };
}

async function carryOut(state: State, input: unknown, course: Course): Promise<Step> {
  const { context } = course;
  switch (state.Type) {
    case 'Task': {
      const result = await retried(state.Retry, course, () => invoke(state, input, course));
      return { output: outputOf(state, input, result, context), next: state.Next };
    }
    case 'Map': {
      const { runMap } = course;
      if (runMap === undefined) throw new Error('A map within a map is not executed here.');
      const inner = effectiveInput({ InputPath: state.InputPath }, input, context);
      const result = await retried(state.Retry, course, () => runMap(state, inner, context));
      return { output: outputOf(state, input, result, context), next: state.Next };
    }
    case 'Pass': {
      const inner = effectiveInput(state, input, context);
      return {
        output: outputOf(state, input, state.Result ?? inner, context),
        next: state.Next,
      };
    }
    case 'Wait': {
      const inner = effectiveInput(state, input, context);
      await pause(waitMs(state, inner, course), course);
      return { output: outputOf(state, inner, inner, context), next: state.Next };
    }
    case 'Choice': {
      const inner = effectiveInput(state, input, context);
      return {
        output: outputOf(state, inner, inner, context),
        next: chosen(state, inner, context),
      };
    }
    case 'Succeed': {
      const inner = effectiveInput(state, input, context);
      return { output: outputOf(state, inner, inner, context), next: undefined };
    }
    case 'Fail': {
      const textAt = (path: string | undefined) =>
        path === undefined ? '' : String(find(path, { input, context }));
      throw new StateFault(
        state.Error ?? textAt(state.ErrorPath),
        state.Cause ?? textAt(state.CausePath),
      );
    }
  }
}

async function invoke(state: StateOf<'Task'>, input: unknown, course: Course): Promise<unknown> {
  const { world, context } = course;
  const parameters = effectiveInput(state, input, context) as Record<string, unknown>;
  const { FunctionName, Payload, ...others } = parameters;
  if (typeof FunctionName !== 'string' || Object.keys(others).length > 0) {
    throw new Error(`These parameters are not understood here: ${JSON.stringify(others)}`);
  }
  const beganAt = world.clock.now();
  const invoked = await world.invoke(FunctionName, within(Payload, 'What the function gets'));
  if (world.clock.now() > beganAt + (state.TimeoutSeconds ?? Infinity) * 1_000) {
    throw new StateFault('States.Timeout', `The task took more than ${state.TimeoutSeconds} s.`);
  }
  if ('payload' in invoked) {
    const result = { ExecutedVersion: '$LATEST', Payload: invoked.payload, StatusCode: 200 };
    return within(result, 'What the function answered');
  }
  // The cause is what Lambda answered, as text.
  throw new StateFault(invoked.errorType, JSON.stringify(invoked), { isOfTask: true });
}

async function retried<T>(
  rules: readonly Retrier[],
  course: Course,
  work: () => Promise<T>,
): Promise<T> {
  const tries = new Map<Retrier, number>();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const rule =
        error instanceof StateFault
          ? rules.find(({ ErrorEquals }) => matches(ErrorEquals, error))
          : undefined;
      const before = rule === undefined ? Infinity : (tries.get(rule) ?? 0);
      if (rule === undefined || before >= rule.MaxAttempts) throw error;
      tries.set(rule, before + 1);
      const seconds = rule.IntervalSeconds * rule.BackoffRate ** before;
      await pause(Math.min(seconds, rule.MaxDelaySeconds ?? Infinity) * 1_000, course);
    }
  }
}

function waitMs(state: StateOf<'Wait'>, input: unknown, { world, context }: Course): number {
  const { Seconds, SecondsPath, Timestamp, TimestampPath } = state;
  const valueAt = (path: string) => find(path, { input, context });
  if (Seconds !== undefined) return Seconds * 1_000;
  if (SecondsPath !== undefined) return Number(valueAt(SecondsPath)) * 1_000;
  const timestamp = TimestampPath === undefined ? Timestamp : valueAt(TimestampPath);
  const until = Date.parse(String(timestamp));
  if (Number.isNaN(until)) throw new StateFault('States.Runtime', `No timestamp: ${timestamp}`);
  // Milliseconds of a timestamp are cut off.
  return Math.max(0, Math.floor(until / 1_000) * 1_000 - world.clock.now());
}

async function pause(ms: number, { world, deadline }: Course): Promise<void> {
  const left = deadline - world.clock.now();
  if (ms > 0) await world.clock.sleep(Math.min(ms, left));
  if (ms > left) throw new ExecutionTimeout();
}

function chosen(state: StateOf<'Choice'>, input: unknown, context: unknown): string {
  const rule = state.Choices.find((one) =>
    Object.entries(COMPARISONS).some(
      ([name, compare]) =>
        name in one &&
        compare(find(one.Variable, { input, context }), one[name as keyof typeof COMPARISONS]),
    ),
  );
  const next = rule?.Next ?? state.Default;
  if (next === undefined) throw new StateFault('States.NoChoiceMatched', 'No rule matches.');
  return next;
}
