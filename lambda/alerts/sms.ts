import type { Alert } from './alert.ts';
import { subjectOf, toAscii } from './subject.ts';
import { nameSome, shorten } from './wording.ts';

/** Places of one segment, in the seven-bit alphabet of GSM. */
const PLACES = 160;

/** Printable ASCII that takes two places there. */
const TWOFOLD = /[\^{}\\[~\]|]/g;

/** A text message of one segment: the subject, and the names of a group where they fit. */
export function smsText(alert: Alert): string {
  const subject = inAlphabet(subjectOf(alert));
  if (alert.checks.length < 2) return oneSegment(subject);
  const full = inAlphabet(`${subject} (${toAscii(nameSome(alert.checks))})`);
  return placesOf(full) <= PLACES ? full : oneSegment(subject);
}

/** Printable ASCII as one segment, cut where it must be. */
export function oneSegment(ascii: string): string {
  const text = inAlphabet(ascii);
  return placesOf(text) <= PLACES ? text : shorten(text, PLACES / 2);
}

/** One character outside the alphabet would halve what fits; of printable ASCII, there is one. */
function inAlphabet(ascii: string): string {
  return ascii.replaceAll('`', "'");
}

function placesOf(text: string): number {
  return text.length + (text.match(TWOFOLD)?.length ?? 0);
}
