import { foreign, json, NO_ACCOUNTS, ONE_DAY_MS, ONE_HOUR_MS } from './answers.ts';
import {
  acceptedButMalformed,
  authenticated,
  type CorpusCase,
  type Expectation,
  inconclusive,
} from './case.ts';

const good = authenticated();
const either = (...expect: Expectation[]): readonly Expectation[] => expect;

/** Qonto accepts: what was thought of the credential's form or age does not count any more. */
export const acceptedAnswers: readonly CorpusCase[] = [
  {
    name: 'an access token in the form of a JWT, accepted',
    secret: { accessToken: 'eyJhbGciOiJub25lIn0.eyJub3QiOiJyZWFsIn0.bm90LXJlYWw' },
    qonto: json(200, NO_ACCOUNTS),
    expect: good,
  },
  {
    name: 'an access token of a form never seen, accepted: formats may change',
    secret: { accessToken: 'qat-2.notreal/0123456789+abc==' },
    qonto: json(200, NO_ACCOUNTS),
    expect: good,
  },
  {
    name: 'an access token that has lain there for three days, accepted',
    ageMs: 3 * ONE_DAY_MS,
    secret: ({ tokens }) => ({ accessToken: tokens.accessToken }),
    qonto: json(200, NO_ACCOUNTS),
    expect: good,
  },
  {
    name: 'Bearer before an API key, accepted for once',
    secret: ({ pair }) => `Bearer ${pair}`,
    qonto: json(200, NO_ACCOUNTS),
    expect: acceptedButMalformed,
  },
  {
    name: 'swapped halves, accepted for once: the guess about the halves was wrong',
    secret: ({ key }) => `${key.secret}:${key.login}`,
    qonto: json(200, NO_ACCOUNTS),
    // Which half is which is a heuristic; the form login:secret is kept.
    expect: either(good, acceptedButMalformed),
  },
  {
    name: 'a value without a colon, accepted for once',
    secret: ({ key }) => key.secret,
    qonto: json(200, NO_ACCOUNTS),
    expect: acceptedButMalformed,
  },
  {
    name: 'a pair in Base64, accepted for once',
    secret: ({ pair }) => Buffer.from(pair).toString('base64'),
    qonto: json(200, NO_ACCOUNTS),
    expect: acceptedButMalformed,
  },
  {
    name: 'the sample login of the documentation, accepted',
    secret: { login: 'pied-piper-7132', secret: '0123456789abcdef0123456789abcdef' },
    qonto: json(200, NO_ACCOUNTS),
    // It looks like a placeholder, and its form is the documented one.
    expect: either(good, acceptedButMalformed),
  },
  {
    name: 'no accounts at all',
    secret: ({ pair }) => pair,
    qonto: json(200, { bank_accounts: [], meta: { total_count: 0 } }),
    expect: good,
  },
  {
    name: 'an account of which a manager sees few fields',
    secret: ({ tokens }) => ({ ...tokens }),
    settings: { accountView: 'restricted' },
    expect: good,
  },
  {
    name: 'an external account without IBAN, and fields never seen before',
    secret: ({ pair }) => pair,
    qonto: json(200, { bank_accounts: [{ id: 'x', iban: '', bic: '', mood: 'good' }], extra: 1 }),
    expect: good,
  },
  {
    name: 'an answer of 200 KiB',
    secret: ({ pair }) => pair,
    qonto: json(200, { bank_accounts: [{ name: 'x'.repeat(200 * 1_024) }] }),
    expect: good,
  },
  {
    name: 'an answer of 400 KiB',
    secret: ({ pair }) => pair,
    qonto: json(200, { bank_accounts: [{ name: 'x'.repeat(400 * 1_024) }] }),
    // Accepted by Qonto, but the design reads 256 KiB of a body at most.
    expect: either(good, inconclusive('UNEXPECTED_RESPONSE')),
  },
  {
    name: 'a healthy body without a trace identifier',
    secret: ({ pair }) => pair,
    qonto: json(200, NO_ACCOUNTS, { traceId: null }),
    expect: authenticated({ warnings: [], traceId: [null] }),
  },
  {
    name: 'a healthy body as application/vnd.api+json',
    secret: ({ pair }) => pair,
    qonto: json(200, NO_ACCOUNTS, { contentType: 'application/vnd.api+json' }),
    expect: good,
  },
  {
    name: 'a healthy body as text/plain',
    secret: ({ pair }) => pair,
    qonto: foreign(200, 'text/plain', '{"bank_accounts":[]}'),
    // JSON is what the contract asks for; the label is wrong, and there is no trace identifier.
    expect: either(good, inconclusive('UNEXPECTED_RESPONSE')),
  },
  {
    name: 'an answer after a fifth of a second',
    secret: ({ pair }) => pair,
    qonto: { kind: 'delay', ms: 200 },
    expect: good,
  },
  {
    name: 'fifty more headers than usual',
    secret: ({ pair }) => pair,
    qonto: { kind: 'many_headers', count: 50 },
    expect: good,
  },
  {
    name: 'an expiresAt of years ago, but Qonto takes the token',
    secret: ({ tokens }) => ({ ...tokens, expiresAt: '2020-01-01T00:00:00Z' }),
    // Whether it also tells how old the refresh token is, the contract leaves open.
    expect: { outcome: 'authenticated', codes: [] },
  },
  {
    name: 'a young token whose version is as old as a token may be',
    ageMs: ONE_HOUR_MS - 60_000,
    secret: ({ tokens }) => ({ accessToken: tokens.accessToken }),
    expect: good,
  },
];
