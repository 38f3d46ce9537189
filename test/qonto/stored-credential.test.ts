import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CredentialConfig } from '../../lambda/config/monitor-config.ts';
import { authorizationHeader, type Credential } from '../../lambda/qonto/credential.ts';
import { readStoredCredential } from '../../lambda/qonto/stored-credential.ts';
import { Secret } from '../../lambda/secret.ts';

type Options = Partial<Pick<CredentialConfig, 'method' | 'fields'>> & { key?: string };

function read(content: unknown, { key, ...options }: Options = {}) {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const config: CredentialConfig = {
    name: 'test',
    secret: { secretId: 'test', key: key ?? null },
    method: null,
    tokens: 'observe',
    fields: {},
    ...options,
  };
  return readStoredCredential(new Secret(text), config);
}

/** What would be sent, or why nothing is. */
function headerOf(content: unknown, options?: Options): string {
  const stored = read(content, options);
  return stored.kind === 'credential' ? authorizationHeader(stored.credential) : stored.code;
}

function credentialOf(content: unknown, options?: Options): Credential {
  const stored = read(content, options);
  if (stored.kind !== 'credential') throw new Error(`read as ${stored.code}`);
  return stored.credential;
}

describe('readStoredCredential: the shapes of the contract, section 3', () => {
  const shapes: readonly (readonly [string, unknown, string, Options?])[] = [
    ['login and secret', { login: 'a-1', secret: 's' }, 'a-1:s'],
    ['login and secretKey', { login: 'a-1', secretKey: 's' }, 'a-1:s'],
    ['login and secret_key', { login: 'a-1', secret_key: 's' }, 'a-1:s'],
    ['secret before its other names', { login: 'a', secret: '1', secretKey: '2' }, 'a:1'],
    ['authorization', { authorization: 'a-1:s' }, 'a-1:s'],
    ['a plain string', 'a-1:s', 'a-1:s'],
    ['a plain string with blanks, as it is', ' a-1:s ', ' a-1:s '],
    ['a plain string in quotes, as it is', '"a-1:s"', '"a-1:s"'],
    ['accessToken', { accessToken: 't' }, 'Bearer t'],
    ['access_token', { access_token: 't' }, 'Bearer t'],
    ['all of OAuth', { clientId: 'c', clientSecret: 'x', accessToken: 't' }, 'Bearer t'],
    ['JSON with blanks around it', '\n {"authorization":"a:b"} \n', 'a:b'],
    [
      'a field that is null, as if it were not there',
      { login: 'a', secret: 's', accessToken: null },
      'a:s',
    ],
    ['NAME#KEY with an object', { q: { authorization: 'a:b' } }, 'a:b', { key: 'q' }],
    ['NAME#KEY with a string', { q: 'a:b' }, 'a:b', { key: 'q' }],
    ['a key with dots in its name', { 'a.b': 'a:b' }, 'a:b', { key: 'a.b' }],
    ['renamed fields', { U: 'a', P: 's' }, 'a:s', { fields: { login: 'U', secret: 'P' } }],
    [
      'renamed fields before those of the usual name',
      { login: 'x', U: 'a', secret: 's' },
      'a:s',
      { fields: { login: 'U' } },
    ],
    [
      'the method that is configured, of a secret with both',
      { login: 'a', secret: 's', accessToken: 't' },
      'Bearer t',
      { method: 'oauth' },
    ],
  ];
  for (const [name, content, header, options] of shapes) {
    it(`takes ${name}`, () => {
      expect(headerOf(content, options)).toBe(header);
    });
  }

  const unusable: readonly (readonly [string, unknown, string, Options?])[] = [
    ['damaged JSON', '{"login":', 'SECRET_MALFORMED'],
    ['an array', ['a', 'b'], 'SECRET_MALFORMED'],
    ['a login that is a number', { login: 1, secret: 's' }, 'SECRET_MALFORMED'],
    ['an empty object', {}, 'SECRET_INCOMPLETE'],
    ['a login alone', { login: 'a' }, 'SECRET_INCOMPLETE'],
    ['a secret half alone', { secret: 's' }, 'SECRET_INCOMPLETE'],
    ['an empty half', { login: 'a', secret: ' ' }, 'SECRET_INCOMPLETE'],
    ['a client alone', { clientId: 'c', clientSecret: 'x' }, 'SECRET_INCOMPLETE'],
    ['a refresh token alone', { refreshToken: 't' }, 'SECRET_INCOMPLETE'],
    ['nothing', '', 'AUTHORIZATION_MISSING'],
    ['blanks', ' \n', 'AUTHORIZATION_MISSING'],
    ['an empty header', { authorization: '' }, 'AUTHORIZATION_MISSING'],
    ['a key that is not there', { a: 'x:y' }, 'SECRET_INCOMPLETE', { key: 'b' }],
    ['a key that every object inherits', {}, 'SECRET_INCOMPLETE', { key: 'toString' }],
    ['the prototype as a key', {}, 'SECRET_INCOMPLETE', { key: '__proto__' }],
    [
      'an OAuth grant for method api_key',
      { accessToken: 't' },
      'METHOD_MISMATCH',
      { method: 'api_key' },
    ],
    [
      'an API key for method oauth',
      { login: 'a', secret: 's' },
      'METHOD_MISMATCH',
      { method: 'oauth' },
    ],
  ];
  for (const [name, content, code, options] of unusable) {
    it(`finds ${name} unusable`, () => {
      expect(headerOf(content, options)).toBe(code);
    });
  }

  it.each([
    ['damaged JSON', '{"login":', 'the secret starts like JSON and is not valid JSON'],
    ['an array', '[1]', 'the secret is an array of JSON, and an object is wanted'],
    [
      'a number',
      '{"login":123,"secret":"s"}',
      'the field "login" is a number, and must be text: put it in quotation marks',
    ],
    ['a list', '{"login":["a"],"secret":"s"}', 'the field "login" is not text'],
    [
      'no time',
      '{"accessToken":"t","expiresAt":{}}',
      'the field "expiresAt" is neither text nor a number',
    ],
    ['no scopes', '{"accessToken":"t","scope":1}', 'the field "scope" is neither text nor a list'],
  ])('says what is true of %s', (_, content, fact) => {
    expect(read(content)).toMatchObject({ code: 'SECRET_MALFORMED', evidence: [fact] });
  });

  it('takes no field from the prototype', () => {
    expect(headerOf('{"__proto__":{"login":"a","secret":"b"}}')).toBe('SECRET_INCOMPLETE');
    expect(headerOf({ secret: 's' }, { fields: { login: 'constructor' } })).not.toContain(':');
  });
});

