import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimate } from '../../../cli/cost/estimate.ts';
import { describeUsd } from '../../../cli/cost/items.ts';
import { PRICES } from '../../../cli/cost/prices.ts';
import { type Workload, workloadOf, workloadOfMany } from '../../../cli/cost/workload.ts';
import { parseConfig } from '../../../lambda/config/parse.ts';
import { EXAMPLE } from '../../lib/synthesize.ts';

const MINUTE = 60_000;

/** Dollars by service and unit, rounded to a ten-thousandth of a cent. */
const dollars = (items: readonly { service: string; unit: string; usd: number }[]) =>
  Object.fromEntries(
    items.map(({ service, unit, usd }) => [`${service}: ${unit}`, Number(usd.toFixed(6))]),
  );

describe('estimate', () => {
  it('comes to what was worked out by hand: two credentials every five minutes', () => {
    const { monitor, others } = estimate(workloadOfMany(2, 5 * MINUTE));

    // 730 h x 12 = 8,760 sweeps; 4 alerts; 2 x 24 checks while failing.
    expect(dollars(monitor.items)).toEqual({
      'Secrets Manager: secrets kept': 0.8,
      'Secrets Manager: calls that read': 0.0438,
      'CloudWatch: alarms': 0.4,
      'CloudWatch Logs: GB written': 0.004396,
      'CloudWatch Logs: GB kept': 0.00026,
      'SQS: requests': 0.000004,
      'Lambda: requests': 0.001752,
      // 0.8 s of a quarter of a GB.
      'Lambda: GB-seconds on arm64': 0.02336,
      'EventBridge Scheduler: invocations': 0.00876,
      'Data transfer: GB sent to Qonto': 0.00473,
      'DynamoDB: read units': 0.001095,
      // 8,760 + 4 x 21 + 48 x 7.
      'DynamoDB: write units': 0.005738,
      'DynamoDB: GB kept': 0.000007,
      'DynamoDB: GB restorable to any second': 0.000006,
      'SNS: alerts published': 0.000002,
      'SNS: e-mails': 0.00008,
    });
    expect(monitor.usd).toBeCloseTo(1.29399, 5);
    expect(monitor.ownUsd).toBeCloseTo(0.49399, 5);
    expect(monitor.billedEachUsd).toBeCloseTo(0.0438, 6);
    expect(others.map(({ items }) => dollars(items))).toEqual([
      {
        'CloudWatch Synthetics: canary runs': 21.024,
        'CloudWatch: alarms': 0.2,
        'Secrets Manager: calls that read': 0.0876,
        'Secrets Manager: secrets kept': 0.8,
      },
      { 'Checkly: runs of API checks': 3.504 },
    ]);
  });

  it('comes to what was worked out by hand: 45 in one secret every hour, two addresses, Slack', () => {
    const load = { ...workloadOfMany(45, 60 * MINUTE, 1), emails: 2, endpoints: 1 };

    // 730 sweeps of three rounds; 90 alerts; 45 x 2 checks while failing.
    expect(dollars(estimate(load).monitor.items)).toMatchObject({
      'Secrets Manager: secrets kept': 0.4,
      'Secrets Manager: calls that read': 0.00365,
      // 1.4 s.
      'Lambda: GB-seconds on arm64': 0.003407,
      // 45 requests over 20 connections.
      'Data transfer: GB sent to Qonto': 0.005585,
      // 46 KB are 12 units.
      'DynamoDB: read units': 0.001095,
      // 730 + 90 x 21 + 90 x 7.
      'DynamoDB: write units': 0.002031,
      'SNS: e-mails': 0.0036,
      'SNS: deliveries by https': 0.000054,
    });
    expect(estimate(load).monitor.billedEachUsd).toBe(0);
  });

  it('comes to what was worked out by hand: 10,000 credentials in a Distributed Map', () => {
    const load = workloadOfMany(10_000, 5 * MINUTE);
    const { monitor } = estimate(load);

    // 500 turns of 1.5 s are 12.5 minutes: one sweep in three intervals, 2,920 in 730 h.
    expect(load).toMatchObject({ engine: 'distributed-map', intervalMs: 15 * MINUTE });
    expect(dollars(monitor.items)).toMatchObject({
      // 2,920 x 5 and 5,840 x 4.
      'Step Functions: state transitions': 0.949,
      'Step Functions: express requests': 1.46,
      // 1,460,000 children of 12 s and a sixteenth of a GB.
      'Step Functions: GB-seconds of express children': 18.25365,
      // 500 batches of 0.8 s and a quarter of a GB, and 16 s of a GB.
      'Lambda: GB-seconds on arm64': 4.516289,
      'S3: files written': 0.073,
      'CloudWatch: alarms': 0.6,
    });
    expect(monitor.ownUsd).toBeCloseTo(45.06, 2);
  });

  it('counts the calls of a batch, which reads its secrets whoever else has read them', () => {
    const { monitor } = estimate(workloadOfMany(10_000, 60 * MINUTE, 25));

    // 730 x 500.
    expect(dollars(monitor.items)['Secrets Manager: calls that read']).toBe(1.825);
    expect(monitor.billedEachUsd).toBe(0);
  });

  it('stays within its goals', () => {
    const two = estimate(workloadOfMany(2)).monitor;
    const many = estimate(workloadOfMany(10_000)).monitor;

    expect(two.usd).toBeLessThanOrEqual(1.3);
    expect(many.ownUsd).toBeLessThan(50);
  });

  it('knows no use for a price that nobody pays', () => {
    const { monitor, others } = estimate({ ...workloadOfMany(2), endpoints: 1 });
    const many = estimate(workloadOfMany(10_000)).monitor;
    const used = [monitor, many, ...others].flatMap(({ items }) => Object.keys(dollars(items)));
    const priced = Object.values(PRICES).map(({ service, unit }) => `${service}: ${unit}`);

    expect(new Set(used)).toEqual(new Set(priced));
  });
});

