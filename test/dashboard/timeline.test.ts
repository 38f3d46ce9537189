import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Course,
  marksOf,
  type Segment,
  segmentsOf,
  ticksOf,
} from '../../lambda/dashboard/timeline.ts';
import type { ToldTrailEntry } from '../../lambda/monitor/trail.ts';
import { ago, entry, HOUR, NOW, silent, VIEW } from './remembered.ts';

/** The segments of a day, as `status from-until`, in hours before now. */
function drawn(course: Partial<Course>, view: { from: number; until: number } = VIEW): string[] {
  const known: Course = {
    entries: [],
    status: 'healthy',
    code: null,
    knownFrom: -Infinity,
    seenUntil: NOW,
  };
  const hours = (at: number) => (NOW - at) / HOUR;
  return segmentsOf({ ...known, ...course }, view).map(
    ({ status, from, until, code }: Segment) =>
      `${status} ${hours(from)}-${hours(until)}${status === 'healthy' ? '' : ` ${code}`}`,
  );
}

const FAILED = entry({ at: ago(5) });
const RECOVERED = entry({ at: ago(3), from: 'failing', to: 'healthy', event: 'recovery' });

describe('segmentsOf', () => {
  it('has the statuses between the changes, up to the one that is so now', () => {
    expect(drawn({ entries: [RECOVERED, FAILED] })).toEqual([
      'healthy 24-5',
      'failing 5-3 API_KEY_REJECTED',
      'healthy 3-0',
    ]);
  });

  it('has the status that stayed where nothing changed', () => {
    expect(drawn({ status: 'failing', code: 'API_KEY_SWAPPED' })).toEqual([
      'failing 24-0 API_KEY_SWAPPED',
    ]);
  });

  it('knows nothing of the time before the first check, nor of a credential without one', () => {
    const first = silent({ at: ago(6), from: 'unknown', to: 'healthy', code: null });

    expect(drawn({ entries: [first] })).toEqual(['healthy 6-0']);
    expect(drawn({ status: 'unknown' })).toEqual([]);
  });

  it('knows nothing of the time that is not remembered, nor since nobody looks', () => {
    expect(
      drawn({ entries: [RECOVERED, FAILED], knownFrom: NOW - 4 * HOUR, seenUntil: NOW - HOUR }),
    ).toEqual(['failing 4-3 API_KEY_REJECTED', 'healthy 3-1']);
  });

  it('ends with now in a time that goes on, and with the time in one that is past', () => {
    const course = { entries: [RECOVERED, FAILED] };

    expect(drawn(course, { from: NOW - 4 * HOUR, until: NOW + 9 * HOUR })).toEqual([
      'failing 4-3 API_KEY_REJECTED',
      'healthy 3-0',
    ]);
    expect(drawn(course, { from: NOW - 9 * HOUR, until: NOW - 4 * HOUR })).toEqual([
      'healthy 9-5',
      'failing 5-4 API_KEY_REJECTED',
    ]);
    expect(drawn(course, { from: NOW - 9 * HOUR, until: NOW - 6 * HOUR })).toEqual(['healthy 9-6']);
    expect(drawn(course, { from: NOW + HOUR, until: NOW + 2 * HOUR })).toEqual([]);
  });

  it('begins anew with another cause, and goes on through reminders and warnings', () => {
    const still = { from: 'failing', to: 'failing' } as const;
    const entries = [
      entry({ ...still, at: ago(1), event: 'warning', code: 'ENDPOINT_DEPRECATED' }),
      entry({ ...still, at: ago(2), event: 'cause_changed', code: 'API_KEY_SWAPPED' }),
      entry({ ...still, at: ago(3), event: 'still_failing' }),
      FAILED,
    ];

    expect(drawn({ entries, status: 'failing', code: 'API_KEY_SWAPPED' })).toEqual([
      'healthy 24-5',
      'failing 5-2 API_KEY_REJECTED',
      'failing 2-0 API_KEY_SWAPPED',
    ]);
  });

  it('has no gap, no overlap and nothing outside of the time, whatever the trail', () => {
    const status = fc.constantFrom('healthy', 'failing', 'unreachable', 'unknown');
    const trail = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), status), { maxLength: 20 });
    fc.assert(
      fc.property(trail, status, (changes, earliest) => {
        const oldestFirst = changes.toSorted(([a], [b]) => b - a);
        const entries = oldestFirst.map(([hours, to], index) =>
          silent({ at: ago(hours), from: oldestFirst[index - 1]?.[1] ?? earliest, to }),
        );
        const segments = segmentsOf(
          {
            entries: entries.reverse(),
            status: oldestFirst.at(-1)?.[1] ?? earliest,
            code: null,
            knownFrom: -Infinity,
            seenUntil: NOW,
          },
          VIEW,
        );
        for (const [index, { from, until }] of segments.entries()) {
          expect(from).toBeLessThan(until);
          expect(from).toBeGreaterThanOrEqual(segments[index - 1]?.until ?? VIEW.from);
          expect(until).toBeLessThanOrEqual(VIEW.until);
        }
        for (let hours = 23.5; hours > 0; hours -= 1) {
          const at = NOW - hours * HOUR;
          const before = oldestFirst.filter(([changed]) => changed > hours).at(-1)?.[1] ?? earliest;
          const found = segments.find(({ from, until }) => from <= at && at < until);
          expect(found?.status ?? 'unknown').toBe(before);
        }
      }),
    );
  });
});

