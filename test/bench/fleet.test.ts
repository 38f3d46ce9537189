import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Prepared, prepare } from '../../bench/fleet/prepare.ts';
import { play, SCENARIOS, type ScenarioName } from '../../bench/fleet/scenarios.ts';
import { RATE_LIMITS } from '../../simulator/rate-limiter.ts';

/** What a sweep takes when nothing holds it up: the turns of its batches. */
const secondsOf = (size: number) => (size / 20) * 1.5;

describe('a fleet of credentials, swept by the synthesized state machine', {
  timeout: 120_000,
}, () => {
  let prepared: Prepared;

  beforeAll(async () => {
    prepared = await prepare();
  });
  afterAll(async () => {
    await prepared.synthesis.remove();
  });

  const figures = async (name: ScenarioName, size = 600) => {
    const found = await play(SCENARIOS[name], { ...prepared.options, size });
    // Whatever happens.
    expect(found.in10Seconds).toBeLessThan(RATE_LIMITS.short.limit);
    // At this rate for ten minutes.
    expect(found.inMinute * 10).toBeLessThan(RATE_LIMITS.long.limit);
    expect(found.throttled).toBe(0);
    expect(found.refusalsInHourAfter).toBeLessThan(100);
    expect(found.published).toBe(found.alerts.length);
    return found;
  };

  it('takes as long as the turns of its batches, and writes nothing while all are healthy', async () => {
    const { sweepSeconds, alerts, calls } = await figures('healthy');

    expect(Math.max(...sweepSeconds)).toBeLessThan(secondsOf(600) + 25);
    expect(alerts).toEqual([]);
    expect(calls[1]).toMatchObject({
      'secretsmanager:BatchGetSecretValue': 30,
      'dynamodb:PutItem': 1,
      // To take the place of the sweep; batches that were not refused have nothing to count.
      'dynamodb:UpdateItem': 1,
    });
  });

  it('tells of 200 that are refused from one moment on in one alert', async () => {
    const { alerts, refusalsInHour, childBytes } = await figures('revoked', 2_000);

    expect(alerts).toEqual(['regression of 200']);
    // The sweep in which they begin to fail asks each of them, and some of them again.
    expect(refusalsInHour).toBeGreaterThanOrEqual(200);
    expect(refusalsInHour).toBeLessThan(300);
    // Of the 256 KiB that a child of the map may be told.
    expect(childBytes.input).toBeLessThan(128 * 1_024);
  });

  it('blames nobody when no request is answered, and tells so once', async () => {
    const { alerts, sweepSeconds } = await figures('silent');

    expect(alerts).toEqual(['unreachable of 600', 'reachable_again of 600']);
    expect(Math.max(...sweepSeconds)).toBeLessThan(secondsOf(600) + 35);
  });

  it('does not make up for lost time at once when Qonto answers again', async () => {
    const { alerts } = await figures('outage', 2_000);
    expect(alerts).toEqual([]);
  });

  it('loses one sweep of a batch whose function is killed', async () => {
    const { notChecked, alerts } = await figures('killed');

    expect(notChecked).toEqual([0, 20, 0]);
    expect(alerts).toEqual([]);
  });
});
