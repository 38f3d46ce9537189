import { describeDuration } from '../config/duration.ts';
import { CATALOGUE } from '../diagnosis/catalogue.ts';
import type { Alert, AlertCheck, AlertEvent } from './alert.ts';

/** Credentials that texts name before they count the rest. */
const NAMED = 8;

/** What happened, in a few words: `staging token missing`, `recovered: API key refused`. */
export function headline(alert: Alert): string {
  return HEADLINES[alert.event](titleOf(alert), alert);
}

type Headline = (title: string, alert: Alert) => string;

const HEADLINES: Readonly<Record<AlertEvent, Headline>> = {
  regression: (title) => title,
  cause_changed: (title) => `now ${title}`,
  still_failing: (title, alert) => `still failing after ${howLong(alert)}: ${title}`,
  unreachable: (title) => `cannot be checked: ${title}`,
  reachable_again: (title, alert) => `can be checked again after ${howLong(alert)}, was: ${title}`,
  recovery: (title, alert) => `recovered after ${howLong(alert)}, was: ${title}`,
  warning: (title) => title,
  test: () => 'test alert',
};

function titleOf(alert: Alert): string {
  return alert.code === 'TEST' ? 'test alert' : CATALOGUE[alert.code].title;
}

function howLong(alert: Alert): string {
  const since = firstFailure(alert) ?? alert.occurredAt;
  return describeDuration(Date.parse(alert.occurredAt) - Date.parse(since));
}

/** Since when the first of the credentials fails, or did. */
export function firstFailure({ checks }: Pick<Alert, 'checks'>): string | null {
  return checks
    .map(({ failingSince }) => failingSince)
    .filter((since) => since !== null)
    .reduce<string | null>(
      (first, since) => (first === null || since < first ? since : first),
      null,
    );
}

/** Whether the alert tells of an end. */
export function isOver({ event }: Pick<Alert, 'event'>): boolean {
  return event === 'recovery' || event === 'reachable_again';
}

/** Whom it is about: `sandbox/mobile-app`, or `sandbox: 3 credentials`. */
export function whom({ environment, checks, event }: Alert): string {
  const [first] = checks;
  if (event === 'test' || first === undefined) return environment;
  if (checks.length === 1) return `${environment}/${first.credential}`;
  return `${environment}: ${checks.length} credentials`;
}

/** One line: whom and what. */
export function summaryOf(alert: Alert): string {
  return oneLine(`${whom(alert)}: ${headline(alert)}`);
}

/** Names of credentials, the first ones, and how many more there are. */
export function nameSome(checks: readonly AlertCheck[]): string {
  const names = checks.slice(0, NAMED).map(({ credential }) => credential);
  const rest = checks.length - names.length;
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
}

/** A moment as people read it: `2026-11-23 14:02:07 UTC`. */
export function readableTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** Text on one line, without control characters. */
export function oneLine(text: string): string {
  return withoutControls(text).replace(/ {2,}/g, ' ').trim();
}

/** Text whose control characters, line breaks and direction marks became spaces. */
export function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}

/** Text cut to a number of characters, never inside a surrogate pair. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = Array.from(text);
  let kept = '';
  for (const character of characters) {
    if (kept.length + character.length > most - 3) break;
    kept += character;
  }
  return `${kept.trimEnd()}...`;
}
