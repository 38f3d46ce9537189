import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../lambda/config/parse.ts';
import { targetsOf } from '../../lambda/config/target.ts';
import { fingerprintOf, readManagedGrant } from '../../lambda/qonto/managed-grant.ts';
import { withRotatedTokens } from '../../lambda/qonto/rotated-secret.ts';
import { Secret } from '../../lambda/secret.ts';

const AT = Date.parse('2026-11-23T12:00:00.250Z');

const TOKENS = {
  accessToken: new Secret('new-access'),
  refreshToken: new Secret('new-refresh'),
  expiresAt: AT + 3_600_000,
  issuedAt: AT,
  scopes: ['offline_access', 'organization.read'],
};

function credentialOf(rest: object = {}) {
  const credentials = [{ name: 'a', secret: 'qonto/a', tokens: 'manage', ...rest }];
  const config = parseConfig({ environments: { sandbox: { credentials } } }, 'test');
  const [target] = targetsOf(config);
  if (target === undefined) throw new Error('no target');
  return target.credential;
}

function rotate(text: string, rest: object = {}): string | null {
  return withRotatedTokens(new Secret(text), credentialOf(rest), TOKENS)?.reveal() ?? null;
}

const GRANT = { clientId: 'c', clientSecret: 's', accessToken: 'a', refreshToken: 'r' };

