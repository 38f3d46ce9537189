import { json, NO_ACCOUNTS, qontoError, redirect } from './answers.ts';
import { authenticated, type CorpusCase, inconclusive, rejected, type World } from './case.ts';

const LONG = 'x'.repeat(100_000);
const key = ({ pair }: World) => pair;
const dead = ({ deadPair }: World) => deadPair;

/** Somebody means harm, on the wire or in the secret. */
export const hostile: readonly CorpusCase[] = [
  {
    name: 'the refusal repeats the credential',
    secret: dead,
    qonto: ({ deadPair }) => qontoError(401, 'unauthorized', `Invalid credentials: ${deadPair}`),
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'the refusal repeats the credential as its code',
    secret: dead,
    qonto: ({ deadKey }) => qontoError(401, deadKey.secret, 'x'),
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'the refusal repeats the credential as its trace id',
    secret: dead,
    qonto: ({ deadKey }) =>
      json(401, { errors: [{ code: 'x', detail: 'y' }] }, { traceId: deadKey.secret }),
    // 32 letters and digits are a well-formed trace id: it must be known and kept out.
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'the type of content repeats the credential',
    secret: ({ revoked }) => ({ ...revoked }),
    qonto: ({ revoked }) =>
      json(
        401,
        { errors: [{ code: 'x', detail: 'y' }] },
        { contentType: `text/${revoked.accessToken}` },
      ),
    expect: rejected('OAUTH_ACCESS_TOKEN_REJECTED'),
  },
  {
    name: 'the Location of a redirect repeats the credential',
    secret: key,
    qonto: ({ pair }) => redirect(`https://evil.example.net/?key=${pair}`),
    expect: inconclusive('UNEXPECTED_RESPONSE'),
  },
  {
    name: 'the Sunset header repeats the credential',
    secret: key,
    qonto: ({ pair }) => json(200, NO_ACCOUNTS, { headers: { Sunset: pair } }),
    expect: authenticated({ warnings: ['ENDPOINT_DEPRECATED'] }),
  },
  {
    name: 'a refusal of 100,000 characters',
    secret: dead,
    qonto: qontoError(401, LONG, LONG),
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'a refusal with ten thousand errors',
    secret: dead,
    qonto: json(401, { errors: Array.from({ length: 10_000 }, () => ({ code: 'a', detail: '' })) }),
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'a refusal with terminal escapes in its detail',
    secret: dead,
    qonto: qontoError(401, 'unauthorized', '\u001b[2J\u001b]0;owned\u0007'),
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'a refusal whose fields are of wrong types, with a trace id',
    secret: dead,
    qonto: json(401, { errors: [null, 1, { code: {}, detail: [] }], trace_id: 7 }),
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'a refusal that sets a prototype',
    secret: dead,
    qonto: { kind: 'answer', status: 401, body: '{"__proto__":{"bank_accounts":[]},"errors":[]}' },
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'success that sets a prototype besides',
    secret: key,
    qonto: { kind: 'answer', status: 200, body: '{"bank_accounts":[],"__proto__":{"x":1}}' },
    expect: authenticated(),
  },
  {
    name: 'a refusal in Latin-1',
    secret: dead,
    qonto: {
      kind: 'answer',
      status: 401,
      contentType: 'application/json; charset=iso-8859-1',
      body: '{"errors":[{"code":"unauthorized","detail":"refusé"}]}',
    },
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'a refusal whose type of content is nonsense',
    secret: dead,
    qonto: json(401, { errors: [{ code: 'a', detail: 'b' }] }, { contentType: ';;;=\t' }),
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'a redirect to the machine’s own metadata',
    secret: key,
    qonto: redirect('http://169.254.169.254/latest/meta-data/'),
    expect: inconclusive('UNEXPECTED_RESPONSE'),
  },
  {
    name: 'a redirect with a Location that is no URL',
    secret: key,
    qonto: redirect('http://[::'),
    expect: inconclusive('UNEXPECTED_RESPONSE'),
  },
  {
    name: 'a secret that names another host and header',
    secret: ({ pair }) => ({
      authorization: pair,
      apiUrl: 'https://evil.example.net',
      headers: { a: 'b' },
    }),
    expect: authenticated(),
  },
  {
    name: 'a secret of 60,000 letters',
    secret: LONG.slice(0, 60_000),
    // Longer than any header: whoever refuses it, it has no colon.
    expect: [
      rejected(['API_KEY_MISSING_COLON', 'API_KEY_PLACEHOLDER', 'SECRET_MALFORMED']),
      inconclusive(['UNEXPECTED_RESPONSE', 'NETWORK_ERROR', 'CONNECTION_RESET']),
    ],
  },
  {
    name: 'an object a thousand levels deep',
    secret: `${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`,
    expect: rejected(['SECRET_INCOMPLETE', 'SECRET_MALFORMED']),
  },
  {
    name: 'half a character of UTF-16 in the secret half',
    secret: ({ key }) => ({ login: key.login, secret: `${key.secret}\ud83d` }),
    expect: rejected(['API_KEY_REJECTED', 'SECRET_MALFORMED']),
  },
  {
    name: 'twelve thousand blanks around the pair',
    secret: ({ pair }) => `${' '.repeat(6_000)}${pair}${' '.repeat(6_000)}`,
    expect: [
      authenticated({ warnings: ['API_KEY_ACCEPTED_BUT_MALFORMED'] }),
      rejected('API_KEY_WHITESPACE'),
    ],
  },
];
