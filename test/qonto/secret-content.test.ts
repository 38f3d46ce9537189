import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SECRET_FIELDS } from '../../lambda/config/monitor-config.ts';
import { type FieldChanges, withFields } from '../../lambda/qonto/secret-content.ts';
import { readStoredCredential } from '../../lambda/qonto/stored-credential.ts';
import { Secret } from '../../lambda/secret.ts';

const EXPIRES_AT = Date.parse('2026-11-23T09:00:00Z');

const CHANGES: FieldChanges = {
  accessToken: new Secret('ory_at_not-real-new'),
  refreshToken: new Secret('ory_rt_not-real-new'),
  expiresAt: EXPIRES_AT,
};

interface Overrides {
  readonly key?: string;
  readonly fields?: Partial<Record<(typeof SECRET_FIELDS)[number], string>>;
}

const configWith = ({ key, fields = {} }: Overrides = {}) => ({
  name: 'mobile-app',
  secret: { secretId: 'qonto/mobile-app', key: key ?? null },
  method: 'oauth' as const,
  tokens: 'manage' as const,
  fields,
});

function change(text: string, overrides?: Overrides, changes: FieldChanges = CHANGES): string {
  const changed = withFields(new Secret(text), configWith(overrides), changes);
  if (changed.kind === 'impossible') throw new Error(changed.reason);
  return changed.content.reveal();
}