describe('withRotatedTokens', () => {
  it('adds the times where the secret has none, in ISO 8601', () => {
    expect(JSON.parse(rotate(JSON.stringify(GRANT)) ?? '')).toEqual({
      clientId: 'c',
      clientSecret: 's',
      accessToken: 'new-access',
      refreshToken: 'new-refresh',
      expiresAt: '2026-11-23T13:00:00.250Z',
      refreshedAt: '2026-11-23T12:00:00.250Z',
    });
  });

  it('speaks snake case to a secret that does', () => {
    const text = '{"client_id":"c","client_secret":"s","access_token":"a","refresh_token":"r"}';
    expect(Object.keys(JSON.parse(rotate(text) ?? ''))).toEqual([
      'client_id',
      'client_secret',
      'access_token',
      'refresh_token',
      'expires_at',
      'refreshed_at',
    ]);
  });

  it('takes each key by the spelling that is there', () => {
    const text = '{"client_id":"c","clientSecret":"s","accessToken":"a","refresh_token":"r"}';
    expect(JSON.parse(rotate(text) ?? '')).toMatchObject({
      accessToken: 'new-access',
      refresh_token: 'new-refresh',
    });
    expect(rotate(text)).not.toMatch(/access_token|refreshToken/);
  });

  it('changes a token in both spellings, so that no reader keeps the spent one', () => {
    const text = JSON.stringify({ ...GRANT, access_token: 'a', refresh_token: null });
    expect(JSON.parse(rotate(text) ?? '')).toMatchObject({
      accessToken: 'new-access',
      access_token: 'new-access',
      refreshToken: 'new-refresh',
      refresh_token: 'new-refresh',
    });
  });

  it('uses the names of the configuration', () => {
    const fields = { accessToken: 'AT', refreshToken: 'RT', expiresAt: 'UNTIL', clientId: 'ID' };
    const text =
      '{"ID":"c","clientSecret":"s","AT":"a","RT":"r","accessToken":"of something else"}';

    expect(JSON.parse(rotate(text, { fields }) ?? '')).toEqual({
      ID: 'c',
      clientSecret: 's',
      AT: 'new-access',
      RT: 'new-refresh',
      accessToken: 'of something else',
      UNTIL: '2026-11-23T13:00:00.250Z',
      refreshedAt: '2026-11-23T12:00:00.250Z',
    });
  });

  it.each([
    [1_700_000_000, Math.floor(TOKENS.expiresAt / 1_000)],
    [1_700_000_000_000, TOKENS.expiresAt],
    ['1700000000', String(Math.floor(TOKENS.expiresAt / 1_000))],
    ['1700000000000', String(TOKENS.expiresAt)],
    ['2026-01-01T00:00:00Z', '2026-11-23T13:00:00.250Z'],
    ['', '2026-11-23T13:00:00.250Z'],
    [null, '2026-11-23T13:00:00.250Z'],
  ])('writes a time as the secret did: %s', (expiresAt, written) => {
    const text = rotate(JSON.stringify({ ...GRANT, expiresAt }));
    expect(JSON.parse(text ?? '').expiresAt).toBe(written);
  });

  it.each([
    ['a b', 'offline_access organization.read'],
    [
      ['a', 'b'],
      ['offline_access', 'organization.read'],
    ],
  ])('writes granted scopes where there are some, as they are: %s', (scope, written) => {
    expect(JSON.parse(rotate(JSON.stringify({ ...GRANT, scope })) ?? '').scope).toEqual(written);
  });

  it('reaches under a key, whether an object stands there or a text', () => {
    const rest = { secret: 'qonto/a#app' };
    const [object, text] = [GRANT, JSON.stringify(GRANT)].map((app) =>
      JSON.parse(rotate(JSON.stringify({ app, accessToken: 'x' }), rest) ?? ''),
    );

    expect(object).toMatchObject({ accessToken: 'x', app: { refreshToken: 'new-refresh' } });
    expect(JSON.parse(text.app)).toMatchObject({ accessToken: 'new-access', clientSecret: 's' });
    expect(text.accessToken).toBe('x');
  });

  it('leaves all else to the letter, and lays new keys out as the lines around them', () => {
    const text =
      '{\n  "account": 12345678901234567890.50,\n\t"2": 1, "1":"\\u00e9/",\n  "clientId":"c","clientSecret":"s",\n  "accessToken" : "a",\n  "refreshToken":"r"\n}\n';
    expect(rotate(text)).toBe(
      text
        .replace('"a"', '"new-access"')
        .replace(
          '"refreshToken":"r"\n',
          '"refreshToken": "new-refresh",\n  "expiresAt": "2026-11-23T13:00:00.250Z",\n  "refreshedAt": "2026-11-23T12:00:00.250Z"\n',
        ),
    );
  });

  it.each([
    ['a bare token', 'ory_at_x', {}],
    ['damaged JSON', '{"accessToken":"a"', {}],
    ['a list', '[1]', {}],
    ['a key that is not there', JSON.stringify({ other: GRANT }), { secret: 'qonto/a#app' }],
    ['a key that stands twice', JSON.stringify(GRANT).replace('{', '{"accessToken":"b",'), {}],
    ['a client that is missing', '{"accessToken":"a","refreshToken":"r"}', {}],
    ['a number for a token', JSON.stringify({ ...GRANT, clientId: 7 }), {}],
  ])('is null for %s', (_, text, rest) => {
    expect(rotate(text, rest)).toBeNull();
  });

  it('changes nothing but the tokens and their times, whatever the secret holds', () => {
    const own = new Set(['accessToken', 'refreshToken', 'expiresAt', 'refreshedAt']);
    const others = fc.dictionary(
      fc
        .string({ unit: 'binary' })
        .filter((key) => !/^(access|refresh|client|exp|scope)/i.test(key)),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(others, fc.nat(4), (other, indent) => {
        const text = JSON.stringify({ ...other, ...GRANT }, null, indent);
        const rotated: Record<string, unknown> = JSON.parse(rotate(text) ?? 'null');
        const kept = Object.entries(rotated).filter(([key]) => !own.has(key));
        const before = Object.entries(JSON.parse(text)).filter(([key]) => !own.has(key));
        expect(kept).toEqual(before);
        expect(rotated).toMatchObject({ accessToken: 'new-access', refreshToken: 'new-refresh' });
      }),
    );
  });
});

describe('readManagedGrant', () => {
  it('reads what a refresh takes, and says under which key the client secret is', () => {
    const stored = readManagedGrant(
      new Secret('{"client_id":"c","client_secret":"s","refresh_token":"r","staging_token":" t "}'),
      credentialOf(),
    );
    if (stored.kind !== 'grant') throw new Error(stored.evidence);
    const { grant } = stored;

    expect(grant.clientSecretKey).toBe('client_secret');
    expect(grant.refreshToken.reveal()).toBe('r');
    expect(grant.stagingToken?.reveal()).toBe('t');
    expect(grant).toMatchObject({ accessToken: null, expiresAt: null, refreshedAt: null });
    expect(JSON.stringify(grant)).not.toMatch(/"[crs]"/);
  });

  it('tells refresh tokens apart by a fingerprint that holds no part of them', () => {
    const of = (text: string) => fingerprintOf({ refreshToken: new Secret(text) });

    expect(of('ory_rt_one')).toBe(of('ory_rt_one'));
    expect(of('ory_rt_one')).not.toBe(of('ory_rt_two'));
    expect(of('ory_rt_one')).toMatch(/^[\w-]{22}$/);
  });
});
