import { describe, expect, it } from 'vitest';
import { findLeaks } from './leaks.ts';

const VALUE = 'not-real"secret/with:all+kinds';
const TEXTS = {
  plain: VALUE,
  'in JSON': JSON.stringify({ stored: VALUE }),
  'URL-encoded': encodeURIComponent(VALUE),
  reversed: [...VALUE].reverse().join(''),
  hexadecimal: Buffer.from(VALUE).toString('hex'),
  Base64: Buffer.from(VALUE).toString('base64'),
  Base64URL: Buffer.from(VALUE).toString('base64url'),
};

describe('findLeaks', () => {
  it.each(Object.entries(TEXTS))('finds a value that is %s', (form, text) => {
    expect(findLeaks({ logs: `before ${text} after` }, [VALUE])).toContainEqual({
      output: 'logs',
      form,
    });
  });

  it.each(['', 'a', 'ab', 'login:', 'Authorization: '])(
    'finds a value in the Base64 of a longer text, behind "%s"',
    (before) => {
      const text = Buffer.from(`${before}${VALUE} and more`).toString('base64');

      expect(findLeaks({ logs: text }, [VALUE])).toContainEqual({ output: 'logs', form: 'Base64' });
    },
  );

  it('finds nothing where nothing is', () => {
    expect(findLeaks({ logs: 'a healthy sweep', table: '' }, [VALUE])).toEqual([]);
  });
});
