import pLimit from 'p-limit';
import { effectiveInput, within } from './data-flow.ts';
import type { StateOf } from './definition.ts';
import { type Ended, execute } from './execution.ts';
import { StateFault } from './fault.ts';
import { fill } from './paths.ts';
import { type Child, resultFiles } from './result-files.ts';
import type { World } from './world.ts';

/**
 * How long an Express execution may last, in seconds.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const EXPRESS_SECONDS = 300;

/** A run of a Distributed Map. */
export interface MapRun {
  /** Names the run and its files; its children's names begin with it. */
  readonly id: string;
  readonly machine: string;
  readonly state: StateOf<'Map'>;
  readonly input: unknown;
  readonly context: unknown;
  readonly world: World;
}

/**
 * Carries out a Distributed Map: reads the items, hands them to children in batches, so many at once,
 * in the order of the items, and writes down what came of each.
 *
 * @returns what the state's result is: where the list of result files is
 * @throws StateFault when too many children failed, after the files are written
 */
export async function runDistributedMap(run: MapRun): Promise<unknown> {
  const { id, machine, state, input, context, world } = run;
  const scope = { input, context };
  const batches = batchesOf(await itemsOf(run), state);
  const BatchInput =
    state.ItemBatcher.BatchInput === undefined
      ? {}
      : { BatchInput: fill(state.ItemBatcher.BatchInput, scope) };

  const children: Child[] = [];
  const isOver = () => isBeyondTolerance(children.filter(hasFailed).length, batches.length, state);
  const limit = pLimit(state.MaxConcurrency);
  await Promise.all(
    batches.map((Items, index) =>
      limit(async () => {
        const child = { name: `${id}-${index}`, input: { ...BatchInput, Items } };
        const startedAt = world.clock.now();
        // Once too many have failed, no other begins.
        const ended: Ended | null = isOver()
          ? null
          : await execute(state.ItemProcessor, {
              ...child,
              startedAt,
              timeoutSeconds: EXPRESS_SECONDS,
              world,
            });
        children.push({ ...child, startedAt, stoppedAt: world.clock.now(), ended });
      }),
    ),
  );

  const { Bucket, Prefix } = effectiveInput(
    { InputPath: '$', Parameters: state.ResultWriter.Parameters },
    input,
    context,
  ) as { Bucket: string; Prefix: string };
  const files = resultFiles({ id, machine, bucket: Bucket, prefix: Prefix }, children);
  for (const { key, body } of files.all) {
    await world.putObject(Bucket, key, body).catch((error: Error) => {
      throw new StateFault('States.ResultWriterFailed', error.message);
    });
  }
  if (isOver()) {
    const cause = 'The specified tolerated failure threshold was exceeded.';
    throw new StateFault('States.ExceedToleratedFailureThreshold', cause);
  }
  return {
    MapRunArn: files.mapRunArn,
    ResultWriterDetails: { Bucket, Key: files.manifestKey },
  };
}

async function itemsOf({ state, input, context, world }: MapRun): Promise<unknown[]> {
  const { Bucket, Key, ...others } = fill(state.ItemReader.Parameters, {
    input,
    context,
  }) as Record<string, string>;
  if (Bucket === undefined || Key === undefined || Object.keys(others).length > 0) {
    throw new Error('The parameters of the ItemReader are not understood here.');
  }
  const text = await world.getObject(Bucket, Key).catch((error: Error) => {
    throw new StateFault('States.ItemReaderFailed', error.message);
  });
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length === 0) throw new Error('Nobody says what AWS does with a file without items.');
  return lines.map((line) => within(JSON.parse(line), 'An item'));
}

function batchesOf(items: readonly unknown[], { ItemBatcher }: StateOf<'Map'>): unknown[][] {
  const { MaxItemsPerBatch: most } = ItemBatcher;
  return Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
    items.slice(index * most, (index + 1) * most),
  );
}

function hasFailed({ ended }: Child): boolean {
  return ended !== null && ended.status !== 'SUCCEEDED';
}

/** Where nothing is said, none may fail. */
function isBeyondTolerance(failed: number, all: number, state: StateOf<'Map'>): boolean {
  const { ToleratedFailureCount: count, ToleratedFailurePercentage: percentage } = state;
  if (count === undefined && percentage === undefined) return failed > 0;
  return failed > (count ?? Infinity) || failed > (all * (percentage ?? Infinity)) / 100;
}
