import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../lambda/diagnosis/catalogue.ts';
import type { Finding } from '../../lambda/diagnosis/finding.ts';
import { inspectApiKey } from '../../lambda/diagnosis/inspect-api-key.ts';
import { inspectOAuth } from '../../lambda/diagnosis/inspect-oauth.ts';
import { Secret } from '../../lambda/secret.ts';

/** Everything that inspection says of a value, in each place where it may stand. */
function inspectAll(value: string, other: string): Finding[] {
  const key = (authorization: string, parts: { login: Secret; secret: Secret } | null) =>
    inspectApiKey({
      method: 'api_key',
      authorization: new Secret(authorization),
      parts,
      stagingToken: null,
    });
  const fields = (login: string, secret: string) =>
    key(`${login}:${secret}`, { login: new Secret(login), secret: new Secret(secret) });
  return [
    ...key(value, null),
    ...fields(value, other),
    ...fields(other, value),
    ...inspectOAuth({
      method: 'oauth',
      accessToken: new Secret(value),
      clientId: null,
      clientSecret: null,
      expiresAt: null,
      refreshedAt: null,
      scopes: null,
      hasRefreshToken: false,
      stagingToken: null,
    }),
  ];
}

/** Capitals without vowels, digits and signs: no part of them is a word of anybody's. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ'.split('');
const core = fc.array(fc.constantFrom(...letters, ...'23456789'), { minLength: 4, maxLength: 60 });
const canary = core.map((signs) => signs.join(''));

/** What people put around a value. */
const around = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => `Bearer ${text}`,
  (text) => `basic ${text}`,
  (text) => `Basic ${Buffer.from(text).toString('base64')}`,
  (text) => Buffer.from(text).toString('base64url'),
  (text) => `"${text}"`,
  (text) => `'${text}`,
  (text) => ` ${text}\r\n`,
  (text) => `\u00a0${text}\u200b`,
  (text) => `Authorization: ${text}`,
  (text) => `authorization=Bearer ${text}`,
  (text) => `<${text}>`,
  (text) => `{{${text}}}`,
  (text) => `\${${text}}`,
  (text) => `ory_at_${text}`,
  (text) => `ory_rt_${text}`,
  (text) => `Bearer ory_ac_${text}`,
  (text) => `eyJ${text}.${text}.${text}`,
  (text) => `${text}-1234`,
  (text) => `your-${text}`,
);

const joins = fc.constantFrom(':', '::', ' : ', ';', '=', '', ' ', '\n', '%3A', '\uff1a');

const partsOf = (text: string) =>
  Array.from({ length: Math.max(0, text.length - 3) }, (_, start) => text.slice(start, start + 4));

describe('inspection', () => {
  it('is total: any string gives findings of known codes, or none', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 300 }));
    fc.assert(
      fc.property(text, fc.string(), (value, other) => {
        for (const { code, confidence, basis, evidence } of inspectAll(value, other)) {
          expect(CATALOGUE[code].kind).toBe('rejected');
          expect(['likely', 'possible']).toContain(confidence);
          expect(['form', 'heuristic']).toContain(basis);
          expect(evidence).not.toBe('');
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('says nothing that holds four characters of the value in a row', () => {
    const form = fc.tuple(around, around, around, joins);
    let findings = 0;
    fc.assert(
      fc.property(canary, canary, form, (first, second, [left, right, whole, join]) => {
        const value = whole(left(first) + join + right(second));
        const said = inspectAll(value, right(second))
          .flatMap(({ evidence, mend }) => [evidence, mend ?? ''])
          .join('\n');
        findings += said === '' ? 0 : 1;
        const hidden = [...partsOf(first), ...partsOf(second)];
        // Neither as it is nor decoded, encoded or in other letter case.
        const found = hidden.filter((part) => said.toUpperCase().includes(part));
        expect(found).toEqual([]);
        const encoded = partsOf(Buffer.from(first + join + second).toString('base64'));
        expect(encoded.filter((part) => said.includes(part) && /\d/.test(part))).toEqual([]);
      }),
      { numRuns: 4_000 },
    );
    expect(findings).toBeGreaterThan(2_000);
  });

  it('says the same of two values of the same form', () => {
    const other = new Map(letters.map((letter, index) => [letter, letters[(index + 7) % 20]]));
    const swap = (text: string) => [...text].map((sign) => other.get(sign) ?? sign).join('');
    fc.assert(
      fc.property(canary, canary, joins, (first, second, join) => {
        const evidenceOf = (value: string) =>
          inspectAll(value, value).map(({ evidence }) => evidence);
        // Base64 may decode to text or not: only values that are longer than a code word.
        fc.pre(join !== '' && join !== '\n');
        expect(evidenceOf(swap(first) + join + swap(second))).toEqual(
          evidenceOf(first + join + second),
        );
      }),
    );
  });

  it.each([
    ['a documented pair', 'pied-piper-7133:notarealsecretq8x2k7v9w4z1y6u3p5'],
    ['a pair of a short login', 'acme-1:notarealsecretq8x2k7v9w4z1y6u3p5'],
    ['a login without digits', 'acme:notarealsecretq8x2k7v9w4z1y6u3p5'],
    [
      'a login that is called like a placeholder',
      'your-company-12:notarealsecretq8x2k7v9w4z1y6u3p5',
    ],
    ['a login with a scheme word in it', 'basic-bakery-12:notarealsecretq8x2k7v9w4z1y6u3p5'],
    ['a login that starts with another', 'bearer-tools-12:notarealsecretq8x2k7v9w4z1y6u3p5'],
  ])('finds nothing wrong with %s', (_, pair) => {
    const [login = '', secret = ''] = pair.split(':');
    const credential = { method: 'api_key', stagingToken: null } as const;
    const parts = { login: new Secret(login), secret: new Secret(secret) };

    expect(inspectApiKey({ ...credential, authorization: new Secret(pair), parts: null })).toEqual(
      [],
    );
    expect(inspectApiKey({ ...credential, authorization: new Secret(pair), parts })).toEqual([]);
  });

  it('mends a value so that nothing is found wrong with it any more, where it mends', () => {
    const pair = 'pied-piper-7133:notarealsecretq8x2k7v9w4z1y6u3p5';
    const form = fc.tuple(around, around);
    fc.assert(
      fc.property(form, ([outer, inner]) => {
        const [main] = inspectAll(outer(inner(pair)), 'x');
        fc.pre(main?.corrected !== undefined);
        // What is sent as an experiment must be fit to be sent.
        expect(main?.corrected?.reveal()).toMatch(/^\S+$/);
      }),
    );
  });
});