describe('withFields', () => {
  it.each([
    {
      what: "the contract's names",
      text: '{"clientId":"c","accessToken":"old","refreshToken":"old","expiresAt":"2026-01-01T00:00:00Z"}',
      expected:
        '{"clientId":"c","accessToken":"ory_at_not-real-new","refreshToken":"ory_rt_not-real-new","expiresAt":"2026-11-23T09:00:00.000Z"}',
    },
    {
      what: 'snake_case, Unix seconds, and a new field in the same spelling',
      text: '{"access_token":"old","expires_at":1700000000}',
      expected:
        '{"access_token":"ory_at_not-real-new","expires_at":1795424400,"refresh_token": "ory_rt_not-real-new"}',
    },
    {
      what: 'Unix milliseconds, and times as text',
      text: '{"accessToken":"","refreshToken":"","expiresAt":"1700000000000"}',
      expected:
        '{"accessToken":"ory_at_not-real-new","refreshToken":"ory_rt_not-real-new","expiresAt":"1795424400000"}',
    },
    {
      what: 'every spelling of a field that stands there twice',
      text: '{"access_token":"old","accessToken":null,"refreshToken":"","expiresAt":""}',
      expected:
        '{"access_token":"ory_at_not-real-new","accessToken":"ory_at_not-real-new","refreshToken":"ory_rt_not-real-new","expiresAt":"2026-11-23T09:00:00.000Z"}',
    },
    {
      what: 'a key that JSON has twice, of which the last is read',
      text: '{"accessToken":"first","accessToken":"last","refreshToken":"","expiresAt":""}',
      expected:
        '{"accessToken":"ory_at_not-real-new","refreshToken":"ory_rt_not-real-new","expiresAt":"2026-11-23T09:00:00.000Z"}',
    },
    {
      what: 'nothing but an empty object',
      text: '{}',
      expected:
        '{"accessToken": "ory_at_not-real-new","refreshToken": "ory_rt_not-real-new","expiresAt": "2026-11-23T09:00:00.000Z"}',
    },
  ])('keeps $what', ({ text, expected }) => {
    expect(change(text)).toBe(expected);
  });

  it('keeps the layout, numbers that JavaScript cannot hold, and the order of the other keys', () => {
    const text = '{\n    "2": 12345678901234567890,\n    "1": 1.0,\n    "accessToken": "old"\n}\n';

    expect(change(text, {}, { accessToken: new Secret('new'), scope: ['a', 'b'] })).toBe(
      '{\n    "2": 12345678901234567890,\n    "1": 1.0,\n    "accessToken": "new",\n    "scope": "a b"\n}\n',
    );
  });

  it('keeps scopes in a list', () => {
    expect(change('{"scope":["a"]}', {}, { scope: ['a', 'b'] })).toBe('{"scope":["a","b"]}');
  });

  it('takes a field away, in every spelling', () => {
    const text = '{"a":1,"refreshToken":"x","refresh_token":"y"}';

    expect(change(text, {}, { refreshToken: null })).toBe('{"a":1}');
  });

  it('uses the names that the configuration has, and leaves fields of other names alone', () => {
    const fields = { accessToken: 'QONTO_TOKEN', expiresAt: 'QONTO_EXPIRY' };
    const text = '{"QONTO_TOKEN":"old","accessToken":"of another service"}';

    expect(JSON.parse(change(text, { fields }))).toEqual({
      QONTO_TOKEN: 'ory_at_not-real-new',
      accessToken: 'of another service',
      refreshToken: 'ory_rt_not-real-new',
      QONTO_EXPIRY: '2026-11-23T09:00:00.000Z',
    });
  });

  it.each([
    ['an object', { token: { accessToken: 'old' }, other: 1 }],
    ['JSON as text', { token: '{"accessToken":"old"}', other: 1 }],
    ['nothing yet', { other: 1 }],
    ['a key that stands for something else in JavaScript', { other: 1 }, '__proto__'],
  ])('changes what stands under a key of the secret: %s', (_, content, key = 'token') => {
    const text = change(JSON.stringify(content), { key });
    const stored = readStoredCredential(new Secret(text), configWith({ key }));

    expect(JSON.parse(text).other).toBe(1);
    expect(accessTokenOf(stored)).toBe('ory_at_not-real-new');
    expect(Object.keys(JSON.parse(text)).sort()).toEqual([key, 'other'].sort());
    const isText = typeof (content as { token?: unknown }).token === 'string';
    expect(typeof JSON.parse(text)[key]).toBe(isText ? 'string' : 'object');
  });

  it.each([
    ['{"accessToken":', 'malformed', {}],
    ['["x"]', 'malformed', {}],
    ['{"token":5}', 'malformed', { key: 'token' }],
    ['{"token":"{"}', 'malformed', { key: 'token' }],
    ['ory_at_not-real', 'plain_text', {}],
    ['', 'plain_text', {}],
    ['{"token":"ory_at_not-real"}', 'plain_text', { key: 'token' }],
  ] as const)('changes nothing of %s: %s', (text, reason, overrides) => {
    expect(withFields(new Secret(text), configWith(overrides), CHANGES)).toEqual({
      kind: 'impossible',
      reason,
    });
  });

  it('is read back as what was written, whatever else the secret holds', () => {
    const known = fc.constantFrom(
      'accessToken',
      'access_token',
      'client_id',
      'expires_at',
      'scope',
    );
    const others = fc.dictionary(fc.oneof(known, fc.string()), fc.jsonValue(), { maxKeys: 6 });
    fc.assert(
      fc.property(others, fc.string({ minLength: 1 }), fc.boolean(), (object, token, isLaidOut) => {
        const accessToken = `t${token}`;
        const text = JSON.stringify(object, null, isLaidOut ? 2 : undefined);
        const changed = change(text, {}, { accessToken: new Secret(accessToken) });
        const { accessToken: _a, access_token: _b, ...kept } = JSON.parse(changed);
        const { accessToken: _c, access_token: _d, ...before } = JSON.parse(text);
        expect(kept).toEqual(before);

        const { access_token: snake, accessToken: camel } = JSON.parse(changed);
        expect(camel ?? snake).toBe(accessToken);
      }),
    );
  });
});

function accessTokenOf(stored: ReturnType<typeof readStoredCredential>): string | undefined {
  if (stored.kind !== 'credential' || stored.credential.method !== 'oauth') return undefined;
  return stored.credential.accessToken.reveal();
}
