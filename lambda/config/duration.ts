const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A number and `ms`, `s`, `m`, `h` or `d`. */
const DURATION_PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/**
 * Milliseconds of a duration such as `10s` or `1.5h`, or `null` when the text is not one.
 */
export function parseDuration(text: string): number | null {
  const match = DURATION_PATTERN.exec(text);
  if (match === null) return null;
  const [, amount, unit] = match;
  return Math.round(Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]);
}

const UNIT_WORDS = [
  [/^(?:ms|milli(?:second)?s?)$/, 'ms', 1],
  [/^s(?:ec(?:ond)?s?)?$/, 's', 1],
  [/^m(?:in(?:ute)?s?)?$/, 'm', 1],
  [/^h(?:(?:ou)?rs?)?$/, 'h', 1],
  [/^d(?:ays?)?$/, 'd', 1],
  [/^w(?:eeks?)?$/, 'd', 7],
] as const;

/** The duration that a text most likely stands for, or null: `10 s`, `5 minutes`, `1w`. */
export function nearestDuration(text: string): string | null {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(text.trim().toLowerCase());
  const unit = UNIT_WORDS.find(([form]) => form.test(match?.[2] ?? ''));
  return match && unit ? `${Number(match[1]) * unit[2]}${unit[1]}` : null;
}

/**
 * A duration for people, in its largest two units and never "0 days": `3 h 5 min`, `2 days`.
 */
export function describeDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const parts = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return 'less than a second';
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit === 'day' && amount > 1 ? 'days' : unit}`)
    .join(' ');
}