describe('estimate, of any workload', () => {
  const every = (minutes: number) => ({
    intervalMs: minutes * MINUTE,
    scheduleMs: minutes * MINUTE,
  });
  const anyNumbers = fc.record({
    engine: fc.constantFrom<Workload['engine']>('function', 'distributed-map'),
    credentials: fc.integer({ min: 1, max: 20_000 }),
    secrets: fc.integer({ min: 1, max: 20_000 }),
    minutes: fc.integer({ min: 1, max: 60 * 24 * 31 }),
    concurrency: fc.integer({ min: 1, max: 200 }),
    emails: fc.nat(5),
    endpoints: fc.nat(5),
  });
  const anyLoad: fc.Arbitrary<Workload> = anyNumbers.map(({ minutes, ...load }) => ({
    ...load,
    ...every(minutes),
  }));
  const amounts = (load: Workload) => {
    const { monitor, others } = estimate(load);
    return [
      monitor.usd,
      monitor.ownUsd,
      monitor.usd + monitor.billedEachUsd,
      ...others.map(({ usd }) => usd),
    ];
  };
  const expectNoLess = (more: Workload, less: Workload) => {
    const before = amounts(less);
    for (const [index, amount] of amounts(more).entries()) {
      // Sums of fractions.
      expect(amount - (before[index] ?? 0)).toBeGreaterThan(-1e-9);
    }
  };

  it('costs no less for more credentials, more secrets or more sweeps', () => {
    const more = fc.integer({ min: 1, max: 5_000 });
    fc.assert(
      fc.property(anyLoad, more, (load, added) => {
        expectNoLess({ ...load, credentials: load.credentials + added }, load);
        expectNoLess({ ...load, secrets: load.secrets + added }, load);
        expectNoLess(load, { ...load, ...every(load.intervalMs / MINUTE + added) });
      }),
    );
  });

  it('is the sum of its items, each of which costs something', () => {
    fc.assert(
      fc.property(anyLoad, (load) => {
        const { monitor, others } = estimate(load);
        for (const { items, usd } of [monitor, ...others]) {
          expect(items.every((item) => item.usd > 0)).toBe(true);
          expect(items.reduce((sum, item) => sum + item.usd, 0)).toBeCloseTo(usd, 6);
        }
        expect(monitor.usd - monitor.ownUsd).toBeCloseTo(0.4 * load.secrets, 6);
      }),
    );
  });
});

describe('workloadOf', () => {
  it('counts each secret once, the staging token too, and who is told', () => {
    const alerts = {
      emails: ['a@example.com', 'b@example.com', 'a@example.com'],
      webhooks: ['https://hooks.example.com/a'],
      slack: { workspaceId: 'T1', channelId: 'C1' },
    };
    const production = {
      credentials: [
        { name: 'accounting', secret: 'qonto/all#accounting' },
        { name: 'payroll', secret: 'qonto/all#payroll' },
      ],
    };
    const config = {
      ...EXAMPLE,
      environments: { ...EXAMPLE.environments, production },
      check: { concurrency: 3 },
      alerts,
    };

    expect(workloadOf(parseConfig(config, 'test'))).toEqual({
      credentials: 4,
      secrets: 4,
      engine: 'function',
      intervalMs: 5 * MINUTE,
      scheduleMs: 5 * MINUTE,
      concurrency: 3,
      emails: 2,
      endpoints: 2,
    });
  });

  it.each([
    ['rate(1 minute)', 1],
    ['rate(2 hours)', 120],
    ['cron(0/15 * * * ? *)', 15],
    ['cron(0 6 * * ? *)', 24 * 60],
    // Twice an hour in ten hours of five days: 100 of 10,080 minutes.
    ['cron(0/30 8-17 ? * MON-FRI *)', 101],
  ])('takes the average interval of %s: %i min', (schedule, minutes) => {
    const { intervalMs } = workloadOf(parseConfig({ ...EXAMPLE, schedule }, 'test'));

    expect(Math.round(intervalMs / MINUTE)).toBe(minutes);
  });
});

describe('describeUsd', () => {
  it.each([
    [0, '0.00'],
    [0.0001, '<0.01'],
    [0.00499, '<0.01'],
    [0.005, '0.01'],
    [1.194, '1.19'],
    [110_558, '110,558.00'],
  ])('%d is %s', (usd, text) => {
    expect(describeUsd(usd)).toBe(text);
  });
});
