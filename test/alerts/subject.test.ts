import { describe, expect, it } from 'vitest';
import type { Alert } from '../../lambda/alerts/alert.ts';
import { subjectOf, toAscii } from '../../lambda/alerts/subject.ts';
import { alertOf, namesOf, testAlert, warningAlert } from '../support/alerts.ts';

const HOUR = 3_600_000;

/** A warning about as many credentials as there are titles. */
function withTitles(...titles: string[]): Alert {
  const { checks, ...alert } = warningAlert('OAUTH_REFRESH_TOKEN_EXPIRING');
  const told = (title: string) =>
    checks.map((check) => ({
      ...check,
      warnings: check.warnings.map((warning) => ({ ...warning, title })),
    }));
  return { ...alert, checks: titles.flatMap(told) };
}

describe('subjectOf', () => {
  it.each([
    [
      'a regression',
      alertOf({ code: 'STAGING_TOKEN_MISSING' }),
      '[qonto] sandbox/mobile-app: staging token missing',
    ],
    [
      'a group',
      alertOf({ environment: 'production', credentials: namesOf(10) }),
      '[qonto] production (10 credentials): API key refused',
    ],
    [
      'a change of cause',
      alertOf({ event: 'cause_changed', code: 'API_KEY_SWAPPED' }),
      '[qonto] sandbox/mobile-app: now login and secret key swapped',
    ],
    [
      'a reminder',
      alertOf({ event: 'still_failing', failingForMs: 51 * HOUR }),
      '[qonto] sandbox/mobile-app: still failing after 2 days 3 h: API key refused',
    ],
    [
      'a credential that cannot be checked',
      alertOf({ event: 'unreachable', code: 'DNS_FAILURE' }),
      '[qonto] sandbox/mobile-app: cannot be checked: host name cannot be resolved',
    ],
    [
      'a credential that can be checked again',
      alertOf({ event: 'reachable_again', code: 'PROVIDER_ERROR', failingForMs: HOUR }),
      '[qonto] sandbox/mobile-app: can be checked again after 1 h',
    ],
    [
      'a recovery',
      alertOf({ event: 'recovery', failingForMs: HOUR }),
      '[qonto] sandbox/mobile-app: recovered after 1 h, was: API key refused',
    ],
    [
      'a warning',
      warningAlert('OAUTH_REFRESH_TOKEN_EXPIRING'),
      '[qonto] sandbox/mobile-app: refresh token expires soon',
    ],
    [
      'a warning with words of its own',
      withTitles('refresh token has probably expired'),
      '[qonto] sandbox/mobile-app: refresh token has probably expired',
    ],
    [
      'a warning with different words for each',
      withTitles('refresh token has probably expired', 'refresh token expires soon'),
      '[qonto] sandbox (2 credentials): refresh token expires soon',
    ],
    ['a test', testAlert(), '[qonto] sandbox: test alert'],
  ])('says of %s what happened, and where', (_, alert, subject) => {
    expect(subjectOf(alert)).toBe(subject);
  });

  it('keeps what happened when the names are as long as the configuration allows', () => {
    const alert = alertOf({
      environment: `production-${'x'.repeat(53)}`,
      credentials: [`accounting-${'y'.repeat(53)}`],
      code: 'STAGING_TOKEN_MISSING',
    });

    expect(subjectOf(alert)).toContain('staging token missing');
    expect(subjectOf(alert)).toContain('production-');
    expect(subjectOf(alert)).toContain('accounting-');
  });

  it('marks where it was cut', () => {
    const subject = subjectOf(alertOf({ credentials: ['a'.repeat(500)] }));

    expect(subject).toContain('...');
    expect(subject.length).toBeLessThanOrEqual(99);
  });
});

describe('toAscii', () => {
  it.each([
    ['Générale', 'Generale'],
    ['‘a’ “b” – c — d', '\'a\' "b" - c - d'],
    ['決済', '??'],
    ['\u{1f680}', '?'],
    ['a\tb', 'a?b'],
    ['plain ~', 'plain ~'],
  ])('writes %j as %j', (text, ascii) => {
    expect(toAscii(text)).toBe(ascii);
  });
});
