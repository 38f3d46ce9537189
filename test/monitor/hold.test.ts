import { describe, expect, it } from 'vitest';
import { eventsOf, HOUR, MINUTE, type Step, timeline } from './timeline.ts';
import { BAD, OK, OTHER, UNSURE } from './transition-table.ts';

const held = (...steps: Step[]): Step[] => steps.map((step) => ({ hold: 'muted', ...step }));

describe('transition, while alerts wait', () => {
  it('keeps the statuses, and tells nothing', () => {
    const turns = timeline([OK, ...held(BAD, OTHER, OK, UNSURE, UNSURE, UNSURE)]);

    expect(turns.map(({ after }) => after.status)).toEqual([
      'healthy',
      'failing',
      'failing',
      'healthy',
      'healthy',
      'healthy',
      'unreachable',
    ]);
    expect(eventsOf(turns).join('')).toBe('');
  });

  it.each<[string, Step[], Step[], Step, string]>([
    ['a failure that lasts', [OK], [BAD, BAD], BAD, 'regression'],
    ['a failure that is over', [OK], [BAD, OK], OK, ''],
    ['a recovery', [BAD], [OK], OK, 'recovery'],
    ['a recovery that did not last', [BAD], [OK, BAD], BAD, ''],
    ['another cause', [BAD], [OTHER], OTHER, 'cause_changed'],
    ['another cause for a while', [BAD], [OTHER], BAD, ''],
    ['what cannot be checked', [OK], [UNSURE, UNSURE, UNSURE], UNSURE, 'unreachable'],
    ['what can be checked again', [UNSURE, UNSURE, UNSURE], [OK], OK, 'reachable_again'],
    ['a failure of what was unreachable', [UNSURE, UNSURE, UNSURE], [BAD], BAD, 'regression'],
    ['nothing new', [BAD], [BAD], BAD, ''],
    ['a doubt about a failure that nobody was told of', [OK], [BAD], UNSURE, ''],
    ['a doubt about a recovery that nobody was told of', [BAD], [OK], UNSURE, ''],
    ['a doubt after a recovery', [BAD], [OK, UNSURE, UNSURE, UNSURE], UNSURE, ''],
  ])('tells at the end of %s what is so then', (_, before, meanwhile, after, event) => {
    const turns = timeline([...before, ...held(...meanwhile), after]);

    expect(eventsOf(turns).slice(before.length)).toEqual([...meanwhile.map(() => ''), event]);
  });

  it('tells since when, although it was not told then', () => {
    const turns = timeline([OK, ...held(BAD, BAD), BAD]);

    expect(turns.at(-1)?.raised[0]).toMatchObject({
      event: 'regression',
      failedChecks: 3,
      check: { failingSince: new Date(turns[1]?.at ?? 0).toISOString() },
    });
  });

  it('ends the incident that people know of, with since when it was failing', () => {
    const turns = timeline([BAD, ...held(OK), OK]);
    const [opened] = turns[0]?.raised ?? [];

    expect(turns.at(-1)?.raised[0]).toMatchObject({
      event: 'recovery',
      incidentId: opened?.id,
      check: { failingSince: new Date(turns[0]?.at ?? 0).toISOString() },
    });
    expect(turns.at(-1)?.after.announced).toBeNull();
  });

  it('waits with reminders and warnings as well', () => {
    const warned: Step = { warnings: ['ENDPOINT_DEPRECATED'] };
    const reminder = timeline([BAD, ...held({ ...BAD, after: 25 * HOUR }), BAD]);

    expect(eventsOf(reminder)).toEqual(['regression', '', 'still_failing']);
    expect(eventsOf(timeline([OK, ...held(warned), warned]))).toEqual(['', '', 'warning']);
  });

  it('keeps a trail of what was not told, and why', () => {
    const [, failed, recovered] = timeline([OK, ...held(BAD, OK)]);

    expect(failed?.trail).toMatchObject([
      { from: 'healthy', to: 'failing', code: 'API_KEY_REJECTED', event: null, heldBack: 'muted' },
    ]);
    expect(recovered?.trail).toMatchObject([
      { from: 'failing', to: 'healthy', code: 'API_KEY_REJECTED', event: null, heldBack: 'muted' },
    ]);
  });
});

