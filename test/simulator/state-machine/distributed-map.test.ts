import { describe, expect, it } from 'vitest';
import { type Behaviour, type Bench, bench, failing, machineOf, START, task } from './machines.ts';

interface Batch {
  readonly BatchInput?: unknown;
  readonly Items: readonly number[];
}

const mapOf = (rest: object = {}, states?: Record<string, object>) => ({
  Type: 'Map',
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSONL' },
    Parameters: {
      Bucket: 'runs',
      'Key.$': "States.Format('runs/{}/inventory.jsonl', $$.Execution.Name)",
    },
  },
  ItemBatcher: { MaxItemsPerBatch: 20, BatchInput: { 'run.$': '$.run' } },
  MaxConcurrency: 3,
  ToleratedFailurePercentage: 100,
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    ...machineOf(states ?? { Check: task('check') }),
  },
  ResultWriter: {
    Resource: 'arn:aws:states:::s3:putObject',
    Parameters: { Bucket: 'runs', 'Prefix.$': "States.Format('runs/{}', $$.Execution.Name)" },
  },
  ResultPath: '$.results',
  End: true,
  ...rest,
});

function benchOf(map: object, check: Behaviour, items = 45): Bench {
  const machine = bench(machineOf({ All: map, Told: { Type: 'Succeed' } }), { check });
  const lines = Array.from({ length: items }, (_, index) => `${index}\n`);
  machine.files.set('runs/runs/run-1/inventory.jsonl', lines.join(''));
  return machine;
}

const resultsOf = (ended: unknown) =>
  (ended as { output: { results: { MapRunArn: string; ResultWriterDetails: { Key: string } } } })
    .output.results;

const fileOf = (machine: Bench, key: string) => JSON.parse(machine.files.get(`runs/${key}`) ?? '');

