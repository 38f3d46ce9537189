import { describe, expect, it } from 'vitest';
import { describeInvisible, looksLikePlaceholder } from '../../lambda/diagnosis/text-form.ts';

/** Examples and templates that were never replaced, of every kind that is met. */
const TEMPLATES = [
  '<login>',
  '<your-secret-key>',
  '{login}',
  '{{ QONTO_SECRET }}',
  '\x24{QONTO_SECRET}',
  '\x24{{ secrets.QONTO_SECRET }}',
  '#{QontoSecret}',
  '(secret)',
  '@qonto.secret@',
  '__QONTO_SECRET__',
  '$QONTO_SECRET',
  '$(QONTO_SECRET)',
  '%QONTO_SECRET%',
  '[secret]',
  'xxxxxxxx',
  'XXXX',
  '********',
  '...',
  '…',
  '____',
  '----',
  '00000000',
  'changeme',
  'change-me',
  'CHANGE_ME',
  'please change me',
  'replace-this',
  'fill-in',
  'insert here',
  'replace with your key',
  'insert-your-secret-key',
  'paste the key here',
  'TODO',
  'to-do',
  'TBD',
  'FIXME',
  'placeholder',
  'example',
  'dummy',
  'none',
  'null',
  'undefined',
  'n/a',
  'your-login',
  'your_secret_key',
  'YOUR_API_KEY',
  'my-secret',
  'the secret key',
  'qonto_secret_key',
  'login',
  'organization-slug',
  'organisation_slug',
  'secret',
  'password',
  'access_token',
  'client_secret',
  'secret-key-here',
  'your-company-name',
  'your_qonto_things',
  // The one in Qonto's documentation.
  'pied-piper-7132',
];

/** Values that somebody may really have. */
const REAL = [
  'pied-piper-7133',
  'acme-corp-1234',
  'your-company-12',
  'example-sarl-7',
  'notarealsecretq8x2k7v9w4z1y6u3p5',
  'acme',
  'secretariat',
  'tokens-and-more',
  'mykeys',
  '0000',
  'xx',
  '--',
  'a{b}',
  '<a><b>',
  '$a b',
  'none-of-these-5',
  '',
];

describe('looksLikePlaceholder', () => {
  it.each(TEMPLATES)('knows %j', (text) => {
    expect(looksLikePlaceholder(text)).toBe(true);
    expect(looksLikePlaceholder(` ${text}\n`)).toBe(true);
  });

  it.each(REAL)('takes %j for a value', (text) => {
    expect(looksLikePlaceholder(text)).toBe(false);
  });
});

describe('describeInvisible', () => {
  it.each([
    ['a:b\n', 'after the value', 'line break'],
    ['\r\na:b', 'before the value', 'line break'],
    ['a:\u2028b', 'inside the value', 'line break'],
    ['a:\tb', 'inside the value', 'tab'],
    ['a: b', 'inside the value', 'space'],
    ['\u00a0a:b', 'before the value', 'non-breaking space'],
    ['a:b\u200b', 'after the value', 'zero-width character'],
    ['\ufeffa:b', 'before the value', 'zero-width character'],
    ['a:b\u0000', 'after the value', 'other'],
  ])('says of %j where it stands and what it is', (text, place, kind) => {
    expect(describeInvisible(text)).toBe(`there is white space ${place} (${kind})`);
  });

  it('says all of it', () => {
    const text = describeInvisible(' a:\tb\r\n');

    for (const part of ['before', 'inside', 'after', 'space', 'tab', 'line break']) {
      expect(text).toContain(part);
    }
  });
});
