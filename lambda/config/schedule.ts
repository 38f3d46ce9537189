import { type Cron, parseCron } from './cron.ts';
import { nearestSchedule } from './schedule-hint.ts';

const UNIT_MINUTES = { minute: 1, hour: 60, day: 1_440 } as const;
type Unit = keyof typeof UNIT_MINUTES;

/** How far apart the sweeps of a schedule are, in minutes. */
export interface Intervals {
  readonly shortest: number;
  readonly longest: number;
  /** The longest time that three intervals in a row take. */
  readonly longestThree: number;
}

const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;

const IN_SECONDS = /^\s*(?:every |rate ?\(? ?)?\d+ ?s(?:ec(?:ond)?s?)?\)?\s*$/i;

/** Why a text is no schedule of EventBridge Scheduler: each fault follows the word "schedule". */
export function scheduleFaults(text: string): readonly string[] {
  if (IN_SECONDS.test(text)) {
    return [
      'is in seconds, which EventBridge Scheduler does not count; its shortest interval is "rate(1 minute)"',
    ];
  }
  const [, amount, unit] = /^rate\((\d+) ([a-z]+)\)$/.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) {
    const isRate = RATE.test(text) && /^[1-9]/.test(amount);
    // Scheduler takes "1 minutes" for "1 minute", but not "5 minute" for "5 minutes".
    if (isRate && (amount === '1' || unit.endsWith('s'))) return [];
    return [`is no rate; write one such as "${nearestRate(amount, unit)}"`];
  }
  const nearest = nearestSchedule(text);
  const meant = nearest && `did you mean "${nearest}"?`;
  if (!text.startsWith('cron(') || !text.endsWith(')')) {
    return [
      `is neither rate(N minutes|hours|days) nor cron(six fields); ${meant ?? 'write one such as "rate(5 minutes)"'}`,
    ];
  }
  const parsed = parseCron(text);
  if ('cron' in parsed) return [];
  return meant ? parsed.faults.map((fault) => `${fault}; ${meant}`) : parsed.faults;
}

function nearestRate(amount: string, unit: string): string {
  const known = (['minute', 'hour', 'day'] as const).find((one) => unit.startsWith(one));
  const number = Number(amount);
  if (known === undefined || number < 1) return 'rate(5 minutes)';
  return `rate(${number} ${known}${number === 1 ? '' : 's'})`;
}

/** The intervals of a schedule without faults; a cron expression's over a year and a month. */
export function intervalsOf(schedule: string): Intervals {
  const minutes = rateMinutes(schedule);
  if (minutes !== null) {
    return { shortest: minutes, longest: minutes, longestThree: 3 * minutes };
  }
  return intervalsBetween(timesOf(cronOf(schedule)));
}

/** Minutes from one sweep of a schedule without faults to the next, on the average of a year. */
export function averageInterval(schedule: string): number {
  const minutes = rateMinutes(schedule);
  if (minutes !== null) return minutes;
  const times = timesOf(cronOf(schedule)).filter((time) => time < YEAR_DAYS * DAY_MINUTES);
  return (YEAR_DAYS * DAY_MINUTES) / Math.max(times.length, 1);
}

function rateMinutes(schedule: string): number | null {
  const [, amount, unit] = RATE.exec(schedule) ?? [];
  return amount === undefined ? null : Number(amount) * UNIT_MINUTES[unit as Unit];
}

function cronOf(schedule: string): Cron {
  const parsed = parseCron(schedule);
  if ('faults' in parsed) throw new TypeError(`the schedule ${parsed.faults.join('; ')}`);
  return parsed.cron;
}

/** Whether a schedule ends with its last year. */
export function endsSomeDay(schedule: string): boolean {
  const parsed = parseCron(schedule);
  return 'cron' in parsed && !parsed.cron.everyYear;
}

/** A leap year and a month, so that each end of a month and each weekday occurs. */
const FIRST_DAY = Date.UTC(2028, 0, 1);
const YEAR_DAYS = 366;
const DAYS = YEAR_DAYS + 31;
const DAY_MINUTES = 1_440;

/** Minutes since the first day at which a cron expression fires. */
function timesOf({ minutes, hours, months, isDay }: Cron): number[] {
  const timesOfDay = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  return Array.from({ length: DAYS }, (_, index) => index)
    .filter((index) => {
      const day = new Date(FIRST_DAY + index * 86_400_000);
      return months.includes(day.getUTCMonth() + 1) && isDay(day);
    })
    .flatMap((index) => timesOfDay.map((time) => index * DAY_MINUTES + time));
}

function intervalsBetween(times: readonly number[]): Intervals {
  const found = { shortest: Infinity, longest: 0, longestThree: 0 };
  times.forEach((time, index) => {
    const interval = time - (times[index - 1] ?? -Infinity);
    const three = time - (times[index - 3] ?? -Infinity);
    found.shortest = Math.min(found.shortest, interval);
    if (index >= 1) found.longest = Math.max(found.longest, interval);
    if (index >= 3) found.longestThree = Math.max(found.longestThree, three);
  });
  // Fewer than that in a year and a month: nothing that could be waited for.
  const { longest, longestThree } = found;
  return {
    ...found,
    longest: times.length < 2 ? Infinity : longest,
    longestThree: longestThree || Infinity,
  };
}
