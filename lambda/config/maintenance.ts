import { nearestName } from './nearest.ts';

/** The days of the week, as configurations write them. */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

/** A day of the week. */
export type Weekday = (typeof WEEKDAYS)[number];

/**
 * A time in which alerts are held back: once (`from` and `until` are `2026-12-01T22:00`), or on some
 * days of every week (`22:00`; an `until` that is not after `from` is on the next day). Both are the
 * wall clock of `timeZone`: where it is set back, an hour that comes twice counts twice.
 */
export interface MaintenanceWindow {
  /** Null: all environments. */
  readonly environment: string | null;
  /** Null: all credentials. */
  readonly credential: string | null;
  /** Null for a window that comes once. */
  readonly days: readonly Weekday[] | null;
  readonly from: string;
  readonly until: string;
  /** A name of the IANA time zone database, such as `Europe/Paris`. */
  readonly timeZone: string;
}

/**
 * Whether a moment lies in a window; its end does not.
 *
 * @param now epoch milliseconds
 */
export function isWithin(window: MaintenanceWindow, now: number): boolean {
  const { days, from, until } = window;
  const { date, time, weekday } = wallClock(window.timeZone, now);
  if (days === null) return `${date}T${time}` >= from && `${date}T${time}` < until;
  if (from < until) return days.includes(weekday) && time >= from && time < until;
  const eve = WEEKDAYS.at(WEEKDAYS.indexOf(weekday) - 1);
  return (
    (days.includes(weekday) && time >= from) ||
    (eve !== undefined && days.includes(eve) && time < until)
  );
}

/** Whether the runtime knows a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The time zone that a city or a misspelt name most likely stands for, or null. */
export function nearestTimeZone(text: string): string | null {
  const names = Intl.supportedValuesOf('timeZone');
  const city = `/${text.trim().replace(/ /g, '_')}`.toLowerCase();
  return names.find((name) => name.toLowerCase().endsWith(city)) ?? nearestName(text, names);
}

interface WallClock {
  /** `2026-12-01` */
  readonly date: string;
  /** `22:00` */
  readonly time: string;
  readonly weekday: Weekday;
}

function wallClock(timeZone: string, now: number): WallClock {
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
    weekday: part('weekday').toLowerCase() as Weekday,
  };
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
  });
}
