import { describe, expect, it } from 'vitest';
import { isWithin, type MaintenanceWindow } from '../../lambda/config/maintenance.ts';
import { parseConfig } from '../../lambda/config/parse.ts';

const WINDOW: MaintenanceWindow = {
  environment: null,
  credential: null,
  days: null,
  from: '2026-12-01T22:00',
  until: '2026-12-02T02:00',
  timeZone: 'UTC',
};

const at = (iso: string, window: Partial<MaintenanceWindow>) =>
  isWithin({ ...WINDOW, ...window }, Date.parse(iso));

describe('isWithin', () => {
  it.each([
    ['2026-12-01T21:59:59.999Z', false],
    ['2026-12-01T22:00:00Z', true],
    ['2026-12-02T01:59:59.999Z', true],
    ['2026-12-02T02:00:00Z', false],
    ['2027-12-01T23:00:00Z', false],
  ])('at %s, of a window that comes once: %s', (iso, expected) => {
    expect(at(iso, {})).toBe(expected);
  });

  it.each([
    ['2026-12-01T21:00:00Z', true],
    ['2026-12-01T20:59:00Z', false],
    ['2026-12-02T00:59:00Z', true],
    ['2026-12-02T01:00:00Z', false],
  ])('at %s, on the wall clock of Paris: %s', (iso, expected) => {
    expect(at(iso, { timeZone: 'Europe/Paris' })).toBe(expected);
  });

  it.each([
    ['2026-11-28T03:00:00Z', false, 'a Saturday'],
    ['2026-11-29T01:59:00Z', false, 'before it'],
    ['2026-11-29T02:00:00Z', true, 'a Sunday'],
    ['2026-11-29T03:59:00Z', true, 'a Sunday'],
    ['2026-11-29T04:00:00Z', false, 'its end'],
  ])('at %s, of a weekly window on Sundays: %s (%s)', (iso, expected) => {
    expect(at(iso, { days: ['sunday'], from: '02:00', until: '04:00' })).toBe(expected);
  });

  it.each([
    ['2026-11-29T23:00:00Z', true, 'Sunday night'],
    ['2026-11-30T01:59:00Z', true, 'the Monday after'],
    ['2026-11-30T02:00:00Z', false, 'its end'],
    ['2026-11-29T01:00:00Z', false, 'the Sunday morning before'],
    ['2026-11-30T23:00:00Z', false, 'Monday night'],
  ])('at %s, of a weekly window over midnight: %s (%s)', (iso, expected) => {
    expect(at(iso, { days: ['sunday'], from: '22:00', until: '02:00' })).toBe(expected);
  });

  it('lasts all day where it ends when it begins', () => {
    const allDay = { days: ['sunday'], from: '00:00', until: '00:00' } as const;

    expect(at('2026-11-29T00:00:00Z', allDay)).toBe(true);
    expect(at('2026-11-29T23:59:59Z', allDay)).toBe(true);
    expect(at('2026-11-30T00:00:00Z', allDay)).toBe(false);
  });

  it('follows the clock when it is set forward and back', () => {
    const paris = {
      days: ['sunday'],
      from: '02:30',
      until: '04:00',
      timeZone: 'Europe/Paris',
    } as const;

    // 29 March 2026: 02:00 becomes 03:00. 25 October 2026: 03:00 becomes 02:00.
    expect(at('2026-03-29T00:59:00Z', paris)).toBe(false);
    expect(at('2026-03-29T01:00:00Z', paris)).toBe(true);
    expect(at('2026-10-25T00:30:00Z', paris)).toBe(true);
    expect(at('2026-10-25T01:29:00Z', paris)).toBe(false);
    expect(at('2026-10-25T01:30:00Z', paris)).toBe(true);
  });
});

const ENVIRONMENTS = { sandbox: { credentials: [{ name: 'app', secret: 'qonto/app' }] } };

const parse = (...maintenance: object[]) =>
  parseConfig({ environments: ENVIRONMENTS, alerts: { maintenance } }, 'test').alerts.maintenance;

describe('maintenance windows of a configuration', () => {
  it('mean everything, in UTC, where nothing else is said', () => {
    expect(
      parse({ from: '2026-12-01T22:00', until: '2026-12-02T02:00', reason: 'release' }),
    ).toEqual([WINDOW]);
  });

  it.each(['2026-01-31T22:00', '2026-11-30T22:00', '2028-02-29T22:00'])(
    'may begin on the last day of a month: %s',
    (from) => {
      expect(parse({ from, until: '2029-01-01T00:00' })).toMatchObject([{ from }]);
    },
  );

  it.each<[string, object, string]>([
    [
      'a date without time',
      { from: '2026-12-01', until: '2026-12-02T02:00' },
      'from is not a moment',
    ],
    [
      'a moment with a zone',
      { from: '2026-12-01T22:00Z', until: '2026-12-02T02:00' },
      'from is not',
    ],
    [
      'an end before the start',
      { from: '2026-12-02T22:00', until: '2026-12-02T02:00' },
      'until is not after from',
    ],
    [
      'a day that no month has',
      { from: '2026-02-30T22:00', until: '2026-03-02T02:00' },
      'from is a day that its month does not have: the last one is 2026-02-28; write "2026-02-28T22:00"',
    ],
    [
      'a 31st of November',
      { from: '2026-11-01T22:00', until: '2026-11-31T22:00' },
      'until is a day that its month does not have: the last one is 2026-11-30; write "2026-11-30T22:00"',
    ],
    [
      'a 30th of February in a leap year',
      { from: '2028-02-30T22:00', until: '2028-03-02T02:00' },
      'from is a day that its month does not have: the last one is 2028-02-29; write "2028-02-29T22:00"',
    ],
    ['a 32nd', { from: '2026-12-32T22:00', until: '2027-03-02T02:00' }, 'from is not a moment'],
    [
      'times of the day without days',
      { from: '22:00', until: '23:00' },
      'from is not a moment (for a window without days); write it like "2026-12-01T22:00", or add "days" for a window of every week',
    ],
    [
      'other faults besides',
      { from: '22', until: '2026-12-02T02:00', timeZone: 'nowhere at all' },
      'from is not a moment',
    ],
    [
      'a day without times of day',
      { days: ['sunday'], from: '2026-12-01T22:00', until: '24:00' },
      'until is not a time of the day',
    ],
    [
      'a day that is none',
      { days: ['sun'], from: '22:00', until: '23:00' },
      'days[0] is none of "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"; did you mean "sunday"?',
    ],
    ['no day', { days: [], from: '22:00', until: '23:00' }, 'days is empty'],
    [
      'an unknown zone',
      { from: '2026-12-01T22:00', until: '2026-12-02T02:00', timeZone: 'Paris' },
      'timeZone is not a time zone; did you mean "Europe/Paris"?',
    ],
    [
      'a zone of no city',
      { from: '2026-12-01T22:00', until: '2026-12-02T02:00', timeZone: 'nowhere at all' },
      'timeZone is not a time zone; write one such as "Europe/Paris"',
    ],
    [
      'an unknown environment',
      { days: ['sunday'], from: '22:00', until: '23:00', environment: 'prod' },
      'environment is not an environment',
    ],
    [
      'an unknown credential',
      { days: ['sunday'], from: '22:00', until: '23:00', credential: 'web' },
      'credential is not a credential',
    ],
  ])('are refused with %s', (_, window, message) => {
    expect(() => parse(window)).toThrow(`alerts.maintenance[0].${message}`);
  });
});
