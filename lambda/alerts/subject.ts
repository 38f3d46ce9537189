import type { Alert } from './alert.ts';
import { oneLine, shorten, summaryOf } from './wording.ts';

/** SNS takes fewer than 100 characters. */
const MOST = 99;

/**
 * The subject of an e-mail: printable ASCII on one line, at most 99 characters. SNS refuses a whole
 * publish over its subject, so this never gives what it would refuse.
 */
export function subjectOf(alert: Alert): string {
  return shorten(toAscii(oneLine(`[qonto] ${summaryOf(alert)}`)), MOST);
}

/** Letters lose their accents; what is left outside printable ASCII becomes a question mark. */
export function toAscii(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2013\u2014]/g, '-')
    .replace(/[^\x20-\x7e]/gu, '?');
}
