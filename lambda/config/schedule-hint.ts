import { parseCron } from './cron.ts';

/** A unit as people write it, and what Scheduler calls it. */
const UNITS: readonly (readonly [form: RegExp, name: string, times: number])[] = [
  [/^m(?:in(?:ute)?s?)?$/, 'minute', 1],
  [/^h(?:(?:ou)?rs?|ourly)?$/, 'hour', 1],
  [/^d(?:ays?|aily)?$/, 'day', 1],
  [/^w(?:eeks?|eekly)?$/, 'day', 7],
];

/**
 * The expression of EventBridge Scheduler that a text most likely stands for, or null: `every 5
 * minutes`, `5m`, `hourly`, an expression with a blank too many, and cron as Unix has it.
 */
export function nearestSchedule(text: string): string | null {
  const written = text.trim().toLowerCase();
  return nearestRate(written) ?? nearestCron(written);
}

function nearestRate(text: string): string | null {
  const [, beginning, digits, word = ''] =
    /^(@|every |each |rate ?\(? ?)?(\d+)? ?([a-z]+) ?\)?$/.exec(text) ?? [];
  const [, name, times = 1] = UNITS.find(([form]) => form.test(word)) ?? [];
  const isCounted = beginning !== undefined || digits !== undefined || word.endsWith('ly');
  if (name === undefined || !isCounted) return null;
  const amount = Number(digits ?? 1) * times;
  return amount < 1 ? null : `rate(${amount} ${name}${amount === 1 ? '' : 's'})`;
}

/** Unix cron has no year, steps from *, and counts days of the week from Sunday as 0. */
function nearestCron(text: string): string | null {
  const inner = /^(?:cron)?\(?([^()]*)\)?$/.exec(text)?.[1]?.trim() ?? '';
  const fields = inner.toUpperCase().split(/\s+/);
  const [minutes = '', hours = '', day = '', month = '', weekday = '', year = '*'] = fields;
  const isUnix = fields.length === 5;
  // Six fields of another program may begin with seconds.
  if (!isUnix && !(fields.length === 6 && text.startsWith('cron('))) return null;
  // A number among steps and the like is not always a day.
  if (isUnix && !/^(?:[*?]|[0-7,-]+|[A-Z,-]+)$/.test(weekday)) return null;
  const days =
    weekday === '*' || weekday === '?'
      ? [day, '?']
      : ['?', isUnix ? weekday.replace(/[0-7]/g, (n) => String((Number(n) % 7) + 1)) : weekday];
  // Both set: Unix takes either, which one expression cannot say.
  if (days[0] === '?' && day !== '*' && day !== '?') return null;
  const steps = [minutes, hours].map((field) => field.replace(/^\*\//, '0/'));
  const meant = `cron(${[...steps, days[0], month, days[1], year].join(' ')})`;
  return 'cron' in parseCron(meant) ? meant : null;
}
