import { describe, expect, it } from 'vitest';
import type { Report } from '../../lambda/report.ts';
import { entryFor, type Fleet, HOUR, heldIn, MINUTE, useFleet } from './fleet.ts';

/**
 * How long a failing credential may go without a check: Qonto counts over an hour, refusals are
 * remembered in spans of five minutes, and a sweep comes every five.
 */
const LONGEST_WAIT = HOUR + 10 * MINUTE;

/** A fleet of which all but the first die at once. */
async function useDead(count: number): Promise<Fleet & { readonly dead: readonly string[] }> {
  const fleet = await useFleet({ production: count + 1 });
  await fleet.sweep();
  const dead = fleet.production.names.slice(1);
  fleet.production.revoke(...dead);
  return { ...fleet, dead };
}

const timeOf = (iso: string | null | undefined) => Date.parse(iso ?? '');

describe('credentials that fail while the budget is short', () => {
  it.each([8, 30, 60])(
    'are each checked again within 70 minutes: %i of them',
    async (count) => {
      const fleet = await useDead(count);
      let longest = 0;
      await fleet.sweepFor(8 * HOUR, ({ results, startedAt }) => {
        for (const { checkedAt } of results) {
          longest = Math.max(longest, timeOf(startedAt) - timeOf(checkedAt));
        }
      });

      expect(longest).toBeLessThanOrEqual(LONGEST_WAIT);
    },
    60_000,
  );

  it.each([8, 30, 60])(
    'are checked by the second sweep after the time that the report names: %i of them',
    async (count) => {
      const fleet = await useDead(count);
      const due = new Map<string, number>();
      let latest = 0;
      await fleet.sweepFor(6 * HOUR, (report) => {
        for (const { credential, nextCheckAt } of report.results) {
          const named = due.get(credential) ?? Infinity;
          if (nextCheckAt === undefined) due.delete(credential);
          else if (named > timeOf(report.startedAt)) due.set(credential, timeOf(nextCheckAt));
          else latest = Math.max(latest, timeOf(report.startedAt) - named);
        }
      });

      expect(latest / MINUTE).toBeLessThanOrEqual(10);
    },
    60_000,
  );

  it('repeat their last result, of the time when it was, and say when they are due', async () => {
    const fleet = await useDead(45);
    const seen = new Map<string, Report['results'][number]>();
    let held = 0;
    await fleet.sweepFor(2 * HOUR, (report) => {
      for (const entry of report.results) {
        const { nextCheckAt, ...result } = entry;
        if (nextCheckAt === undefined) {
          seen.set(entry.credential, result);
          continue;
        }
        held += 1;
        expect(result).toEqual(seen.get(entry.credential));
        expect(timeOf(result.checkedAt)).toBeLessThan(timeOf(report.startedAt));
        expect(timeOf(nextCheckAt)).toBeGreaterThan(timeOf(report.finishedAt));
      }
    });

    expect(held).toBeGreaterThan(100);
  });

  it('repeat the result of their last check, not of the last that was news', async () => {
    const fleet = await useFleet({ production: 1 });
    fleet.production.revoke('app-1');
    await fleet.sweep();
    const { faults } = fleet.simulator.production;
    faults.add({ kind: 'unavailable', format: 'json' }, { times: 2 });
    faults.add({ kind: 'unavailable', format: 'json', retryAfter: 600 }, { times: 1 });
    await fleet.sweepFor(10 * MINUTE);
    const last = entryFor(await fleet.sweep(), 'app-1');
    const held = entryFor(await fleet.sweep(), 'app-1');

    expect(held.nextCheckAt).toBeDefined();
    expect(held.checkedAt).toBe(last.checkedAt);
  });

  it('leave every sweep to those that are healthy', async () => {
    const fleet = await useDead(60);
    let sweeps = 0;
    await fleet.sweepFor(3 * HOUR, (report) => {
      sweeps += 1;
      const entry = entryFor(report, 'app-1');
      expect(entry).toMatchObject({ outcome: 'authenticated', status: 'healthy' });
      expect(timeOf(entry.checkedAt)).toBeGreaterThanOrEqual(timeOf(report.startedAt));
    });

    expect(sweeps).toBe(36);
  });

  it.each([0, 10, 30, 60, 90])(
    'do not keep another from being told of within two sweeps, %i minutes on',
    async (minutes) => {
      const fleet = await useDead(40);
      await fleet.sweepFor(minutes * MINUTE + 5 * MINUTE);
      fleet.production.revoke('app-1');
      await fleet.sweepFor(10 * MINUTE);

      const told = fleet.topic.published.filter(({ attributes }) =>
        attributes.credentials.includes('app-1'),
      );
      expect(told.map(({ attributes }) => attributes.event)).toEqual(['regression']);
    },
  );
});

describe('the recovery of 30 credentials', () => {
  it.each([5, 10, 20, 40, 60, 90, 180])(
    'is seen in one sweep, and told in one alert, after %i minutes',
    async (minutes) => {
      const fleet = await useDead(30);
      await fleet.sweepFor(minutes * MINUTE);
      fleet.production.mend(...fleet.dead);
      const report = await fleet.sweep();

      expect(heldIn(report)).toEqual([]);
      expect(report.summary.authenticated).toBe(31);
      const recoveries = report.alerts.filter(({ event }) => event === 'recovery');
      expect(recoveries.map(({ credentials }) => credentials.length)).toEqual([30]);
    },
  );
});

describe('a sweep in which credentials begin to fail while others fail already', () => {
  it.each([
    { failing: 20, beginning: 20, concurrency: 20 },
    { failing: 20, beginning: 50, concurrency: 20 },
    { failing: 5, beginning: 45, concurrency: 2 },
    { failing: 1, beginning: 49, concurrency: 1 },
  ])(
    'ends, and tells of all: $failing fail, $beginning begin to, $concurrency at once',
    async ({ failing, beginning, concurrency }) => {
      const fleet = await useFleet({ production: beginning + failing, check: { concurrency } });
      await fleet.sweep();
      const { names } = fleet.production;
      fleet.production.revoke(...names.slice(beginning));
      await fleet.sweep();
      fleet.production.revoke(...names.slice(0, beginning));

      const { results } = await fleet.sweep();

      expect(results).toHaveLength(failing + beginning);
      expect(fleet.topic.published.map(({ attributes }) => attributes.event)).toEqual([
        'regression',
        'regression',
      ]);
    },
    5_000,
  );
});
