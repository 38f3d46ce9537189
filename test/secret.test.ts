import assert from 'node:assert';
import { format, inspect } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../lambda/secret.ts';

const VALUE = 'canary-4b1d-not-real';
const secret = new Secret(VALUE);

function thrownBy(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('Secret', () => {
  it('gives its value to reveal, and only to it', () => {
    expect(secret.reveal()).toBe(VALUE);
  });

  it.each<[string, () => string]>([
    ['a template', () => `${secret}`],
    ['concatenation', () => `value: ${String(secret)}`],
    ['String', () => String(secret)],
    ['join', () => [secret].join()],
    ['JSON', () => JSON.stringify(secret)],
    ['JSON of what holds it', () => JSON.stringify({ deep: [{ secret }] })],
    ['inspect', () => inspect(secret)],
    ['inspect of what holds it', () => inspect({ deep: [{ secret }] }, { depth: 9 })],
    ['inspect with hidden fields', () => inspect(secret, { showHidden: true, depth: 9 })],
    ['format %s', () => format('%s', secret)],
    ['format %j', () => format('%j', secret)],
    ['format %o', () => format('%o', secret)],
    ['format %O', () => format('%O', { secret })],
    ['an error that quotes it', () => inspect(new Error(`refused: ${secret}`))],
    ['an error that carries it', () => inspect(Object.assign(new Error('x'), { secret }))],
    ['an error caused by it', () => inspect(new Error('x', { cause: secret }))],
    ['a map', () => inspect(new Map([['secret', secret]]))],
  ])('prints as [redacted] in %s', (_, print) => {
    expect(print()).toContain('[redacted]');
    expect(print()).not.toContain(VALUE);
  });

  it.each<[string, () => unknown]>([
    ['its keys', () => Reflect.ownKeys(secret)],
    ['its entries', () => Object.entries(secret)],
    ['a copy', () => ({ ...secret })],
    ['a structured clone', () => structuredClone(secret)],
    ['serialized bytes', () => serialize(secret).toString('latin1')],
    ['what such bytes are read as', () => deserialize(serialize(secret))],
    ['inspection without its own words', () => inspect(secret, { customInspect: false })],
    ['inspection through a proxy', () => inspect(new Proxy(secret, {}), { showProxy: true })],
    ['the text of its class', () => Secret.toString()],
    ['an error about its fields', () => thrownBy(() => Secret.prototype.reveal.call({}))],
    ['a failed assertion', () => thrownBy(() => assert.deepEqual({ secret }, {}))],
    ['a failed expectation', () => thrownBy(() => expect({ secret }).toEqual({ secret: 1 }))],
  ])('does not show in %s', (_, print) => {
    expect(inspect(print(), { depth: 9, showHidden: true })).not.toContain(VALUE);
  });

  it('hides any value, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (value) => {
        const wrapped = new Secret(value);
        expect([`${wrapped}`, inspect(wrapped), JSON.stringify(wrapped)]).toEqual([
          '[redacted]',
          '[redacted]',
          '"[redacted]"',
        ]);
        expect(wrapped.reveal()).toBe(value);
      }),
    );
  });
});
