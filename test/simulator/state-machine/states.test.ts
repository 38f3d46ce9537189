import { describe, expect, it } from 'vitest';
import { bench, failing, machineOf, START, task } from './machines.ts';

const done = { Done: { Type: 'Succeed' } };

describe('a state machine', () => {
  it('calls functions one after the other, with what their parameters pick', async () => {
    const machine = bench(
      machineOf({
        First: task('double', {
          Parameters: {
            FunctionName: 'double',
            Payload: {
              fixed: [1, { 'name.$': '$$.Execution.Name' }],
              'at.$': '$$.Execution.StartTime',
              'number.$': '$.numbers[1]',
              'key.$': "States.Format('runs/{}/{}.jsonl', $$.Execution.Name, $.numbers[0])",
            },
          },
          ResultSelector: { 'kept.$': '$.Payload' },
          ResultPath: '$.found',
          OutputPath: '$',
          Next: 'Done',
        }),
        ...done,
      }),
      { double: (payload) => payload },
    );

    expect(await machine.run({ numbers: [7, 8] })).toEqual({
      status: 'SUCCEEDED',
      output: {
        numbers: [7, 8],
        found: {
          kept: {
            fixed: [1, { name: 'run-1' }],
            at: '2026-11-23T12:00:00.000Z',
            number: 8,
            key: 'runs/run-1/7.jsonl',
          },
        },
      },
    });
  });

  it.each([
    [{ kind: 'busy' }, 'Busy'],
    [{ kind: 'planned', count: 0 }, 'None'],
    [{ kind: 'planned', count: 3 }, 'Some'],
  ])('chooses by %j', async (input, state) => {
    const machine = bench(
      machineOf({
        Which: {
          Type: 'Choice',
          Choices: [
            { Variable: '$.kind', StringEquals: 'busy', Next: 'Busy' },
            { Variable: '$.count', NumericEquals: 0, Next: 'None' },
          ],
          Default: 'Some',
        },
        Busy: { Type: 'Succeed' },
        None: { Type: 'Succeed' },
        Some: { Type: 'Succeed' },
      }),
    );
    await machine.run(input);
    expect(machine.visits.at(-1)?.state).toBe(state);
  });

  it('fails where a path finds nothing, which catching everything does not catch', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Done' }];
    const machine = bench(machineOf({ First: task('any', { InputPath: '$.a', Catch }), ...done }), {
      any: () => 1,
    });
    expect(await machine.run({})).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it.each([
    [{ Seconds: 2 }, 2_000],
    [{ TimestampPath: '$.at' }, 4_000],
    [{ Timestamp: '2026-11-23T11:00:00Z' }, 0],
  ])('waits for %j; of a timestamp the milliseconds are cut off', async (how, ms) => {
    const machine = bench(machineOf({ Pause: { Type: 'Wait', ...how, End: true } }));
    const input = { at: '2026-11-23T12:00:04.900Z' };
    expect(await machine.run(input)).toEqual({ status: 'SUCCEEDED', output: input });
    expect(machine.time.now() - START).toBe(ms);
  });

  it('ends where it is told to fail', async () => {
    const machine = bench(machineOf({ No: { Type: 'Fail', Error: 'Not.Real', Cause: 'a test' } }));
    expect(await machine.run()).toEqual({ status: 'FAILED', error: 'Not.Real', cause: 'a test' });
  });
});

describe('a fault of a function', () => {
  const Retry = [
    { ErrorEquals: ['Lambda.ServiceException'], IntervalSeconds: 2, MaxAttempts: 4 },
    { ErrorEquals: ['STATE_UNAVAILABLE'], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 3 },
  ];

  it('is retried by its name, later each time', async () => {
    const at: number[] = [];
    const faults = ['STATE_UNAVAILABLE', 'Lambda.ServiceException', 'STATE_UNAVAILABLE'];
    const machine = bench(machineOf({ First: task('shaky', { Retry }) }), {
      shaky: (_payload, time) => {
        at.push(time.now() - START);
        const fault = faults.shift();
        if (fault !== undefined) throw failing(fault);
        return 'well';
      },
    });
    expect(await machine.run()).toEqual({ status: 'SUCCEEDED', output: 'well' });
    // Each rule counts for itself: 10 s, 2 s, and 10 s times 3.
    expect(at).toEqual([0, 10_000, 12_000, 42_000]);
  });

  it('is not retried for ever, nor by another name', async () => {
    let calls = 0;
    const machineWith = (fault: string) =>
      bench(machineOf({ First: task('broken', { Retry }) }), {
        broken: () => {
          calls += 1;
          throw failing(fault);
        },
      });
    expect(await machineWith('STATE_UNAVAILABLE').run()).toMatchObject({
      status: 'FAILED',
      error: 'STATE_UNAVAILABLE',
      cause: expect.stringContaining('not real'),
    });
    expect(calls).toBe(3);
    await machineWith('CONFIG_INVALID').run();
    expect(calls).toBe(4);
  });

  it.each([
    ['States.ALL', true],
    ['States.TaskFailed', true],
    ['STATE_UNAVAILABLE', true],
    ['States.Timeout', false],
    ['INTERNAL', false],
  ])('is caught by %s: %s', async (name, isCaught) => {
    const Catch = [{ ErrorEquals: [name], ResultPath: '$.fault', Next: 'Done' }];
    const machine = bench(machineOf({ First: task('broken', { Catch }), ...done }), {
      broken: () => {
        throw failing('STATE_UNAVAILABLE');
      },
    });
    const ended = await machine.run({ kept: 1 });
    expect(ended.status).toBe(isCaught ? 'SUCCEEDED' : 'FAILED');
    if (isCaught) {
      expect(ended).toMatchObject({
        output: { kept: 1, fault: { Error: 'STATE_UNAVAILABLE', Cause: expect.any(String) } },
      });
    }
  });

  it('is thrown away where the path of the catcher is null', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Done' }];
    const machine = bench(machineOf({ First: task('broken', { Catch }), ...done }), {
      broken: () => {
        throw failing('INTERNAL');
      },
    });
    expect(await machine.run({ results: null })).toEqual({
      status: 'SUCCEEDED',
      output: { results: null },
    });
  });
});