describe('readStoredCredential: what comes with a grant', () => {
  const expiries: readonly (readonly [string, unknown, number | null])[] = [
    ['ISO 8601', '2026-11-23T12:00:00Z', Date.parse('2026-11-23T12:00:00Z')],
    ['ISO 8601 with an offset', '2026-11-23T14:00:00+02:00', Date.parse('2026-11-23T12:00:00Z')],
    ['Unix seconds', 1_763_899_200, 1_763_899_200_000],
    ['Unix seconds as text', '1763899200', 1_763_899_200_000],
    ['a word', 'soon', null],
    ['an empty text', '', null],
  ];
  it.each(expiries)('reads an expiry in %s', (_name, expiresAt, epochMs) => {
    expect(credentialOf({ accessToken: 't', expiresAt })).toMatchObject({ expiresAt: epochMs });
    expect(credentialOf({ access_token: 't', expires_at: expiresAt })).toMatchObject({
      expiresAt: epochMs,
    });
  });

  it('knows of a refresh token and does not keep it', () => {
    const credential = credentialOf({ accessToken: 't', refreshToken: 'test-refresh-not-real' });
    expect(credential).toMatchObject({ hasRefreshToken: true });
    const values = Object.values(credential).map((value) =>
      value instanceof Secret ? value.reveal() : String(value),
    );
    expect(values.join()).not.toContain('test-refresh-not-real');
  });

  it('reads scopes as a text or a list', () => {
    const scopes = ['offline_access', 'organization.read'];
    for (const scope of [scopes.join(' '), scopes]) {
      expect(credentialOf({ accessToken: 't', scope })).toMatchObject({ scopes });
    }
  });

  it('takes a staging token along, by either name', () => {
    for (const name of ['stagingToken', 'staging_token']) {
      const { stagingToken } = credentialOf({ authorization: 'a:b', [name]: 'not-real' });
      expect(stagingToken?.reveal()).toBe('not-real');
    }
    expect(credentialOf({ authorization: 'a:b', stagingToken: ' ' }).stagingToken).toBeNull();
  });
});

describe('readStoredCredential: any content', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.json().map((json) => json.slice(0, -1)),
    fc.constantFrom('{', '[', '{"a":'.repeat(5_000), '['.repeat(50_000), 'null', '""', '\ufeff{}'),
  );
  const field = fc.oneof(fc.anything(), fc.string());
  const object = fc.dictionary(
    fc.constantFrom(
      ...['login', 'secret', 'authorization', 'accessToken', 'access_token', 'refreshToken'],
      ...['expiresAt', 'scope', 'stagingToken', 'clientId', '__proto__', 'constructor'],
    ),
    field,
  );
  const options = fc.record(
    {
      method: fc.constantFrom('api_key' as const, 'oauth' as const, null),
      key: fc.constantFrom('a', 'login', '__proto__', 'toString', ''),
      fields: fc.constantFrom({}, { login: 'constructor' }, { accessToken: '__proto__' }),
    },
    { requiredKeys: [] },
  );

  it('is read without throwing', () => {
    fc.assert(
      fc.property(text, options, (content, chosen) => {
        expect(['credential', 'unusable']).toContain(read(content, chosen).kind);
      }),
      { numRuns: 500 },
    );
  });

  it('is read without throwing where the known fields hold anything', () => {
    fc.assert(
      fc.property(object, options, (content, chosen) => {
        let json: string | undefined;
        try {
          json = JSON.stringify(content);
        } catch {
          return; // A cycle, or a BigInt: no secret can hold it.
        }
        expect(['credential', 'unusable']).toContain(read(json ?? '', chosen).kind);
      }),
      { numRuns: 500 },
    );
  });

  it('never stands in the evidence', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9]{12,40}$/);
    const wrap = fc.constantFrom<(value: string) => unknown>(
      (value) => `{"login":"${value}`,
      (value) => [value],
      (value) => ({ login: value }),
      (value) => ({ secret: [value] }),
      (value) => ({ [value]: 1 }),
      (value) => ({ accessToken: { deep: value } }),
    );
    fc.assert(
      fc.property(secret, wrap, options, (value, shape, chosen) => {
        expect(JSON.stringify(read(shape(value), chosen))).not.toContain(value);
      }),
    );
  });

  it('makes the header of any two halves that are not blank', () => {
    const half = fc.string({ minLength: 1 }).filter((value) => value.trim() !== '');
    fc.assert(
      fc.property(half, half, (login, secret) => {
        expect(headerOf({ login, secret })).toBe(`${login}:${secret}`);
      }),
    );
  });
});
