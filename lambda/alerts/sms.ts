import type { Alert } from './alert.ts';
import { subjectOf, toAscii } from './subject.ts';
import { nameSome } from './wording.ts';

/** One segment of a text message. */
const MOST = 160;

/** A text message of one segment: the subject, and the names of a group where they fit. */
export function smsText(alert: Alert): string {
  const subject = subjectOf(alert);
  if (alert.checks.length < 2) return subject;
  const full = `${subject} (${toAscii(nameSome(alert.checks))})`;
  return full.length <= MOST ? full : subject;
}
