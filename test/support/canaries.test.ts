import { describe, expect, it } from 'vitest';
import { CanarySearch } from './canaries.ts';

const SECRET = 'canary7f3kq9zx2not5real8w';

describe('CanarySearch', () => {
  it.each([
    ['plain', SECRET],
    ['in a text', `before ${SECRET} after`],
    ['by a part', `…${SECRET.slice(5, 13)}…`],
    ['reversed', Array.from(SECRET).reverse().join('')],
    ['in Base64', btoa(SECRET)],
    ['in Base64 of a pair', btoa(`login:${SECRET}`)],
    ['in Base64 of another pair', btoa(`login-1:${SECRET}!`)],
    ['in hexadecimal digits', Buffer.from(SECRET).toString('hex')],
    ['in JSON', JSON.stringify({ secret: SECRET })],
  ])('finds a secret %s', (_, text) => {
    const search = new CanarySearch();
    search.watch('key', SECRET);

    expect(search.foundIn(text)).toEqual(['key']);
  });

  it('finds nothing where there is nothing', () => {
    const search = new CanarySearch();
    search.watch('key', SECRET);

    expect(search.foundIn(`canary ${SECRET.slice(0, 7)} ${'ab'.repeat(99)}`)).toEqual([]);
  });
});
