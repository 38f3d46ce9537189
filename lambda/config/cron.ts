/** One of the six fields of a cron expression of EventBridge Scheduler. */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Words for the numbers from `least` on. */
  readonly words?: readonly string[];
  /** Forms besides numbers, ranges and steps, and how they are written. */
  readonly special?: { readonly form: RegExp; readonly written: string };
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based */
const FIELDS: readonly Field[] = [
  { name: 'minutes', least: 0, most: 59 },
  { name: 'hours', least: 0, most: 23 },
  {
    name: 'day-of-month',
    least: 1,
    most: 31,
    special: { form: /^(?:L|LW|(?:[1-9]|[12]\d|3[01])W|\?)$/, written: 'L, LW, 15W or ?' },
  },
  { name: 'month', least: 1, most: 12, words: MONTHS },
  {
    name: 'day-of-week',
    least: 1,
    most: 7,
    words: DAYS,
    special: {
      form: /^(?:L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5])|\?)$/,
      written: '6L, 2#1 or ?',
    },
  },
  { name: 'year', least: 1970, most: 2199 },
];

/** A cron expression that was understood; each field as its items. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  /** Whether a day is one of its days. */
  isDay(day: Date): boolean;
  /** Whether every year is meant. */
  readonly everyYear: boolean;
}

/** Reads `cron(…)`. Its faults are for people, and follow the word "schedule". */
export function parseCron(expression: string): { cron: Cron } | { faults: readonly string[] } {
  const texts = /^cron\((.*)\)$/.exec(expression)?.[1]?.toUpperCase().split(' ') ?? [];
  if (texts.length !== FIELDS.length) {
    const hint = texts.length === 5 ? '; Unix cron has five, here a year follows: * for all' : '';
    const names = FIELDS.map(({ name }) => name).join(' ');
    return { faults: [`has ${texts.length} fields in cron(…), not six: ${names}${hint}`] };
  }
  const [, , dayOfMonth = '', , dayOfWeek = '', year = ''] = texts;
  const faults = FIELDS.flatMap((field, index) => fieldFaults(field, texts[index] ?? ''));
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    faults.push('has to have ? as exactly one of day-of-month and day-of-week');
  }
  if (faults.length > 0) return { faults };
  const [minutes = [], hours = [], , months = []] = FIELDS.map((field, index) =>
    numbersOf(field, texts[index] ?? ''),
  );
  const isDay =
    dayOfMonth === '?'
      ? (day: Date) => dayOfWeek.split(',').some((item) => isOnDayOfWeek(item, day))
      : (day: Date) => dayOfMonth.split(',').some((item) => isOnDayOfMonth(item, day));
  return { cron: { minutes, hours, months, isDay, everyYear: year === '*' } };
}

function fieldFaults(field: Field, text: string): string[] {
  return text.split(',').flatMap((item) => {
    if (field.special?.form.test(item)) {
      return item === '?' && text !== '?' ? [`has ? among others as ${field.name}`] : [];
    }
    return itemOf(field, item) === null
      ? [`has ${JSON.stringify(item)} as ${field.name}, which is ${rangeOf(field)}`]
      : [];
  });
}

function rangeOf({ least, most, words, special }: Field): string {
  const named = words === undefined ? '' : ` or ${words[0]} to ${words.at(-1)}`;
  const specials = special === undefined ? '' : `, or ${special.written}`;
  return `${least} to ${most}${named}, *, a range such as ${least}-${least + 2}, a step such as ${least}/2${specials}`;
}

interface Item {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

/** `*`, `5`, `1-5`, and each with a step; `5/10` goes on to the end of the field. */
function itemOf(field: Field, item: string): Item | null {
  const match = /^(?:\*|([A-Z]+|\d+)(?:-([A-Z]+|\d+))?)(?:\/(\d+))?$/.exec(item);
  if (match === null) return null;
  const [, from, to, by] = match;
  const first = from === undefined ? field.least : numberOf(field, from);
  const isOpen = from === undefined || (to === undefined && by !== undefined);
  const last = isOpen ? field.most : numberOf(field, to ?? from);
  const step = by === undefined ? 1 : Number(by);
  return first === null || last === null || step < 1 ? null : { first, last, step };
}

function numberOf({ least, most, words = [] }: Field, text: string): number | null {
  const index = words.indexOf(text);
  const number = index === -1 ? Number(text) : least + index;
  return Number.isInteger(number) && number >= least && number <= most ? number : null;
}

/** A range may go around: FRI-MON. */
function numbersOf(field: Field, text: string): number[] {
  const size = field.most - field.least + 1;
  const numbers = text.split(',').flatMap((part) => {
    const item = itemOf(field, part);
    if (item === null) return [];
    const span = (item.last - item.first + size) % size;
    return Array.from(
      { length: Math.floor(span / item.step) + 1 },
      (_, n) => field.least + ((item.first - field.least + n * item.step) % size),
    );
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function daysOfMonth(day: Date): number {
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
}

/** The weekday nearest to a date, within its month. */
function nearestWeekday(day: Date, date: number): number {
  const last = daysOfMonth(day);
  const wanted = Math.min(date, last);
  const weekday = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), wanted)).getUTCDay();
  if (weekday === 6) return wanted === 1 ? 3 : wanted - 1;
  if (weekday === 0) return wanted === last ? wanted - 2 : wanted + 1;
  return wanted;
}

function isOnDayOfMonth(item: string, day: Date): boolean {
  const date = day.getUTCDate();
  if (item === 'L') return date === daysOfMonth(day);
  if (item === 'LW') return date === nearestWeekday(day, daysOfMonth(day));
  if (item.endsWith('W')) return date === nearestWeekday(day, Number.parseInt(item, 10));
  return numbersOf(FIELDS[2] as Field, item).includes(date);
}

function isOnDayOfWeek(item: string, day: Date): boolean {
  const field = FIELDS[4] as Field;
  const weekday = day.getUTCDay() + 1;
  const date = day.getUTCDate();
  // Alone, L is the last day of a week: Saturday.
  if (item === 'L') return weekday === 7;
  const [, word = '', last, nth] = /^(\w+?)(?:(L)|#(\d))$/.exec(item) ?? [];
  if (word === '') return numbersOf(field, item).includes(weekday);
  if (numberOf(field, word) !== weekday) return false;
  return last === undefined ? Math.ceil(date / 7) === Number(nth) : date + 7 > daysOfMonth(day);
}
