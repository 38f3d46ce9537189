import fc from 'fast-check';
import type { Alert, AlertCheck, AlertEvent } from '../../lambda/alerts/alert.ts';
import type { DiagnosisCode, WarningCode } from '../../lambda/diagnosis/catalogue.ts';
import { entryOf } from '../../lambda/monitor/check.ts';
import { checkResult, START } from './check-results.ts';

/** What an alert in a test says; the rest is filled in. */
export interface AlertWords {
  readonly event?: Exclude<AlertEvent, 'warning' | 'test'>;
  readonly code?: DiagnosisCode;
  readonly environment?: string;
  readonly credentials?: readonly string[];
  readonly failedChecks?: number;
  /** How long the credentials have been failing, in milliseconds. @default 5 minutes */
  readonly failingForMs?: number;
  /** Overrides of each check. */
  readonly check?: Partial<AlertCheck>;
}

const ID = '8f14e45f-ceea-467f-a8b0-1c9d6f2b7a31';
const INCIDENT_ID = '45c48cce-2e2d-4fbd-aa1a-fc51c7c6ad26';

/** A trace id for each credential, as Qonto's documentation shows them. */
export const traceIdOf = (index: number) => index.toString(16).padStart(32, 'a');

/** An alert about some credentials. */
export function alertOf(words: AlertWords = {}): Alert {
  const {
    event = 'regression',
    code = 'API_KEY_REJECTED',
    environment = 'sandbox',
    credentials = ['mobile-app'],
    failedChecks = 1,
    failingForMs = 300_000,
    check = {},
  } = words;
  const isOver = event === 'recovery' || event === 'reachable_again';
  return {
    id: ID,
    incidentId: event === 'regression' || event === 'unreachable' ? ID : INCIDENT_ID,
    event,
    environment,
    code,
    occurredAt: new Date(START).toISOString(),
    owedAt: new Date(START).toISOString(),
    isFlapping: false,
    logUrl: null,
    failedChecks,
    checks: credentials.map((credential, index) => ({
      ...entryOf(
        checkResult({ environment, credential, code: isOver ? null : code }),
        isOver ? 'healthy' : event === 'unreachable' ? 'unreachable' : 'failing',
      ),
      traceId: traceIdOf(index),
      failingSince: new Date(START - failingForMs).toISOString(),
      lastHealthyAt: new Date(START - failingForMs - 300_000).toISOString(),
      ...check,
    })),
  };
}

/** An alert of a warning about a credential that is authenticated, or (with `failing`) is not. */
export function warningAlert(code: WarningCode, failing?: DiagnosisCode): Alert {
  const { checks, ...alert } = alertOf();
  const status = failing === undefined ? 'healthy' : 'failing';
  const result = entryOf(checkResult({ code: failing ?? null, warnings: [code] }), status);
  return {
    ...alert,
    event: 'warning',
    code,
    checks: checks.map((check) => ({
      ...check,
      ...result,
      failingSince: failing === undefined ? null : check.failingSince,
    })),
  };
}

/** The alert that `test-alert` sends. */
export function testAlert(): Alert {
  return { ...alertOf(), event: 'test', code: 'TEST', failedChecks: 0, checks: [] };
}

/** Every event, each with its severity and an alert of it. */
export const ALERTS_BY_EVENT: readonly (readonly [AlertEvent, string, Alert])[] = [
  ['regression', 'critical', alertOf()],
  ['cause_changed', 'critical', alertOf({ event: 'cause_changed' })],
  ['still_failing', 'critical', alertOf({ event: 'still_failing', failedChecks: 288 })],
  ['unreachable', 'warning', alertOf({ event: 'unreachable', code: 'DNS_FAILURE' })],
  ['warning', 'warning', warningAlert('ENDPOINT_DEPRECATED')],
  ['recovery', 'info', alertOf({ event: 'recovery' })],
  ['reachable_again', 'info', alertOf({ event: 'reachable_again', code: 'DNS_FAILURE' })],
  ['test', 'info', testAlert()],
];

/** Names of `count` credentials. */
export const namesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `credential-${index + 1}`);

const piece = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    '\u{1f469}\u200d\u{1f4bb}',
    '\u{1f525}'.repeat(40),
    'بوابة الدفع',
    '\u202etxt.exe',
    '\u2067\u061c\u200f',
    'a\r\nSubject: forged',
    'line\u2028separator',
    '\u0000\u0007\u001b[31m',
    '\u0085\u009b',
    '\ufffd\ufeff\uffff',
    '\ud800',
    '\udc00tail',
    '"\\"\\\\',
    '<!channel> *bold* `code` &amp; ~no~ _it_',
    '<https://example.com|Guide>',
    '$(rm -rf /) `id` ; \'"',
    '[{^~|}]',
    'é'.normalize('NFD'),
    'ﷺ',
    '‘quoted’ — “words”…',
    'npx qonto-auth-monitor store -e `x` -c y',
  ),
);

/** Words that nobody would write. */
export const hostileWords: fc.Arbitrary<string> = fc
  .array(piece, { minLength: 1, maxLength: 4 })
  .map((all) => all.join(''));

/** The same, of 8 KB and more. */
export const hugeWords: fc.Arbitrary<string> = piece.map((text) =>
  text.repeat(Math.ceil(8_192 / text.length)),
);

/** Names that nobody would give, 8 KB and beyond included. */
export const hostileName: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: hostileWords },
  { weight: 1, arbitrary: hugeWords },
);
