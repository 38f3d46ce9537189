import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smsText } from '../../lambda/alerts/sms.ts';
import { alertOf, hostileAlert, namesOf } from '../support/alerts.ts';

describe('smsText', () => {
  it('says whom and what', () => {
    expect(smsText(alertOf({ code: 'STAGING_TOKEN_MISSING' }))).toBe(
      '[qonto] sandbox/mobile-app: staging token missing',
    );
  });

  it('names the credentials of a group where they fit', () => {
    expect(smsText(alertOf({ credentials: ['accounting', 'payroll'] }))).toBe(
      '[qonto] sandbox: 2 credentials: API key refused (accounting, payroll)',
    );
  });

  it('counts them where they do not', () => {
    expect(smsText(alertOf({ credentials: namesOf(40) }))).toMatch(/40 credentials/);
    expect(smsText(alertOf({ credentials: ['a'.repeat(64), 'b'.repeat(64)] }))).toBe(
      '[qonto] sandbox: 2 credentials: API key refused',
    );
  });

  it('is one segment of printable ASCII, whatever the names', () => {
    fc.assert(
      fc.property(hostileAlert, (alert) => {
        expect(smsText(alert)).toMatch(/^[\x20-\x7e]{1,160}$/);
      }),
    );
  });
});
