import { readDefinition } from './definition.ts';
import { runDistributedMap } from './distributed-map.ts';
import { type Ended, execute } from './execution.ts';
import type { World } from './world.ts';

/** A state machine of Step Functions, as far as its definition is understood here. */
export interface StateMachine {
  /** Runs an execution to its end, whatever that is. */
  start(name: string, input?: unknown): Promise<Ended>;
}

/**
 * Makes a state machine of its definition: JSON, in which all names of functions and buckets stand.
 *
 * @throws Error when anything in the definition is not executed here
 */
export function stateMachine(definition: string, world: World): StateMachine {
  const states = readDefinition(definition);
  let maps = 0;
  return {
    start: (name, input = {}) =>
      execute(states, {
        name,
        input,
        startedAt: world.clock.now(),
        timeoutSeconds: states.TimeoutSeconds,
        world,
        runMap: (state, inner, context) => {
          maps += 1;
          const id = `${name}-map-${maps}`;
          return runDistributedMap({
            id,
            machine: 'sweep',
            state,
            input: inner,
            context,
            world,
          });
        },
      }),
  };
}
