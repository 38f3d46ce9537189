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
} as const;

/** The exit code that a report comes to. A credential that was never checked is inconclusive. */
export function exitCodeOf({ summary }: Pick<Report, 'summary'>): number {
  if (summary.rejected > 0) return EXIT.rejected;
  return summary.authenticated === summary.total ? EXIT.ok : EXIT.inconclusive;
}

const USAGE_ERRORS: ReadonlySet<MonitorErrorCode> = new Set(['CONFIG_INVALID', 'EVENT_INVALID']);

/** The exit code that an error comes to. */
export function exitCodeOfError(error: unknown): number {
  return error instanceof MonitorError && USAGE_ERRORS.has(error.code) ? EXIT.usage : EXIT.fault;
}
