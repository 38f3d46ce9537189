import type { OutgoingRequest, QontoClient, RawAnswer } from '../../lambda/qonto/client.ts';
import { TRACE_ID_HEADER } from '../../lambda/qonto/trace-id.ts';

/** How a credential stands with Qonto. `mangled` and `refused` are two causes of a refusal. */
export type Truth = 'good' | 'deprecated' | 'refused' | 'mangled' | 'trouble';

/** Every way to stand. */
export const TRUTHS: readonly Truth[] = ['good', 'deprecated', 'refused', 'mangled', 'trouble'];

/** What the secret of a credential holds while it stands so. */
export function secretOf(credential: string, truth: Truth): unknown {
  const login = `${credential}-1234`;
  const secret = 'notarealsecret000000000000000000';
  return truth === 'mangled' ? { authorization: `${login}${secret}` } : { login, secret };
}

/** Which credential a request is about. */
function credentialOf({ headers }: OutgoingRequest): string {
  return headers.Authorization?.replace(/-1234.*$/, '') ?? '';
}

const ACCOUNTS = { bank_accounts: [], meta: {} };
const REFUSAL = { errors: [{ code: 'unauthorized', detail: 'Invalid credentials.' }] };
const TROUBLE = { errors: [{ code: 'unavailable', detail: 'Try again later.' }] };

const ANSWERS: Readonly<Record<Truth, readonly [number, unknown, Record<string, string>?]>> = {
  good: [200, ACCOUNTS],
  deprecated: [200, ACCOUNTS, { deprecation: '@1798761600' }],
  refused: [401, REFUSAL],
  mangled: [401, REFUSAL],
  trouble: [503, TROUBLE],
};

/** A Qonto without a network: thousands of schedules have no time for one. */
export function fakeQonto(truthOf: (credential: string) => Truth, now: () => number): QontoClient {
  return {
    send: async (request): Promise<RawAnswer> => {
      const [status, body, more = {}] = ANSWERS[truthOf(credentialOf(request))];
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        [TRACE_ID_HEADER.toLowerCase()]: 'f'.repeat(32),
        ...more,
      };
      return {
        kind: 'answered',
        status,
        header: (name) => headers[name.toLowerCase()] ?? null,
        bodyText: JSON.stringify(body),
        bodyEnd: 'complete',
        receivedAt: now(),
        durationMs: 0,
      };
    },
    close: () => {},
  };
}
