import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanTraceId } from '../../lambda/qonto/trace-id.ts';

describe('cleanTraceId', () => {
  it.each(['a', '6f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c', 'Az09._:-', 'x'.repeat(128)])(
    'passes %j on',
    (value) => {
      expect(cleanTraceId(value)).toBe(value);
    },
  );

  it.each([
    ...['', ' ', 'a b', 'a\n', '\na', 'a\r\nb', 'a\u0000', '\u001b[31m', '<b>', 'é', 'a,b'],
    ...['x'.repeat(129), 'a/b', 'a"b', '\u202e', 'а'],
    ...[null, undefined, 42, {}, [], ['a'], true, new Date(0), { toString: () => 'a' }],
  ])('keeps %j back', (value) => {
    expect(cleanTraceId(value)).toBeNull();
  });

  it('gives for anything null or the value itself, of 1 to 128 allowed characters', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string({ unit: 'binary' })), (value) => {
        const clean = cleanTraceId(value);
        if (clean === null) return;
        expect(clean).toBe(value);
        expect(clean).toMatch(/^[A-Za-z0-9._:-]{1,128}$/);
      }),
    );
  });
});