describe('a Distributed Map', () => {
  it('hands all items to children, in their order and in batches, with what all are told', async () => {
    const got: Batch[] = [];
    const machine = benchOf(mapOf(), (batch: Batch) => {
      got.push(batch);
      return batch.Items.length;
    });
    const ended = await machine.run({ run: 'a' });

    expect(got.map(({ Items }) => Items.length)).toEqual([20, 20, 5]);
    expect(got.flatMap(({ Items }) => Items)).toEqual(Array.from({ length: 45 }, (_, i) => i));
    expect(got.map(({ BatchInput }) => BatchInput)).toEqual([
      { run: 'a' },
      { run: 'a' },
      { run: 'a' },
    ]);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { run: 'a' } });
  });

  it('has no more children under way than it may', async () => {
    let running = 0;
    let most = 0;
    const machine = benchOf(
      mapOf(
        { MaxConcurrency: 4 },
        {
          Check: task('check', { Next: 'Rest' }),
          Rest: { Type: 'Wait', Seconds: 2, End: true },
        },
      ),
      async (_batch, time) => {
        running += 1;
        most = Math.max(most, running);
        await time.sleep(1_000);
        running -= 1;
      },
      20 * 11,
    );
    await machine.run({ run: 'a' });

    expect(most).toBe(4);
    // Eleven children, four at once: three rounds of a second each, and two of rest.
    expect(machine.time.now() - START).toBe(9_000);
  });

  it('writes what came of the children as AWS documents it', async () => {
    const machine = benchOf(mapOf(), ({ Items }: Batch) => {
      if (Items[0] === 20) throw failing('Runtime.ExitError');
      return { first: Items[0] };
    });
    const { MapRunArn, ResultWriterDetails } = resultsOf(await machine.run({ run: 'a' }));
    const { Key } = ResultWriterDetails;
    const folder = Key.replace('/manifest.json', '');
    const manifest = fileOf(machine, Key);
    const size = (name: string) => machine.files.get(`runs/${folder}/${name}`)?.length;

    expect(folder).toMatch(/^runs\/run-1\/[^/]+$/);
    expect(ResultWriterDetails).toEqual({ Bucket: 'runs', Key });
    expect(manifest).toEqual({
      DestinationBucket: 'runs',
      MapRunArn,
      ResultFiles: {
        FAILED: [{ Key: `${folder}/FAILED_0.json`, Size: size('FAILED_0.json') }],
        PENDING: [],
        SUCCEEDED: [{ Key: `${folder}/SUCCEEDED_0.json`, Size: size('SUCCEEDED_0.json') }],
      },
    });
    const [first] = fileOf(machine, `${folder}/SUCCEEDED_0.json`);
    expect(Object.keys(first).sort()).toEqual([
      'ExecutionArn',
      'Input',
      'InputDetails',
      'Name',
      'Output',
      'OutputDetails',
      'RedriveCount',
      'RedriveStatus',
      'RedriveStatusReason',
      'StartDate',
      'StateMachineArn',
      'Status',
      'StopDate',
    ]);
    expect(JSON.parse(first.Output)).toEqual({ first: 0 });
    expect(JSON.parse(first.Input).Items).toHaveLength(20);
    expect(fileOf(machine, `${folder}/FAILED_0.json`)).toMatchObject([
      { Status: 'FAILED', Error: 'Runtime.ExitError', Cause: expect.stringContaining('not real') },
    ]);
  });

  it.each([
    ['as many as may', { ToleratedFailurePercentage: 100 }, 'SUCCEEDED'],
    ['as many as may', { ToleratedFailurePercentage: 10 }, 'SUCCEEDED'],
    ['one more', { ToleratedFailurePercentage: 9 }, 'FAILED'],
    ['as many as may', { ToleratedFailureCount: 1 }, 'SUCCEEDED'],
    ['one, where nothing is said', {}, 'FAILED'],
  ])('when %s fail (%j): %s', async (_what, tolerance, status) => {
    const map = mapOf({ ToleratedFailurePercentage: undefined, MaxConcurrency: 1, ...tolerance });
    const machine = benchOf(
      map,
      ({ Items }: Batch) => {
        if (Items[0] === 20) throw failing('INTERNAL');
        return 1;
      },
      20 * 10,
    );
    const ended = await machine.run({ run: 'a' });
    expect(ended.status).toBe(status);
    const manifest = [...machine.files].find(([key]) => key.endsWith('manifest.json'))?.[1] ?? '';
    const { PENDING } = JSON.parse(manifest).ResultFiles;
    // Once it has failed, no other child begins.
    expect(PENDING).toHaveLength(status === 'FAILED' ? 1 : 0);
    if (status === 'FAILED') {
      expect(ended).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
    }
  });

  it.each([
    ['States.ItemReaderFailed', { run: 'a' }, 'none', 'runs'],
    ['States.ResultWriterFailed', { run: 'a' }, 'some', 'closed'],
  ])('fails as a whole with %s', async (name, input, items, bucket) => {
    const ResultWriter = {
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { Bucket: bucket, Prefix: 'runs' },
    };
    const Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.fault', Next: 'Told' }];
    const machine = benchOf(mapOf({ ResultWriter, Catch }), () => 1);
    if (items === 'none') machine.files.clear();
    expect(await machine.run(input)).toMatchObject({ output: { fault: { Error: name } } });
  });

  it('counts a child as failed that lasts longer than an Express execution may', async () => {
    const machine = benchOf(
      mapOf({}, { Turn: { Type: 'Wait', Seconds: 301, End: true } }),
      () => 1,
      5,
    );
    const { Key } = resultsOf(await machine.run({ run: 'a' })).ResultWriterDetails;
    const { FAILED } = fileOf(machine, Key).ResultFiles;
    expect(fileOf(machine, FAILED[0].Key)).toMatchObject([{ Status: 'TIMED_OUT' }]);
  });

  it('counts a child as failed that is told more than 256 KiB', async () => {
    const machine = benchOf(mapOf(), () => 1, 0);
    const line = JSON.stringify('x'.repeat(20_000));
    machine.files.set('runs/runs/run-1/inventory.jsonl', `${line}\n`.repeat(25));
    const { Key } = resultsOf(await machine.run({ run: 'a' })).ResultWriterDetails;
    const { FAILED, SUCCEEDED } = fileOf(machine, Key).ResultFiles;
    expect(fileOf(machine, FAILED[0].Key)).toMatchObject([{ Error: 'States.DataLimitExceeded' }]);
    expect(fileOf(machine, SUCCEEDED[0].Key)).toHaveLength(1);
  });

  it.each([
    ['no limit of children', { MaxConcurrency: 0 }],
    [
      'Standard children',
      {
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          ...machineOf({ Check: task('check') }),
        },
      },
    ],
    ['a field that is not known', { ItemSelector: { 'a.$': '$' } }],
    [
      'another reader',
      {
        ItemReader: { ...mapOf().ItemReader, ReaderConfig: { InputType: 'CSV' } },
      },
    ],
  ])('is refused with %s', (_what, rest) => {
    expect(() => bench(machineOf({ All: mapOf(rest) }))).toThrow('not executed here');
  });
});
