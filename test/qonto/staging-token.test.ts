import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStagingToken } from '../../lambda/qonto/stored-credential.ts';
import { Secret } from '../../lambda/secret.ts';

function read(content: unknown, key: string | null = null): string | null {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return readStagingToken(new Secret(text), key)?.reveal() ?? null;
}

describe('readStagingToken', () => {
  const rows: readonly (readonly [string, unknown, string | null, string?])[] = [
    ['a plain string', 'not-real', 'not-real'],
    ['a line break behind it', 'not-real\n', 'not-real'],
    ['an object with stagingToken', { stagingToken: 'not-real' }, 'not-real'],
    ['an object with staging_token', { staging_token: 'not-real' }, 'not-real'],
    ['a key with a string', { a: 'not-real', b: 'x' }, 'not-real', 'a'],
    ['a key with an object', { a: { stagingToken: 'not-real' } }, 'not-real', 'a'],
    ['nothing', '', null],
    ['blanks', ' \n', null],
    ['an empty token', { stagingToken: '' }, null],
    ['a token that is a number', { stagingToken: 42 }, null],
    ['another object', { note: 'x' }, null],
    ['an array', ['not-real'], null],
    ['damaged JSON', '{"stagingToken":', null],
    ['a key that is not there', { a: 'x' }, null, 'b'],
    ['a key that every object inherits', { a: 'x' }, null, 'constructor'],
    ['the prototype as a key', { a: 'x' }, null, '__proto__'],
    ['a key of a plain string', 'not-real', null, 'a'],
  ];
  for (const [name, content, token, key = null] of rows) {
    it(`takes ${name} for what it is`, () => {
      expect(read(content, key)).toBe(token);
    });
  }

  it('takes any content without throwing, and never gives a blank token', () => {
    const content = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.json());
    const key = fc.constantFrom(null, 'a', '__proto__', 'toString');
    fc.assert(
      fc.property(content, key, (text, chosen) => {
        expect(read(text, chosen)?.trim()).not.toBe('');
      }),
    );
  });
});
