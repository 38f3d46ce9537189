import { isoTime } from '../clock.ts';
import type { WarningCode } from '../diagnosis/catalogue.ts';
import type { Check } from './check.ts';
import type { HoldReason } from './hold.ts';
import type { StatusRecord } from './status-record.ts';

/** Warnings that people are told of by an alert, not only in the report. */
const ALERTED_WARNINGS: ReadonlySet<WarningCode> = new Set([
  'OAUTH_REFRESH_TOKEN_EXPIRING',
  'ENDPOINT_DEPRECATED',
]);

const WEEK_MS = 7 * 86_400_000;

/**
 * Warnings that are told now: when they first appear, and weekly while they last.
 *
 * @param now epoch milliseconds
 */
export function dueWarnings(
  { warnedAt: before }: StatusRecord,
  { warnings }: Check,
  hold: HoldReason | null,
  now: number,
): { due: WarningCode[]; warnedAt: Record<string, string> } {
  const isRecent = (last: string) => now - Date.parse(last) < WEEK_MS;
  // Kept for a week even while it is not seen: one that comes and goes is told once a week too.
  const warnedAt = Object.fromEntries(Object.entries(before).filter(([, last]) => isRecent(last)));
  if (hold !== null) return { due: [], warnedAt };
  const due = warnings
    .map(({ code }) => code)
    .filter((code) => ALERTED_WARNINGS.has(code) && !(code in warnedAt));
  for (const code of due) warnedAt[code] = isoTime(now);
  return { due, warnedAt };
}
