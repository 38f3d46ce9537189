import type { Fault } from '../../simulator/faults.ts';
import type { AddressName } from './addresses.ts';
import { json, NO_ACCOUNTS, qontoError } from './answers.ts';
import {
  authenticated,
  type CorpusCase,
  type Expectation,
  inconclusive,
  rejected,
} from './case.ts';
import type { InconclusiveCode } from './contract-codes.ts';

/** For answers that never come; the others have the default time. */
const SHORT_MS = 500;

/** No answer at all, or no HTTP. */
const ADDRESSES: readonly (readonly [
  string,
  AddressName,
  InconclusiveCode | readonly InconclusiveCode[],
])[] = [
  ['a port on which nobody listens', 'refused', 'CONNECTION_REFUSED'],
  ['a host name that does not exist', 'unresolvable', 'DNS_FAILURE'],
  ['https to a port that speaks plain HTTP', 'https-on-plain-http', 'TLS_HANDSHAKE'],
  [
    'https to a port that says nothing',
    'https-on-silence',
    // The TCP connection opens, the encrypted one does not.
    ['CONNECTION_TIMEOUT', 'TLS_HANDSHAKE'],
  ],
  [
    'https to a port that hangs up at the first byte',
    'https-hung-up',
    ['CONNECTION_RESET', 'TLS_HANDSHAKE'],
  ],
  ['a certificate that nobody vouches for', 'self-signed', 'TLS_CERTIFICATE'],
  ['a firewall that drops packets', 'black-hole', 'CONNECTION_TIMEOUT'],
];

type Row = readonly [
  string,
  CorpusCase['qonto'] & object,
  Expectation | readonly Expectation[],
  boolean?,
];

const TIMEOUT = inconclusive('RESPONSE_TIMEOUT');
const RESET = inconclusive('CONNECTION_RESET');
const NO_HTTP = inconclusive(['NETWORK_ERROR', 'UNEXPECTED_RESPONSE']);

const notHttp = (bytes: string): Fault => ({ kind: 'not_http', bytes });

/** Faults that strike before the credential is looked at. */
const BEFORE_THE_ANSWER: readonly Row[] = [
  ['resets the connection', { kind: 'reset' }, RESET],
  ['closes the connection without a byte', notHttp(''), RESET],
  ['accepts the request and never answers', { kind: 'hang' }, TIMEOUT, true],
  ['speaks SSH', { kind: 'not_http' }, NO_HTTP],
  ['speaks SMTP', notHttp('220 mail.example.net ESMTP\r\n'), NO_HTTP],
  ['sends a status line that is none', notHttp('HTTP/1.1 abc\r\n\r\n'), NO_HTTP],
  [
    'sends half a status line',
    notHttp('HTTP/1.1 20'),
    inconclusive(['NETWORK_ERROR', 'UNEXPECTED_RESPONSE', 'CONNECTION_RESET']),
  ],
  ['sends a length that is none', notHttp('HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n'), NO_HTTP],
  ['sends the alert of TLS', notHttp('\x15\x03\x01\x00\x02\x02\x0a'), NO_HTTP],
];

/** Faults of the delivery, with a good credential. */
const DELIVERY: readonly Row[] = [
  ['sends the head and no body', { kind: 'hang_body' }, TIMEOUT, true],
  ['sends one byte every 50 ms', { kind: 'slow_drip', everyMs: 50 }, TIMEOUT, true],
  ['cuts the body in the middle', { kind: 'cut_body' }, inconclusive('UNEXPECTED_RESPONSE')],
  [
    'cuts the body before its first byte',
    { kind: 'cut_body', sentBytes: 0 },
    inconclusive(['UNEXPECTED_RESPONSE', 'CONNECTION_RESET']),
  ],
  [
    'never ends the body',
    { kind: 'endless_body' },
    // What counts has come first and says that the credential is good.
    [authenticated(), inconclusive(['UNEXPECTED_RESPONSE', 'RESPONSE_TIMEOUT'])],
    true,
  ],
  [
    'sends 64 MiB in a few gzipped bytes',
    { kind: 'gzip_bomb', unpackedBytes: 64 * 1_024 * 1_024 },
    [authenticated(), inconclusive(['UNEXPECTED_RESPONSE', 'RESPONSE_TIMEOUT'])],
  ],
  ['sends a thousand headers', { kind: 'many_headers' }, [NO_HTTP, authenticated()]],
  [
    'calls plain text gzip',
    { kind: 'amend', headers: { 'Content-Encoding': 'gzip' } },
    inconclusive(['UNEXPECTED_RESPONSE', 'NETWORK_ERROR']),
  ],
];

