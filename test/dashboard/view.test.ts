import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asksToDescribe,
  shownDay,
  shownDuration,
  shownTime,
  shownZone,
  viewOf,
} from '../../lambda/dashboard/view.ts';
import { HOUR, NOW, VIEW } from './remembered.ts';

/** The example of the documentation, with the fields that matter here. */
const CONTEXT = {
  dashboardName: 'Name-of-current-dashboard',
  timezone: { label: 'UTC', offsetISO: '+00:00', offsetInMinutes: 0 },
  period: 300,
  timeRange: {
    mode: 'relative',
    start: 1_627_236_199_729,
    end: 1_627_322_599_729,
    relativeStart: 86_400_012,
    zoom: { start: 1_627_276_030_434, end: 1_627_282_956_521 },
  },
  theme: 'light',
  params: { original: 'param-to-widget' },
  width: 588,
  height: 369,
};

describe('viewOf', () => {
  it('takes theme, width, clock and time from the dashboard, and the zoom before the time', () => {
    const { zoom: _, ...timeRange } = CONTEXT.timeRange;

    expect(viewOf({ widgetContext: CONTEXT }, NOW)).toEqual({
      theme: 'light',
      from: 1_627_276_030_434,
      until: 1_627_282_956_521,
      width: 588,
      offsetMinutes: 0,
      now: NOW,
    });
    expect(viewOf({ widgetContext: { ...CONTEXT, timeRange, theme: 'dark' } }, NOW)).toMatchObject({
      theme: 'dark',
      from: 1_627_236_199_729,
      until: 1_627_322_599_729,
    });
  });

  it.each([
    ['+05:30', 330, 'UTC+05:30'],
    ['-08:00', -480, 'UTC-08:00'],
    ['Z', 0, 'UTC'],
  ])('reads the clock from %s', (offsetISO, offsetMinutes, shown) => {
    const view = viewOf({ widgetContext: { ...CONTEXT, timezone: { offsetISO } } }, NOW);

    expect(view.offsetMinutes).toBe(offsetMinutes);
    expect(shownZone(view)).toBe(shown);
  });

  it('falls back to the last three days of a wide light dashboard in UTC', () => {
    const fallback = {
      theme: 'light',
      from: NOW - 72 * HOUR,
      until: NOW,
      width: 1_200,
      offsetMinutes: 0,
      now: NOW,
    };
    const ranges = [{ start: 5, end: 5 }, { start: '1', end: '2' }, { start: -9, end: 9 }, null];

    expect(viewOf({}, NOW)).toEqual(fallback);
    for (const timeRange of ranges) {
      expect(viewOf({ widgetContext: { timeRange, theme: 'pink', width: 0 } }, NOW)).toEqual(
        fallback,
      );
    }
  });

  it('is a view of some time, whatever the event', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (timeRange, timezone) => {
        const view = viewOf({ widgetContext: { timeRange, timezone } }, NOW);
        return view.from < view.until && shownTime(view.from, view).length > 0;
      }),
    );
  });

  it('knows when the console asks for the documentation', () => {
    expect([{ describe: true }, { describe: 'yes' }, {}, null].map(asksToDescribe)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('times', () => {
  it('are those of the clock of the dashboard', () => {
    const at = Date.parse('2026-11-22T23:05:59Z');

    expect(shownTime(at, VIEW)).toBe('22 Nov 23:05');
    expect(shownTime(at, { ...VIEW, offsetMinutes: 60 })).toBe('23 Nov 00:05');
    expect(shownTime(at, { ...VIEW, offsetMinutes: -1_440 })).toBe('21 Nov 23:05');
  });

  it('have the year where it is another one', () => {
    expect(shownDay(Date.parse('2025-12-31T12:00:00Z'), VIEW)).toBe('31 Dec 2025');
  });

  it.each([
    [0, 'less than a minute'],
    [119_000, '1 min'],
    [2 * HOUR + 59_000, '2 h'],
    [50 * HOUR, '2 days 2 h'],
  ])('last %i ms: %s', (ms, shown) => {
    expect(shownDuration(ms)).toBe(shown);
  });
});
