import { describe, expect, it } from 'vitest';
import { emailText } from '../../lambda/alerts/email.ts';
import { CATALOGUE } from '../../lambda/diagnosis/catalogue.ts';
import {
  ALERTS_BY_EVENT,
  alertOf,
  namesOf,
  testAlert,
  traceIdOf,
  warningAlert,
} from '../support/alerts.ts';

describe('emailText', () => {
  it('says in its first line whom, what and since when', () => {
    expect(emailText(alertOf({ code: 'STAGING_TOKEN_MISSING' })).split('\n')[0]).toBe(
      'sandbox/mobile-app: staging token missing (since 2026-11-23 11:55:00 UTC)',
    );
  });

  it('tells cause, remedy, trace id, evidence, how to check again, and where to read on', () => {
    const alert = alertOf();
    const { cause, remedy, docsUrl } = CATALOGUE.API_KEY_REJECTED;
    const [ask, copy, store = ''] = remedy;
    const command = 'npx qonto-auth-monitor store -e sandbox -c mobile-app';
    const text = emailText(alert);

    expect(text).toContain(`Cause: ${cause}`);
    expect(text).toContain(
      `What to do:\n  1. ${ask}\n  2. ${copy}\n  3. ${store.replace('{secret}', 'qonto/mobile-app')}\n     ${command}\n`,
    );
    expect(text).toContain(`Trace id for Qonto's support: ${traceIdOf(0)}`);
    expect(text).toContain('the answer was 401 and a JSON error');
    expect(text).toContain('the cause is likely');
    expect(text).toContain(
      'npx qonto-auth-monitor check --environment sandbox --credential mobile-app',
    );
    expect(text).toContain(`Guide: ${docsUrl}`);
    expect(text).toContain(`Alert ${alert.id}, incident ${alert.incidentId}`);
  });

  it('lists the credentials of a group with their trace ids', () => {
    const text = emailText(alertOf({ credentials: ['accounting', 'payroll'] }));

    expect(text).toContain('Credentials (2):');
    expect(text).toContain(`  - accounting: trace id ${traceIdOf(0)}`);
    expect(text).toContain(`  - payroll: trace id ${traceIdOf(1)}`);
  });

  it('names the first credentials of a large group and counts the rest', () => {
    const text = emailText(alertOf({ credentials: namesOf(200) }));

    expect(text).toContain('Credentials (200):');
    expect(text).toContain('credential-20:');
    expect(text).not.toContain('credential-21:');
    expect(text).toContain('and 180 more');
  });

  it('says for whom the steps are where those of the others are about other secrets', () => {
    const alert = alertOf({ credentials: ['accounting', 'payroll'] });
    const { checks } = alert;
    const told = (stepOf: (index: number) => string) =>
      checks.map((check, index) => ({
        ...check,
        diagnosis: check.diagnosis && { ...check.diagnosis, remedy: [stepOf(index)] },
      }));
    const same = told(() => 'Look at the app.');
    const others = told((index) => `Look at secret ${index}.`);

    expect(emailText({ ...alert, checks: same })).toContain('What to do:');
    expect(emailText({ ...alert, checks: others })).toContain(
      'What to do (for accounting; the others likewise):\n  1. Look at secret 0.',
    );
  });

  it('says nothing of support when it is over', () => {
    for (const credentials of [['accounting'], namesOf(3)]) {
      expect(emailText(alertOf({ event: 'recovery', credentials }))).not.toMatch(/trace id/i);
    }
  });

  it.each([
    ['with a mark that cannot be seen', 'mobile\u200bapp'],
    ['with half a character', 'mobile\ud83d'],
    ['beyond what is shown', 'm'.repeat(65)],
  ])('gives no command about a name %s: it would be about nothing', (_, credential) => {
    expect(emailText(alertOf({ credentials: [credential] }))).not.toContain('Check again');
  });

  it('quotes a name in its command as a shell needs it', () => {
    expect(emailText(alertOf({ credentials: ["l'app  mobile"] }))).toContain(
      "check --environment sandbox --credential 'l'\\''app  mobile'\n",
    );
  });

  it('leaves the trace id out where there is none', () => {
    expect(emailText(alertOf({ check: { traceId: null } }))).not.toMatch(/trace id for/i);
  });

  it('counts in a reminder how often the check failed so far', () => {
    expect(emailText(alertOf({ event: 'still_failing', failedChecks: 288 }))).toContain(
      'Failed checks so far: 288',
    );
  });

  it('says of a recovery that it is over, and gives no remedy', () => {
    const text = emailText(alertOf({ event: 'recovery' }));

    expect(text).toContain('Authentication works again');
    expect(text).not.toContain('What to do');
    expect(text).not.toContain('Check again');
  });

  it('does not say of a credential that could not be checked that authentication was broken', () => {
    const text = emailText(alertOf({ event: 'reachable_again', code: 'DNS_FAILURE' }));

    expect(text).toContain('The credential can be checked again, and authenticates');
    expect(text).toContain(`What was in the way: ${CATALOGUE.DNS_FAILURE.title}.`);
    expect(text).not.toContain('works again');
    expect(
      emailText(
        alertOf({ event: 'reachable_again', code: 'DNS_FAILURE', credentials: namesOf(2) }),
      ),
    ).toContain('The credentials can be checked again, and authenticate;');
  });

  it.each([
    ['authenticated', undefined],
    ['rejected', 'OAUTH_SCOPE_MISSING'],
  ] as const)(
    'tells of a warning on a check that was %s its own cause, remedy and guide',
    (_, failing) => {
      const text = emailText(warningAlert('OAUTH_REFRESH_TOKEN_EXPIRING', failing));
      const { cause, remedy, docsUrl } = CATALOGUE.OAUTH_REFRESH_TOKEN_EXPIRING;

      expect(text).toContain(`Cause: ${cause}`);
      expect(text).toContain(`  1. ${remedy[0]}`);
      expect(text).toContain(`Guide: ${docsUrl}`);
    },
  );

  it('says of a test that it is one', () => {
    expect(emailText(testAlert())).toContain('This is a test alert');
  });

  it.each(ALERTS_BY_EVENT)('has no empty words for %s', (_event, _severity, alert) => {
    expect(emailText(alert)).not.toMatch(/undefined|null|NaN|\[object|\{|\n\n\n/);
  });
});
