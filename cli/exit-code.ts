import { MonitorError, type MonitorErrorCode } from '../lambda/errors.ts';
import type { Report } from '../lambda/report.ts';

/** What a command ends with (contract, section 7). */
export const EXIT = {
  /** Everything is authenticated. */
  ok: 0,
  /** Something is rejected. */
  rejected: 1,
  /** Nothing is rejected, and something is inconclusive. */
  inconclusive: 2,
  /** Wrong usage or configuration. */
  usage: 3,
  /** AWS, or a fault of our own. */
  fault: 4,
  /** Ended from the keyboard, as shells have it. */
  interrupted: 130,
} as const;

/** The exit code that a report comes to. A credential that was never checked is inconclusive. */
export function exitCodeOf({ summary }: Pick<Report, 'summary'>): number {
  if (summary.rejected > 0) return EXIT.rejected;
  return summary.authenticated === summary.total ? EXIT.ok : EXIT.inconclusive;
}

const ERRORS: ReadonlyMap<MonitorErrorCode, number> = new Map([
  ['CONFIG_INVALID', EXIT.usage],
  ['EVENT_INVALID', EXIT.usage],
  ['USAGE_INVALID', EXIT.usage],
  // Nothing was found out.
  ['DECLINED', EXIT.inconclusive],
  ['INTERRUPTED', EXIT.interrupted],
]);

/** The exit code that an error comes to. */
export function exitCodeOfError(error: unknown): number {
  return (error instanceof MonitorError && ERRORS.get(error.code)) || EXIT.fault;
}
