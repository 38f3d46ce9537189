import type { Ended } from '../../../simulator/state-machine/execution.ts';
import { type StateMachine, stateMachine } from '../../../simulator/state-machine/state-machine.ts';
import type { Invoked, Visit, World } from '../../../simulator/state-machine/world.ts';
import { VirtualTime } from '../../../simulator/virtual-time.ts';

export const START = Date.parse('2026-11-23T12:00:00Z');

/** A function of a test: it answers, or throws what {@link failing} makes. */
export type Behaviour = (payload: never, time: VirtualTime) => unknown;

class LambdaError extends Error {
  readonly type: string;
  constructor(type: string) {
    super('not real');
    this.type = type;
  }
}

/** An error of a function, by the name that Lambda gives it. */
export const failing = (type: string): Error => new LambdaError(type);

/** A state machine on virtual time, with files in memory. */
export interface Bench extends StateMachine {
  readonly time: VirtualTime;
  readonly files: Map<string, string>;
  readonly visits: Visit[];
  run(input?: unknown): Promise<Ended>;
}

export function bench(definition: object, functions: Record<string, Behaviour> = {}): Bench {
  const time = new VirtualTime(START);
  const files = new Map<string, string>();
  const visits: Visit[] = [];
  const world: World = {
    clock: time,
    invoke: async (name, payload): Promise<Invoked> => {
      try {
        return { payload: await functions[name]?.(payload as never, time) };
      } catch (error) {
        if (!(error instanceof LambdaError)) throw error;
        return { errorType: error.type, errorMessage: error.message };
      }
    },
    getObject: async (bucket, key) => {
      const text = files.get(`${bucket}/${key}`);
      if (text === undefined) throw new Error(`There is no ${key}.`);
      return text;
    },
    putObject: async (bucket, key, body) => {
      if (bucket === 'closed') throw new Error('not allowed');
      files.set(`${bucket}/${key}`, body);
    },
    left: (visit) => visits.push(visit),
  };
  const machine = stateMachine(JSON.stringify(definition), world);
  return {
    ...machine,
    time,
    files,
    visits,
    run: (input) => time.run(() => machine.start('run-1', input)),
  };
}

/** A task that calls a function with all of its input and hands on the answer. */
export const task = (FunctionName: string, rest: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName, 'Payload.$': '$' },
  OutputPath: '$.Payload',
  ...('Next' in rest ? {} : { End: true }),
  ...rest,
});

/** A machine of a few states, the first of which is the first. */
export const machineOf = (States: Record<string, object>, rest: object = {}) => ({
  StartAt: Object.keys(States)[0],
  States,
  ...rest,
});