/** "A network fault never yields rejected": not even when it strikes a refusal half told. */
const REFUSALS_HALF_TOLD: readonly Row[] = [
  ['hangs after the head', { kind: 'hang_body' }, TIMEOUT, true],
  [
    'cuts the body',
    { kind: 'cut_body' },
    inconclusive(['UNEXPECTED_RESPONSE', 'CONNECTION_RESET']),
  ],
  ['drips', { kind: 'slow_drip', everyMs: 50 }, TIMEOUT, true],
];

const REFUSAL = qontoError(401, 'unauthorized', 'Invalid credentials.');
const TRANSIENT = authenticated({ warnings: ['TRANSIENT_REJECTION'] });

/** "A refusal is repeated once; if the repeat is authenticated or inconclusive, so is the check." */
const REPEATED: readonly Row[] = [
  ['refuses once, then accepts', [REFUSAL, 'truth'], TRANSIENT],
  ['forbids once, then accepts', [qontoError(403, 'x', 'y'), 'truth'], TRANSIENT],
  [
    'refuses once, then fails',
    [REFUSAL, { kind: 'unavailable', format: 'json' }],
    inconclusive('PROVIDER_ERROR'),
  ],
  ['refuses once, then limits', [REFUSAL, { kind: 'throttle' }], inconclusive('RATE_LIMITED')],
  ['refuses once, then hangs', [REFUSAL, { kind: 'hang' }], TIMEOUT, true],
  ['refuses once, then resets', [REFUSAL, { kind: 'reset' }], RESET],
  ['refuses twice', [REFUSAL, REFUSAL, REFUSAL], rejected('API_KEY_REJECTED')],
  [
    'fails once, then accepts',
    [{ kind: 'unavailable', format: 'json' }, json(200, NO_ACCOUNTS)],
    // Nothing is promised about repeating what was no refusal.
    [inconclusive('PROVIDER_ERROR'), { outcome: 'authenticated', codes: [] }],
  ],
];

const timeout = (isShort: boolean | undefined) => (isShort === true ? { timeoutMs: SHORT_MS } : {});

export const network: readonly CorpusCase[] = [
  ...ADDRESSES.map(
    ([name, at, code]): CorpusCase => ({
      name: `the address is ${name}`,
      secret: ({ pair }) => pair,
      at,
      ...timeout(at === 'black-hole' || at === 'https-on-silence'),
      expect: inconclusive(code),
    }),
  ),
  ...['refused', 'https-on-plain-http'].map(
    (at): CorpusCase => ({
      name: `a malformed key, and the address is ${at}`,
      secret: ({ pair }) => `Bearer ${pair}`,
      at: at as AddressName,
      expect: inconclusive(['CONNECTION_REFUSED', 'TLS_HANDSHAKE']),
    }),
  ),
  ...[...BEFORE_THE_ANSWER, ...DELIVERY, ...REPEATED].map(
    ([name, qonto, expect, isShort]): CorpusCase => ({
      name: `good key: the other side ${name}`,
      secret: ({ pair }) => pair,
      qonto,
      expect,
      ...timeout(isShort),
    }),
  ),
  ...BEFORE_THE_ANSWER.map(
    ([name, qonto, expect, isShort]): CorpusCase => ({
      name: `expired token: the other side ${name}`,
      secret: ({ expired }) => ({ ...expired }),
      qonto,
      expect,
      ...timeout(isShort),
    }),
  ),
  ...REFUSALS_HALF_TOLD.map(
    ([name, qonto, expect, isShort]): CorpusCase => ({
      name: `a dead key is refused, and the other side ${name}`,
      secret: ({ deadPair }) => deadPair,
      qonto,
      expect,
      ...timeout(isShort),
    }),
  ),
];