describe('a limit', () => {
  const slow = {
    slow: (_payload: never, time: { sleep(ms: number): Promise<void> }) => time.sleep(9_000),
  };

  it('of a task is an error of its own name', async () => {
    const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Done' }];
    const first = task('slow', { TimeoutSeconds: 5, OutputPath: '$', Catch });
    const machine = bench(machineOf({ First: first, ...done }), slow);
    expect(await machine.run()).toMatchObject({ output: { Error: 'States.Timeout' } });
  });

  it('of the execution ends it, whatever catches', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Done' }];
    const first = task('slow', { OutputPath: '$', Catch });
    const machine = bench(machineOf({ First: first, ...done }, { TimeoutSeconds: 5 }), slow);
    expect(await machine.run()).toMatchObject({ status: 'TIMED_OUT' });

    const pause = { Type: 'Wait', Seconds: 60, End: true };
    const waiting = bench(machineOf({ Pause: pause }, { TimeoutSeconds: 5 }));
    expect(await waiting.run()).toMatchObject({ status: 'TIMED_OUT' });
    expect(waiting.time.now() - START).toBe(5_000);
  });

  it.each([
    ['what a function gets', { text: 'x'.repeat(262_144) }, 'small'],
    ['what a function answers', { text: 'x' }, 'x'.repeat(262_143)],
  ])(
    'is 256 KiB for %s, which catching everything does not catch',
    async (_what, input, answer) => {
      const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Done' }];
      const machine = bench(machineOf({ First: task('any', { Catch }), ...done }), {
        any: () => answer,
      });
      expect(await machine.run(input)).toMatchObject({
        status: 'FAILED',
        error: 'States.DataLimitExceeded',
      });
    },
  );
});

describe('a definition', () => {
  const first = task('any');

  it.each([
    ['a type of state', machineOf({ First: { Type: 'Parallel', Branches: [], End: true } })],
    ['a field of a state', machineOf({ First: { ...first, HeartbeatSeconds: 3 } })],
    ['a service', machineOf({ First: { ...first, Resource: 'arn:aws:states:::sns:publish' } })],
    ['a field of its own', machineOf({ First: first }, { Version: '1.0' })],
    ['a language', machineOf({ First: first }, { QueryLanguage: 'JSONata' })],
    ['a state', machineOf({ First: { ...task('any', { Next: 'Nowhere' }) } })],
    ['an end', machineOf({ First: { ...first, End: undefined } })],
  ])('is refused when it has %s that is not known', (_what, definition) => {
    expect(() => bench(definition)).toThrow(/not executed here|no state|Next and End/);
  });

  it.each([[{ 'a.$': '$..b' }], [{ 'a.$': '$.b[*]' }], [{ 'a.$': 'States.MathRandom(1, 2)' }]])(
    'is refused when it has a path such as %j',
    async (Payload) => {
      const Parameters = { FunctionName: 'any', Payload };
      const machine = bench(machineOf({ First: { ...first, Parameters } }), { any: () => 1 });
      await expect(machine.run({ b: 1 })).rejects.toThrow('not understood here');
    },
  );
});
