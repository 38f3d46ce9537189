import { describeDuration } from '../config/duration.ts';
import { CATALOGUE } from '../diagnosis/catalogue.ts';
import { recheckCommand } from '../diagnosis/remedy.ts';
import type { Alert, AlertCheck, AlertEvent } from './alert.ts';

/** Credentials that texts name before they count the rest. */
const NAMED = 8;

/** What happened, in a few words: `staging token missing`, `recovered: API key refused`. */
export function headline(alert: Alert): string {
  const words = HEADLINES[alert.event](titleOf(alert), alert);
  return alert.isFlapping ? `flapping, ${words}` : words;
}

/** What is said when alerts about credentials begin to wait for calm. */
export function flappingText({ checks }: Pick<Alert, 'checks'>): string {
  return checks.length > 1
    ? 'These credentials went back and forth more than four times within an hour. There are no more alerts about them until they have been calm for an hour; if they are then in another state than told here, you will be told.'
    : 'This credential went back and forth more than four times within an hour. There are no more alerts about it until it has been calm for an hour; if it is then in another state than told here, you will be told.';
}

type Headline = (title: string, alert: Alert) => string;

const HEADLINES: Readonly<Record<AlertEvent, Headline>> = {
  regression: (title) => title,
  cause_changed: (title) => `now ${title}`,
  still_failing: (title, alert) => `still failing after ${howLong(alert)}: ${title}`,
  unreachable: (title) => `cannot be checked: ${title}`,
  reachable_again: (_title, alert) => `can be checked again after ${howLong(alert)}`,
  recovery: (title, alert) => `recovered after ${howLong(alert)}, was: ${title}`,
  warning: (title) => title,
  test: () => 'test alert',
};

function titleOf({ code, event, checks }: Alert): string {
  if (code === 'TEST') return 'test alert';
  const { title } = CATALOGUE[code];
  if (event !== 'warning') return title;
  // A warning may have words of its own, which a group has only where they are those of all.
  const told = checks.map(({ warnings }) => warnings.find((one) => one.code === code)?.title);
  const [first] = told;
  return first && told.every((one) => one === first) ? first : title;
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

/** What is said when it is over. */
export function relief(alert: Alert): string {
  if (alert.event === 'recovery') return 'Authentication works again; nothing is to be done.';
  const they =
    alert.checks.length > 1
      ? 'The credentials can be checked again, and authenticate'
      : 'The credential can be checked again, and authenticates';
  return `${they}; nothing is to be done. What was in the way: ${titleOf(alert)}.`;
}

/** Cause, remedy and guide of an alert: those of its warning, or of its diagnosis. */
export function explanationOf({ event, code, checks: [first] }: Alert): {
  readonly cause: string;
  readonly remedy: readonly string[];
  readonly docsUrl: string;
} | null {
  if (code === 'TEST' || isOver({ event })) return null;
  const { cause, remedy, docsUrl } = CATALOGUE[code];
  if (event !== 'warning') return first?.diagnosis ?? { cause, remedy, docsUrl };
  const told = first?.warnings.find((warning) => warning.code === code)?.remedy;
  return { cause, remedy: told ?? remedy, docsUrl };
}

/** Whether the alert tells of an end. */
export function isOver({ event }: Pick<Alert, 'event'>): boolean {
  return event === 'recovery' || event === 'reachable_again';
}

/** Texts show no more of a name than the configuration allows for one. */
const LONGEST_NAME = 64;

/** A name as texts show it: on one line, and no longer than the configuration allows. */
export function shownName(name: string): string {
  return shorten(oneLine(name), LONGEST_NAME);
}

/**
 * The command that checks again what an alert is about; null where nothing is to be checked, or where
 * texts cannot show a name as it is: the command would be about nothing.
 */
export function recheckOf({ event, environment, checks }: Alert): string | null {
  const [first, ...others] = checks;
  if (first === undefined || isOver({ event })) return null;
  const names = others.length === 0 ? [environment, first.credential] : [environment];
  return names.every(isShownWhole)
    ? recheckCommand(environment, others.length === 0 ? first.credential : undefined)
    : null;
}

function isShownWhole(name: string): boolean {
  return name.length <= LONGEST_NAME && withoutControls(name) === name;
}

/** Whether a step of a remedy is a command, to be copied as it is. */
export function isCommand(step: string): boolean {
  return /^(?:aws|npx) \S/.test(step);
}

/**
 * Whom it is about: `sandbox/mobile-app`, or `sandbox (3 credentials)`.
 *
 * @param show writes one name, given how many there are to write
 */
export function whom(
  { environment, checks, event }: Alert,
  show: (name: string, names: number) => string = shownName,
): string {
  const [first] = checks;
  if (event === 'test' || first === undefined) return show(environment, 1);
  if (checks.length === 1) return `${show(environment, 2)}/${show(first.credential, 2)}`;
  return `${show(environment, 2)} (${checks.length} credentials)`;
}

/** One line: whom and what. */
export function summaryOf(alert: Alert): string {
  return oneLine(`${whom(alert)}: ${headline(alert)}`);
}

/** Names of credentials, the first ones, and how many more there are. */
export function nameSome(checks: readonly AlertCheck[]): string {
  const names = checks.slice(0, NAMED).map(({ credential }) => shownName(credential));
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

/** Text whose control characters, line breaks, direction marks and halves of characters became spaces. */
export function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ');
}

/** Text cut to a number of characters, never inside a surrogate pair. */
export function shorten(text: string, most: number): string {
  return text.length <= most ? text : shortenPieces(Array.from(text.slice(0, most + 1)), most);
}

/** Joins pieces of text up to a number of characters, never cutting a piece. */
export function shortenPieces(pieces: readonly string[], most: number): string {
  const whole = pieces.join('');
  if (whole.length <= most) return whole;
  let kept = '';
  for (const piece of pieces) {
    if (kept.length + piece.length > most - 3) break;
    kept += piece;
  }
  return `${kept.trimEnd()}...`;
}
