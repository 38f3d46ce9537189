import { describe, expect, it } from 'vitest';
import type { Fault, FaultOptions } from '../../simulator/faults.ts';
import { isControl } from '../experiments/watched.ts';
import { entryFor, type Fleet, HOUR, MINUTE, useFleet } from './fleet.ts';

const TEN_MINUTES = 600;

/** Sweeps until Qonto is asked again: how many minutes after the sweep before. */
async function minutesUntilAsked(fleet: Fleet): Promise<number> {
  const { requests } = fleet.simulator.production;
  const before = requests.length;
  const askedAt = requests.at(-1)?.at ?? 0;
  for (let sweep = 0; sweep < 30 && requests.length === before; sweep += 1) await fleet.sweep();
  return ((requests[before]?.at ?? Infinity) - askedAt) / MINUTE;
}

async function useThrottled(fault: Fault, options: FaultOptions = { times: 1 }): Promise<Fleet> {
  const fleet = await useFleet({ production: 2, sandbox: 1, check: { concurrency: 1 } });
  await fleet.sweep();
  fleet.production.revoke('app-2');
  await fleet.sweep();
  fleet.simulator.production.faults.add(fault, options);
  return fleet;
}

describe('Retry-After', () => {
  const start = Date.parse('2026-11-23T12:00:00Z');
  it.each<[string, Fault, minutes: number]>([
    ['429, in seconds', { kind: 'throttle', retryAfter: TEN_MINUTES }, 10],
    ['503, in seconds', { kind: 'unavailable', format: 'json', retryAfter: TEN_MINUTES }, 10],
    ['503 as HTML', { kind: 'unavailable', format: 'html', retryAfter: TEN_MINUTES }, 10],
    // The faulty answer comes in the third sweep, ten minutes on.
    ['an HTTP date', { kind: 'throttle', retryAfter: new Date(start + 32 * MINUTE) }, 25],
    ['a date that is over', { kind: 'throttle', retryAfter: new Date(start) }, 5],
    ['nothing', { kind: 'throttle' }, 5],
    ['nonsense', { kind: 'throttle', retryAfter: 'soon' }, 5],
    ['a day', { kind: 'throttle', retryAfter: 86_400 }, 60],
    ['an age', { kind: 'throttle', retryAfter: '99999999999999' }, 60],
    ['a date far off', { kind: 'throttle', retryAfter: new Date(start + 99 * HOUR) }, 60],
  ])('is waited for across runs: %s', async (_, fault, minutes) => {
    const fleet = await useThrottled(fault);
    await fleet.sweep();

    expect(await minutesUntilAsked(fleet)).toBe(minutes);
  });

  it('holds what is failing, and says nothing of what is healthy', async () => {
    const fleet = await useThrottled({ kind: 'throttle', retryAfter: TEN_MINUTES });
    await fleet.sweep();
    const until = fleet.now() - 5 * MINUTE + TEN_MINUTES * 1_000;
    const report = await fleet.sweep();

    expect(entryFor(report, 'app-1')).toMatchObject({
      outcome: 'inconclusive',
      status: 'healthy',
      diagnosis: { code: 'RATE_LIMITED' },
      http: null,
    });
    expect(entryFor(report, 'app-2')).toMatchObject({
      outcome: 'rejected',
      status: 'failing',
      nextCheckAt: new Date(until).toISOString(),
    });
  });

  it('leaves other environments alone', async () => {
    const fleet = await useThrottled({ kind: 'throttle', retryAfter: TEN_MINUTES });
    await fleet.sweep();
    const before = fleet.simulator.sandbox.requests.length;
    const report = await fleet.sweep();

    expect(fleet.simulator.sandbox.requests.length - before).toBe(1);
    expect(entryFor(report, 'app-1', 'sandbox').outcome).toBe('authenticated');
  });

  it('lets everything through again afterwards', async () => {
    const fleet = await useThrottled({ kind: 'throttle', retryAfter: TEN_MINUTES });
    await fleet.sweepFor(10 * MINUTE);
    const { results, summary } = await fleet.sweep();

    expect(summary).toMatchObject({ authenticated: 2, rejected: 1 });
    for (const { nextCheckAt } of results) expect(nextCheckAt).toBeUndefined();
    expect(fleet.topic.published.map(({ attributes }) => attributes.event)).toEqual(['regression']);
  });

  it('ends the requests of the sweep in which it came', async () => {
    const fleet = await useFleet({ production: 12, check: { concurrency: 1 } });
    fleet.simulator.production.faults.add({ kind: 'throttle', retryAfter: TEN_MINUTES });
    const { summary } = await fleet.sweep();

    expect(fleet.simulator.production.requests).toHaveLength(1);
    expect(summary.inconclusive).toBe(12);
  });

  it('ends the repeats of that sweep as well', async () => {
    const fleet = await useFleet({ production: 2, check: { concurrency: 1 } });
    fleet.production.revoke('app-1');
    const { faults, requests } = fleet.simulator.production;
    // The first credential is refused; then Qonto asks to wait, before the repeat.
    faults.add({ kind: 'delay', ms: 0 }, { times: 1 });
    faults.add({ kind: 'throttle', retryAfter: TEN_MINUTES }, { times: 1 });
    await fleet.sweep();

    expect(requests).toHaveLength(2);
    expect(await minutesUntilAsked(fleet)).toBe(10);
  });

  it('is waited for when the repeat is what is answered so', async () => {
    const fleet = await useFleet({ production: 1 });
    fleet.production.revoke('app-1');
    const { faults } = fleet.simulator.production;
    faults.add({ kind: 'delay', ms: 0 }, { times: 1 });
    faults.add({ kind: 'throttle', retryAfter: TEN_MINUTES }, { times: 1 });
    const report = await fleet.sweep();

    expect(entryFor(report, 'app-1').diagnosis?.code).toBe('RATE_LIMITED');
    expect(await minutesUntilAsked(fleet)).toBe(10);
  });

  it('is waited for when an experiment is what is answered so', async () => {
    const fleet = await useFleet({ production: 1 });
    fleet.production.revoke('app-1');
    fleet.simulator.production.faults.add(
      { kind: 'throttle', retryAfter: TEN_MINUTES },
      { times: 1, match: isControl },
    );
    await fleet.sweep();

    expect(await minutesUntilAsked(fleet)).toBe(10);
  });

  it('does not hold back a check on demand', async () => {
    const fleet = await useThrottled({ kind: 'throttle', retryAfter: TEN_MINUTES });
    await fleet.sweep();
    const { summary } = await fleet.monitor({ action: 'check' });

    expect(summary).toMatchObject({ authenticated: 2, rejected: 1, inconclusive: 0 });
  });

  it('makes a credential unreachable when it lasts, and reachable again afterwards', async () => {
    const fleet = await useThrottled({ kind: 'throttle', retryAfter: 20 * 60 });
    await fleet.sweepFor(30 * MINUTE);

    expect(
      fleet.topic.published
        .filter(({ attributes }) => attributes.credentials.includes('app-1'))
        .map(({ attributes: { event, code } }) => `${event} ${code}`),
    ).toEqual(['unreachable RATE_LIMITED', 'reachable_again RATE_LIMITED']);
  });
});

describe('429 without Retry-After', () => {
  it('ends the requests of a sweep once nothing else has come for a while', async () => {
    const fleet = await useFleet({ production: 60, check: { concurrency: 1 } });
    fleet.simulator.production.faults.add({ kind: 'throttle' });
    const { summary, results } = await fleet.sweep();

    expect(fleet.simulator.production.requests).toHaveLength(20);
    expect(summary.inconclusive).toBe(60);
    for (const { diagnosis } of results) expect(diagnosis?.code).toBe('RATE_LIMITED');
    expect(await minutesUntilAsked(fleet)).toBe(5);
  });

  it('keeps nobody from being asked while others are answered', async () => {
    const fleet = await useFleet({ production: 60, check: { concurrency: 1 } });
    for (let turn = 0; turn < 3; turn += 1) {
      fleet.simulator.production.faults.add({ kind: 'throttle' }, { times: 19 });
      fleet.simulator.production.faults.add({ kind: 'delay', ms: 0 }, { times: 1 });
    }
    const { summary } = await fleet.sweep();

    expect(summary).toMatchObject({ authenticated: 3, inconclusive: 57 });
    expect(fleet.simulator.production.requests).toHaveLength(60);
  });
});
