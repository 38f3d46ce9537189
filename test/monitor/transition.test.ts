import { describe, expect, it } from 'vitest';
import { unknownRecord } from '../../lambda/monitor/status-record.ts';
import { transition } from '../../lambda/monitor/transition.ts';
import { checkResult, START } from '../support/check-results.ts';
import { DAY, eventsOf, HOUR, judging, timeline } from './timeline.ts';
import { BAD, OK, OTHER, TABLE, UNSURE, WAY_TO } from './transition-table.ts';

describe('transition', () => {
  it.each(TABLE.map((row) => [row.before, row.next, row.after, row.alert || 'none', row] as const))(
    '%s, then %s -> %s, alert: %s',
    (_before, _next, _after, _alert, row) => {
      const way = WAY_TO[row.before];
      const turns = timeline([...way, ...row.steps], row.settings);
      const events = eventsOf(turns);
      const last = turns.at(-1);

      expect(turns[way.length]?.before.status).toBe(row.before);
      expect(last?.after.status).toBe(row.after);
      expect(events.slice(way.length)).toEqual([...row.steps.slice(1).map(() => ''), row.alert]);
      expect(last?.raised[0]?.code).toBe(row.alert === '' ? undefined : row.code);
    },
  );

  it('reminds every remindEvery, counted from when people were last told', () => {
    const hourly = Array.from({ length: 50 }, () => ({ ...BAD, after: HOUR }));
    const events = eventsOf(timeline([BAD, ...hourly]));

    expect(events.flatMap((event, hour) => (event === 'still_failing' ? [hour] : []))).toEqual([
      24, 48,
    ]);
    expect(
      eventsOf(timeline([BAD, { ...OTHER, after: 23 * HOUR }, { ...OTHER, after: HOUR }])),
    ).toEqual(['regression', 'cause_changed', '']);
  });

  it('dates an alert after those that are still owed, although the clock of their run was ahead', () => {
    const ahead = checkResult({ code: 'API_KEY_REJECTED', at: START + 2_000 });
    const failing = transition(unknownRecord('sandbox', 'mobile-app'), ahead, judging());
    const healthy = transition(
      failing,
      checkResult({ at: START }),
      judging({ alertOf: ({ code }) => ({ id: 'recovery', code }) }),
    );

    expect(healthy.outbox).toMatchObject({
      'alert-1': { occurredAt: new Date(START + 2_000).toISOString() },
      recovery: { occurredAt: new Date(START + 2_001).toISOString() },
    });
  });

  it('gives an incident the id of the alert that opened it, until the recovery', () => {
    const turns = timeline([BAD, BAD, OTHER, { ...OTHER, after: DAY }, UNSURE, OK, BAD]);
    const told = turns.flatMap(({ raised }) => raised);

    expect(told.map(({ event }) => event)).toEqual([
      'regression',
      'cause_changed',
      'still_failing',
      'recovery',
      'regression',
    ]);
    const [first, , , , second] = told;
    expect(told.map(({ incidentId }) => incidentId)).toEqual([
      ...Array.from({ length: 4 }, () => first?.id),
      second?.id,
    ]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(5);
    expect(turns[1]?.after.announced?.incidentId).toBe(first?.id);
    expect(turns[5]?.after.incident).toBeNull();
  });

  it('ends the incident of an unreachable credential with the regression, which opens a new one', () => {
    const [unreachable, regression, recovery] = timeline([UNSURE, UNSURE, UNSURE, BAD, OK]).flatMap(
      ({ raised }) => raised,
    );

    expect(unreachable).toMatchObject({ event: 'unreachable', incidentId: unreachable?.id });
    expect(regression).toMatchObject({ event: 'regression', incidentId: regression?.id });
    expect(regression?.id).not.toBe(unreachable?.id);
    expect(recovery).toMatchObject({ event: 'recovery', incidentId: regression?.id });
  });

  it('tells the recovery under the code of the last diagnosis', () => {
    const [, , recovery] = timeline([BAD, OTHER, OK]).flatMap(({ raised }) => raised);

    expect(recovery).toMatchObject({ event: 'recovery', code: 'API_KEY_SWAPPED' });
  });

  it('tells since when a credential fails and when it was last healthy, to the recovery included', () => {
    const turns = timeline([OK, BAD, BAD, OTHER, OK]);
    const iso = (index: number) => new Date(turns[index]?.at ?? 0).toISOString();
    const told = turns.flatMap(({ raised }) => raised.map(({ check }) => check));

    expect(told).toMatchObject([
      { status: 'failing', failingSince: iso(1), lastHealthyAt: iso(0) },
      { status: 'failing', failingSince: iso(1), lastHealthyAt: iso(0) },
      { status: 'healthy', failingSince: iso(1), lastHealthyAt: iso(4) },
    ]);
    expect(turns[4]?.after.failingSince).toBeNull();
  });

  it('tells since when a credential cannot be checked: the first inconclusive check', () => {
    const turns = timeline([OK, UNSURE, UNSURE, UNSURE, OK]);
    const told = turns.flatMap(({ raised }) => raised.map(({ check }) => check.failingSince));

    expect(told).toEqual(
      Array.from({ length: 2 }, () => new Date(turns[1]?.at ?? 0).toISOString()),
    );
  });

  it('counts the checks that failed since the incident opened', () => {
    const turns = timeline([BAD, BAD, UNSURE, BAD, { ...BAD, after: DAY }]);

    expect(turns.at(-1)?.raised).toMatchObject([{ event: 'still_failing', failedChecks: 4 }]);
  });

  it('leaves what is owed in the outbox, beside what it adds', () => {
    const [opened] = timeline([BAD]);
    const owing = opened?.after ?? unknownRecord('sandbox', 'mobile-app');
    const recovered = transition(
      owing,
      checkResult(),
      judging({ alertOf: ({ code }) => ({ id: 'alert-2', code }) }),
    );

    expect(Object.keys(recovered.outbox)).toEqual(['alert-1', 'alert-2']);
    expect(recovered.outbox['alert-1']).toEqual(owing.outbox['alert-1']);
  });

  it('asks for no id where it raises nothing', () => {
    const alertOf = () => {
      throw new Error('an id was asked for');
    };

    expect(
      transition(unknownRecord('sandbox', 'mobile-app'), checkResult(), judging({ alertOf }))
        .status,
    ).toBe('healthy');
  });
});
