import { describe, expect, it } from 'vitest';
import { compose } from '../../cli/store/content.ts';
import { valuesOf } from '../../cli/store/input.ts';
import type { CredentialConfig } from '../../lambda/config/monitor-config.ts';
import { parseConfig } from '../../lambda/config/parse.ts';
import { targetsOf } from '../../lambda/config/target.ts';
import { Secret } from '../../lambda/secret.ts';

const PAIR = '{"login":"acme-corp-1234","secret":"notarealsecret"}';
const HEADER = 'acme-corp-1234:notarealsecret';
const TOKENS = '{"accessToken":"ory_at_not-real"}';

/** A credential of a configuration. */
function targetWith(credential: object = {}) {
  const input = {
    environments: { production: { credentials: [{ name: 'a', secret: 's', ...credential }] } },
  };
  const [target] = targetsOf(parseConfig(input as Parameters<typeof parseConfig>[0], 'the test'));
  if (target === undefined) throw new Error('no target');
  return target;
}

/** What a secret holds after an input was put into it. */
function contentAfter(current: string | null, input: string, config: object = {}) {
  const target = targetWith(config);
  const secret = current === null ? null : new Secret(current);
  const { content, isReshaped } = compose(secret, target.credential, valuesOf(input, target));
  return { content: content.reveal(), isReshaped };
}

const json = (text: string): unknown => JSON.parse(text);

describe('compose', () => {
  it.each([
    ['a pair, where there is nothing', null, PAIR, json(PAIR)],
    ['a header, where there is nothing', null, HEADER, { authorization: HEADER }],
    ['tokens, where there is nothing', null, TOKENS, json(TOKENS)],
    [
      'a pair in place of a pair',
      '{"login":"a","secret":"b","x":1}',
      PAIR,
      { ...Object(json(PAIR)), x: 1 },
    ],
    [
      'a header in place of a pair',
      '{"login":"a","secretKey":"b"}',
      HEADER,
      { login: 'acme-corp-1234', secretKey: 'notarealsecret' },
    ],
    ['a pair in place of a header', '{"authorization":"a:b"}', PAIR, { authorization: HEADER }],
    ['a header in place of a header', '{"authorization":"a:b"}', HEADER, { authorization: HEADER }],
    [
      'a pair beside a header, of which the header is read',
      '{"authorization":"a:b","login":"a","secret":"b"}',
      PAIR,
      { authorization: HEADER, ...Object(json(PAIR)) },
    ],
    [
      'tokens, whose expiry and refresh are not those of the old ones',
      '{"access_token":"old","expires_at":1,"refresh_token":"old","refreshed_at":1}',
      '{"accessToken":"ory_at_not-real","refreshToken":"ory_rt_not-real"}',
      { access_token: 'ory_at_not-real', refresh_token: 'ory_rt_not-real' },
    ],
    [
      'a client secret alone, which leaves the tokens as they are',
      '{"accessToken":"old","expiresAt":1,"clientSecret":"old"}',
      '{"clientSecret":"new"}',
      { accessToken: 'old', expiresAt: 1, clientSecret: 'new' },
    ],
  ])('puts in %s', (_, current, input, expected) => {
    const { content, isReshaped } = contentAfter(current, input);

    expect(json(content)).toEqual(expected);
    expect(isReshaped).toBe(false);
  });

  it.each<[string, string, string, object, string]>([
    ['text for a pair', 'a:b', PAIR, {}, HEADER],
    ['text for a token', 'old', TOKENS, { method: 'oauth' }, 'ory_at_not-real'],
    ['text under a key', '{"k":"a:b","x":1}', PAIR, { secret: 's#k' }, `{"k":"${HEADER}","x":1}`],
  ])('keeps bare text what it is: %s', (_, current, input, config, expected) => {
    expect(contentAfter(current, input, config)).toEqual({ content: expected, isReshaped: false });
  });

  it.each<[string, string, string, object, unknown]>([
    [
      'text that must hold more',
      'a:b',
      '{"login":"a","secret":"b","stagingToken":"c"}',
      {},
      { login: 'a', secret: 'b', stagingToken: 'c' },
    ],
    [
      'text under a key that must hold more',
      '{"k":"old","x":1}',
      '{"accessToken":"a","refreshToken":"b"}',
      { secret: 's#k', method: 'oauth' },
      { k: { accessToken: 'a', refreshToken: 'b' }, x: 1 },
    ],
    ['damaged JSON', '{"login":', PAIR, {}, json(PAIR)],
  ])('says that the secret changes its shape: %s', (_, current, input, config, expected) => {
    const { content, isReshaped } = contentAfter(current, input, config);

    expect(json(content)).toEqual(expected);
    expect(isReshaped).toBe(true);
  });

  it.each<[string, string, string, object, RegExp]>([
    ['no colon', '{"login":"a","secret":"b"}', 'nocolon', {}, /one colon/],
    ['two colons', '{"login":"a","secret":"b"}', 'a:b:c', {}, /one colon/],
    // Without a method the API key beside them would be checked, and would authenticate.
    ['tokens beside an API key', '{"login":"a","secret":"b"}', TOKENS, {}, /"method": "oauth"/],
    ['a key in an OAuth slot', TOKENS, PAIR, { method: 'oauth' }, /"method": "api_key"/],
  ])('refuses what would not be read as it was given: %s', (_, current, input, config, words) => {
    expect(() => contentAfter(current, input, config)).toThrow(words);
  });

  it('takes tokens beside an API key where the configuration says that it is OAuth', () => {
    const { content } = contentAfter('{"login":"a","secret":"b"}', TOKENS, { method: 'oauth' });

    expect(json(content)).toEqual({ login: 'a', secret: 'b', accessToken: 'ory_at_not-real' });
  });
});

describe('valuesOf', () => {
  it("knows the contract's names and those of the configuration", () => {
    const fields = { login: 'QONTO_LOGIN' };
    const credential: Partial<CredentialConfig> = { fields };
    const target = targetWith(credential);

    for (const text of ['{"login":"a"}', '{"QONTO_LOGIN":"a"}']) {
      expect(valuesOf(text, target).login?.reveal()).toBe('a');
    }
  });

  it('takes bare text for what the configuration says', () => {
    expect(valuesOf('x', targetWith({ method: 'oauth' })).accessToken?.reveal()).toBe('x');
    expect(valuesOf('x', targetWith()).authorization?.reveal()).toBe('x');
  });

  it('reads times and scopes in any of their forms', () => {
    const values = valuesOf(
      '{"access_token":"a","expires_at":1795424400,"scope":["x","y"]}',
      targetWith(),
    );

    expect(values).toMatchObject({ expiresAt: 1_795_424_400_000, scope: ['x', 'y'] });
  });
});
