import { describe, expect, it } from 'vitest';
import { judgeSweeps } from '../../../cli/doctor/checks/sweeps.ts';
import type { Finding } from '../../../cli/doctor/doctor-check.ts';
import { unknownRecord } from '../../../lambda/monitor/status-record.ts';
import { alertOf } from '../../support/alerts.ts';
import { START } from '../../support/check-results.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const iso = (ms: number) => new Date(ms).toISOString();
const verdictsOf = (findings: readonly Finding[]) => findings.map(({ verdict }) => verdict);

describe('doctor, of sweeps', () => {
  const table = { records: [], mutes: [], lastSweepAt: iso(START) };
  const measured = (age: number, expression: string | null = 'rate(5 minutes)') => ({
    runsIn: null,
    now: START + age,
    expression,
    runSeconds: 60,
    deployedAt: START - DAY,
  });

  it.each([
    ['rate(5 minutes)', 16 * MINUTE],
    ['rate(1 hour)', 3 * HOUR + MINUTE],
    ['rate(1 day)', 3 * DAY + MINUTE],
    // The longest three of it go from Thursday evening to Monday morning.
    ['cron(0 8,20 ? * MON-FRI *)', 3 * DAY + 12 * HOUR + MINUTE],
  ])('of %s: good for three intervals and a run, and not a minute longer', (expression, limit) => {
    const judge = (age: number) => verdictsOf(judgeSweeps(table, measured(age, expression)));

    expect(judge(limit)).toEqual(['ok']);
    expect(judge(limit + 1)).toEqual(['problem']);
  });

  it('says how old a sweep may be', () => {
    expect(judgeSweeps(table, measured(17 * MINUTE))[0]?.says).toBe(
      'the last one began 17 min ago; by rate(5 minutes) and the time of a run it may be 16 min old',
    );
  });

  it('has patience with a state machine whose sweeps are longer than the interval', () => {
    const judge = (age: number, runsIn: string | null) =>
      verdictsOf(judgeSweeps(table, { ...measured(age), runsIn, runSeconds: 50 * 60 }));

    expect(judge(105 * MINUTE, 'machine')).toEqual(['ok']);
    expect(judge(106 * MINUTE, 'machine')).toEqual(['problem']);
    expect(judge(66 * MINUTE, null)).toEqual(['problem']);
  });

  it('sends to the state machine where that sweeps', () => {
    const runsIn = 'arn:aws:states:eu-west-3:123456789012:stateMachine:sweeps';
    const judge = (different: object) =>
      judgeSweeps(table, { ...measured(DAY), ...different })[0]?.todo?.join(' ');

    expect(judge({})).toMatch(/log.*invoke --sweep$/);
    expect(judge({ runsIn })).toMatch(
      /executions.*start-execution --state-machine-arn \S+:sweeps$/,
    );
  });

  it('cannot say what is too old without a schedule, or with one of another kind', () => {
    for (const expression of [null, 'at(2026-12-01T00:00:00)', '']) {
      expect(verdictsOf(judgeSweeps(table, measured(DAY, expression)))).toEqual(['unknown']);
    }
  });

  it('has patience with a sweep a year', () => {
    expect(verdictsOf(judgeSweeps(table, measured(300 * DAY, 'cron(0 8 1 1 ? *)')))).toEqual([
      'ok',
    ]);
  });

  it('finds that none has finished, unless the first may still come', () => {
    const none = { ...table, lastSweepAt: null };
    const judge = (age: number) => judgeSweeps(none, { ...measured(age), deployedAt: START });

    expect(judge(4 * MINUTE)[0]).toMatchObject({
      verdict: 'warning',
      says: 'none has finished yet, 4 min after the deployment',
    });
    expect(verdictsOf(judge(16 * MINUTE))).toEqual(['warning']);
    expect(verdictsOf(judge(17 * MINUTE))).toEqual(['problem']);
  });

  it('finds alerts that could not be delivered for a quarter of an hour', () => {
    const { checks, ...alert } = alertOf();
    const [check] = checks;
    if (check === undefined) throw new Error('an alert has a check');
    const owing = {
      ...unknownRecord('sandbox', 'mobile-app'),
      outbox: { [alert.id]: { ...alert, check } },
    };
    const judge = (age: number) => {
      const lastSweepAt = iso(START + age);
      return verdictsOf(judgeSweeps({ ...table, records: [owing], lastSweepAt }, measured(age)));
    };

    expect(judge(15 * MINUTE)).toEqual(['ok']);
    expect(judge(16 * MINUTE)).toEqual(['ok', 'problem']);
  });

  it('reminds of what is muted, as long as it is, and how that ends', () => {
    const until = iso(START + MINUTE);
    const mutes = [{ environment: 'sandbox', credential: 'mobile-app', until }];
    const judge = (age: number) => judgeSweeps({ ...table, mutes }, measured(age));

    expect(judge(0)[1]).toEqual({
      verdict: 'warning',
      says: `sandbox/mobile-app is muted until ${until}`,
      todo: ['npx qonto-auth-monitor unmute -e sandbox -c mobile-app'],
    });
    expect(verdictsOf(judge(MINUTE))).toEqual(['ok']);
  });
});