describe('marksOf', () => {
  const marked = (entries: readonly ToldTrailEntry[]) =>
    marksOf(entries, VIEW).map(({ at, kind, entries: all }) => [
      kind,
      (NOW - at) / HOUR,
      all.length,
    ]);

  it('stand where people were told of trouble, of its end, or were not told', () => {
    const held = silent({ at: ago(9), heldBack: 'muted' });

    expect(marked([RECOVERED, FAILED, held])).toEqual([
      ['held', 9, 1],
      ['bad', 5, 1],
      ['good', 3, 1],
    ]);
  });

  it('leave out what nobody had to be told, and what is of another time', () => {
    expect(marked([silent(), entry({ at: ago(30) })])).toEqual([]);
  });

  it('are one where they could not be told apart, and as bad as the worst of them', () => {
    const close = (minutes: number, event: ToldTrailEntry['event']) =>
      entry({ at: ago(5 - minutes / 60), event });

    expect(
      marked([close(40, 'recovery'), close(10, 'regression'), close(0, 'reachable_again')]),
    ).toEqual([
      ['bad', 5, 2],
      ['good', 5 - 40 / 60, 1],
    ]);
  });
});

describe('ticksOf', () => {
  const ticked = (hours: number, most: number, offset = 0) =>
    ticksOf({ from: NOW - hours * HOUR, until: NOW }, most, offset).map(({ at, isDay }) =>
      `${new Date(at + offset).toISOString().slice(8, 16)}${isDay ? '*' : ''}`.replace('T', ' '),
    );

  it('stand at round times, and say where a day begins', () => {
    expect(ticked(24, 6)).toEqual(['22 18:00', '23 00:00*', '23 06:00', '23 12:00']);
    expect(ticked(1, 4)).toEqual(['23 13:00', '23 13:15', '23 13:30', '23 13:45', '23 14:00']);
    expect(ticked(72, 4)).toEqual(['21 00:00*', '22 00:00*', '23 00:00*']);
  });

  it('are round by the clock of the dashboard', () => {
    expect(ticked(24, 4, 5.5 * HOUR)).toEqual(['23 00:00*', '23 06:00', '23 12:00', '23 18:00']);
  });

  it('are few in any time', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), (hours) => {
        expect(ticked(hours, 8).length).toBeLessThanOrEqual(9);
      }),
    );
  });
});
