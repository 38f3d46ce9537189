import type { AnswerFault, Fault } from '../../simulator/faults.ts';
import { json, NO_ACCOUNTS } from './answers.ts';
import { authenticated, type CorpusCase, type Expectation, rejected } from './case.ts';

const ID = '6f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c';
const OTHER_ID = '00000000000000000000000000000001';

/** A refusal with one identifier in the header and another, or none, in the body. */
function refusal(header: string | null, body?: unknown): AnswerFault {
  const errors = [{ code: 'unauthorized', detail: 'Invalid credentials.' }];
  const value = body === undefined ? { errors } : { errors, trace_id: body };
  return json(401, value, { traceId: header });
}

type Row = readonly [
  name: string,
  qonto: AnswerFault,
  traceId: Expectation['traceId'],
  warnings?: Expectation['warnings'],
];

/** "1 to 128 characters of A-Za-z0-9._:-, else null; the header wins over the body" */
const ROWS: readonly Row[] = [
  ['in the header only', refusal(ID), [ID], []],
  ['in the body only', refusal(null, ID), [ID], []],
  ['in both, equal', refusal(ID, ID), [ID], []],
  ['in both, different', refusal(ID, OTHER_ID), [ID], ['TRACE_ID_MISMATCH']],
  ['nowhere', refusal(null), [null], []],
  ['of one character', refusal('a'), ['a'], []],
  ['of every allowed sort', refusal('Az09._:-'), ['Az09._:-'], []],
  ['of 128 characters', refusal('a'.repeat(128)), ['a'.repeat(128)]],
  ['of 129 characters', refusal('a'.repeat(129)), [null]],
  ['of 200 characters in the body', refusal(null, 'b'.repeat(200)), [null]],
  ['that is empty', refusal(''), [null]],
  ['that is empty in the header, good in the body', refusal('', ID), [ID, null]],
  ['with HTML in the header', refusal('<script>alert(1)</script>'), [null]],
  ['with HTML in the body', refusal(null, '<b>x</b>'), [null]],
  ['with a terminal’s escape codes in the body', refusal(null, '\u001b[31mred\u001b[0m'), [null]],
  ['with a line break in the body', refusal(null, `${ID}\r\nX-Evil: 1`), [null]],
  ['with a line break at the end of the body’s', refusal(null, `${ID}\n`), [null]],
  ['with a space', refusal('abc def'), [null]],
  ['twice in one header', refusal(`${ID}, ${OTHER_ID}`), [null]],
  ['in other scripts', refusal(null, 'тест'), [null]],
  ['as a link for a chat', refusal('[x](https://example.net)'), [null]],
  ['as a mention for a chat', refusal('<!channel>'), [null]],
  ['as an object', refusal(null, { id: ID }), [null]],
  ['as null', refusal(null, null), [null]],
  [
    'as a number',
    refusal(null, 12_345),
    // "what Qonto sent if it is 1 to 128 characters": a number has none, its text has five.
    [null, '12345'],
  ],
  [
    'malformed in the header, good in the body',
    refusal('a b', ID),
    // The header wins, and is none: null, or what is left.
    [null, ID],
  ],
];

interface FaultRow {
  readonly name: string;
  readonly qonto: Fault;
  readonly expect: Expectation;
}

const ACCEPTED: readonly FaultRow[] = [
  {
    name: 'a trace id on success',
    qonto: json(200, NO_ACCOUNTS, { traceId: ID }),
    expect: authenticated({ traceId: [ID], warnings: [] }),
  },
  {
    name: 'a malformed trace id on success',
    qonto: json(200, NO_ACCOUNTS, { traceId: '<script>' }),
    expect: { outcome: 'authenticated', codes: [], traceId: [null] },
  },
];

const DEPRECATION: readonly (readonly [string, Record<string, string>])[] = [
  ['Sunset', { Sunset: 'Sun, 15 Nov 2026 00:00:00 GMT' }],
  ['Sunset that lies ahead', { Sunset: 'Mon, 15 Nov 2027 00:00:00 GMT' }],
  ['Deprecation: true', { Deprecation: 'true' }],
  ['Deprecation with a date of RFC 9745', { Deprecation: '@1794700800' }],
  [
    'Sunset, Deprecation and Link',
    {
      Sunset: 'Sun, 15 Nov 2026 00:00:00 GMT',
      Deprecation: 'true',
      Link: '<https://docs.qonto.com/guides/migrations>; rel="sunset"',
    },
  ],
  ['a Sunset that is no date', { Sunset: 'soon\t<b>' }],
];

export const traceIds: readonly CorpusCase[] = [
  ...ROWS.map(
    ([name, qonto, traceId = [], warnings]): CorpusCase => ({
      name: `a refusal with a trace id ${name}`,
      secret: ({ deadPair }) => deadPair,
      qonto,
      expect: rejected('API_KEY_REJECTED', { traceId, ...(warnings ? { warnings } : {}) }),
    }),
  ),
  ...ACCEPTED.map((row): CorpusCase => ({ secret: ({ pair }) => pair, ...row })),
  ...DEPRECATION.flatMap(([name, headers]): CorpusCase[] => [
    {
      name: `success with ${name}`,
      secret: ({ pair }) => pair,
      qonto: { kind: 'amend', headers },
      expect: authenticated({ warnings: ['ENDPOINT_DEPRECATED'] }),
    },
    {
      name: `a refusal with ${name}`,
      secret: ({ deadPair }) => deadPair,
      qonto: { kind: 'amend', headers },
      expect: rejected('API_KEY_REJECTED', { warnings: ['ENDPOINT_DEPRECATED'] }),
    },
  ]),
  {
    name: 'a Link header about something else',
    secret: ({ pair }) => pair,
    qonto: { kind: 'amend', headers: { Link: '</v2/bank_accounts?page=2>; rel="next"' } },
    expect: authenticated(),
  },
  {
    name: 'a Sunset from somebody on the way, with a 503',
    secret: ({ pair }) => pair,
    qonto: { kind: 'answer', status: 503, headers: { Sunset: 'soon' }, traceId: null },
    expect: { outcome: 'inconclusive', codes: ['PROVIDER_ERROR'] },
  },
];
