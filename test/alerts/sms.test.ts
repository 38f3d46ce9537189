import { describe, expect, it } from 'vitest';
import { smsText } from '../../lambda/alerts/sms.ts';
import { alertOf, namesOf } from '../support/alerts.ts';

describe('smsText', () => {
  it('says whom and what', () => {
    expect(smsText(alertOf({ code: 'STAGING_TOKEN_MISSING' }))).toBe(
      '[qonto] sandbox/mobile-app: staging token missing',
    );
  });

  it('names the credentials of a group where they fit', () => {
    expect(smsText(alertOf({ credentials: ['accounting', 'payroll'] }))).toBe(
      '[qonto] sandbox (2 credentials): API key refused (accounting, payroll)',
    );
  });

  it('counts them where they do not', () => {
    expect(smsText(alertOf({ credentials: namesOf(40) }))).toMatch(/40 credentials/);
    expect(smsText(alertOf({ credentials: ['a'.repeat(64), 'b'.repeat(64)] }))).toBe(
      '[qonto] sandbox (2 credentials): API key refused',
    );
  });

  it('counts what takes two places in a text message as two', () => {
    const text = (last: string) => smsText(alertOf({ credentials: ['a'.repeat(60), last] }));

    // 158 characters, of which the brackets of [qonto] take two places each.
    expect(text('b'.repeat(45))).toHaveLength(158);
    expect(text('b'.repeat(46))).toBe('[qonto] sandbox (2 credentials): API key refused');
    expect(text(`${'b'.repeat(44)}~`)).toBe('[qonto] sandbox (2 credentials): API key refused');
  });

  it('holds no character outside the alphabet of text messages', () => {
    expect(smsText(alertOf({ credentials: ['`app`'] }))).toBe(
      "[qonto] sandbox/'app': API key refused",
    );
  });

  it('cuts what is all of characters that take two places', () => {
    expect(
      smsText(alertOf({ environment: '{'.repeat(64), credentials: ['|'.repeat(64)] })),
    ).toMatch(/^\[qonto\] [{|/.]{60,70}\.\.\.$/);
  });
});