describe('the trail', () => {
  it('has every transition and every alert, with ids, and nothing of what stays the same', () => {
    const warned: Step = { code: 'API_KEY_SWAPPED', warnings: ['ENDPOINT_DEPRECATED'] };
    const trails = timeline([OK, OK, BAD, BAD, warned, OK]).map(({ trail }) =>
      trail.map(({ from, to, event, alertId, incidentId }) => [
        from,
        to,
        event,
        alertId,
        incidentId,
      ]),
    );

    expect(trails).toEqual([
      [['unknown', 'healthy', null, null, null]],
      [],
      [['healthy', 'failing', 'regression', 'alert-1', 'alert-1']],
      [],
      [
        ['failing', 'failing', 'cause_changed', 'alert-2', 'alert-1'],
        ['failing', 'failing', 'warning', 'alert-3', 'alert-3'],
      ],
      [['failing', 'healthy', 'recovery', 'alert-4', 'alert-1']],
    ]);
  });
});

describe('flapping', () => {
  const every = (after: number, ...steps: Step[]): Step[] =>
    steps.map((step) => ({ ...step, after }));
  const tossed = [OK, BAD, OK, BAD, OK, BAD, OK, BAD, OK, BAD, OK];

  it('tells four changes in an hour, says with the fifth that it waits, and then waits', () => {
    const turns = timeline(every(5 * MINUTE, ...tossed));

    expect(eventsOf(turns)).toEqual([
      '',
      'regression',
      'recovery',
      'regression',
      'recovery',
      'regression',
      ...Array.from({ length: 5 }, () => ''),
    ]);
    expect(turns.flatMap(({ raised }) => raised.map((one) => one.isFlapping))).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(turns.at(-1)?.trail).toMatchObject([{ heldBack: 'flapping', to: 'healthy' }]);
  });

  it('tells what is so after an hour of calm, and not a moment before', () => {
    const calm = (after: number) =>
      eventsOf(timeline([...every(5 * MINUTE, ...tossed), { ...OK, after }])).at(-1);

    expect(calm(HOUR - 1)).toBe('');
    expect(calm(HOUR)).toBe('recovery');
  });

  it('tells nothing after the calm where people know already', () => {
    const turns = timeline([...every(5 * MINUTE, ...tossed, BAD), { ...BAD, after: HOUR }, OK]);

    expect(eventsOf(turns).slice(-3)).toEqual(['', '', 'recovery']);
    expect(turns.at(-1)?.after.isFlapping).toBe(false);
  });

  it('says so as soon as alerts wait for nothing else, where it began while they did', () => {
    const muted = held(...every(5 * MINUTE, ...tossed));
    const turns = timeline([OK, ...muted, ...every(5 * MINUTE, BAD, OK, BAD)]);

    expect(eventsOf(turns).slice(-4)).toEqual(['', 'regression', '', '']);
    expect(turns.at(-3)?.raised).toMatchObject([{ isFlapping: true }]);
    expect(turns.at(-1)?.trail).toMatchObject([{ heldBack: 'flapping' }]);
  });

  it('tells every change that comes slowly', () => {
    const slow = timeline(every(15 * MINUTE, ...tossed));

    expect(eventsOf(slow).filter((event) => event === '')).toHaveLength(1);
  });

  it('tells of new causes however many come, but not of two that take turns', () => {
    const codes = [
      'API_KEY_REJECTED',
      'API_KEY_SWAPPED',
      'API_KEY_MISSING_COLON',
      'API_KEY_QUOTED',
      'API_KEY_BASE64',
      'API_KEY_PLACEHOLDER',
      'ACCESS_FORBIDDEN',
    ] as const;
    const turns = timeline(codes.map((code) => ({ code })));
    expect(eventsOf(turns)).toEqual(['regression', ...codes.slice(1).map(() => 'cause_changed')]);

    const turnAbout = timeline([
      OK,
      ...Array.from({ length: 12 }, (_, i) => (i % 2 ? OTHER : BAD)),
    ]);
    expect(eventsOf(turnAbout).filter((event) => event !== '')).toEqual([
      'regression',
      ...Array.from({ length: 5 }, () => 'cause_changed'),
    ]);
  });

  it('does not begin for what was unreachable and then healthy once', () => {
    const turns = timeline([UNSURE, UNSURE, UNSURE, OK]);

    expect(turns.at(-1)?.after).toMatchObject({ isFlapping: false });
  });
});
