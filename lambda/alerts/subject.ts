import type { Alert } from './alert.ts';
import { headline, oneLine, shorten, whom } from './wording.ts';

/** SNS takes fewer than 100 characters. */
const MOST = 99;

/** What names may take at least, however long the rest is. */
const LEAST_FOR_NAMES = 24;

/**
 * The subject of an e-mail: printable ASCII on one line, at most 99 characters. SNS refuses a whole
 * publish over its subject, so this never gives what it would refuse. Long names give way to what
 * happened.
 */
export function subjectOf(alert: Alert): string {
  const prefix = '[qonto] ';
  const what = toAscii(oneLine(headline(alert)));
  const room = Math.max(LEAST_FOR_NAMES, MOST - prefix.length - what.length - 2);
  const who = whom(alert, (name, names) => shorten(toAscii(oneLine(name)), share(room, names)));
  return shorten(`${prefix}${who}: ${what}`, MOST);
}

/** What each of some names may take, the separator and a count left out. */
function share(room: number, names: number): number {
  return Math.floor((room - 1) / names);
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
