import type { Credential } from '../qonto/credential.ts';
import type { ProbeAnswer, ProbeResult } from '../qonto/probe.ts';
import { describeScopes } from '../qonto/scopes.ts';
import { type CheckContext, describeAnswer } from './context.ts';
import { explainRefusal } from './refusal.ts';
import { confirmed, likely, possible, type Verdict } from './verdict.ts';

/** One row of the classification: the first whose verdict is not null wins. */
export interface Rule {
  readonly name: string;
  /** What the rule rests on, and how sure that is (H documented or seen, M strong, L inferred). */
  readonly basis: string;
  judge(answer: ProbeAnswer, context: CheckContext): Verdict | null;
}

/** Judges what came of a probe. Total: every result gives exactly one verdict. */
export function classify(result: ProbeResult, context: CheckContext): Verdict {
  if (result.kind === 'not_sent') return explainRefusal('nothing', context);
  if (result.kind === 'unanswered') {
    const { failure, systemCode, begun } = result;
    const detail = systemCode === null ? [] : [`the system reports ${systemCode}`];
    const fact = begun
      ? `an answer with status ${begun.status} began, and did not end in time`
      : 'no answer came from Qonto';
    return confirmed(failure, fact, ...detail);
  }
  for (const rule of RULES) {
    const verdict = rule.judge(result, context);
    if (verdict !== null) return verdict;
  }
  return likely('UNEXPECTED_RESPONSE', describeAnswer(result));
}

const isSuccess = (status: number) => status >= 200 && status < 300;

/** A refusal counts as Qonto's with a trace id, or an error in one of Qonto's shapes. */
function isQontos({ traceId, body }: ProbeAnswer): boolean {
  return traceId !== null || body.form === 'error';
}

const byStatus = (
  name: string,
  basis: string,
  matches: (status: number) => boolean,
  code: 'RATE_LIMITED' | 'PROVIDER_ERROR' | 'ENDPOINT_NOT_FOUND' | 'ENDPOINT_GONE',
): Rule => ({
  name,
  basis,
  judge: (answer) => (matches(answer.status) ? confirmed(code, describeAnswer(answer)) : null),
});

/** Ordered: whatever can never be the credential's fault comes before all that can. */
const RULES: readonly Rule[] = [
  byStatus('rate-limited', 'H: rate-limits page', (status) => status === 429, 'RATE_LIMITED'),
  byStatus('server-error', 'H: troubleshooting FAQ', (status) => status >= 500, 'PROVIDER_ERROR'),
  {
    name: 'cut-or-endless-body',
    basis: 'H: a network fault says nothing about a credential',
    judge: (answer) =>
      answer.body.form === 'cut' || answer.body.form === 'too_large'
        ? confirmed('UNEXPECTED_RESPONSE', describeAnswer(answer))
        : null,
  },
  {
    name: 'accounts',
    basis: 'H: list business accounts; fields vary with the role, so only the list counts',
    judge: ({ status, body }) =>
      isSuccess(status) && body.form === 'accounts'
        ? { code: null, confidence: 'confirmed', evidence: [], mend: [] }
        : null,
  },
  {
    name: 'sandbox-gate',
    basis: 'H: sandbox-access (200 with OneLogin HTML, or a redirect); target of the redirect M',
    judge: sandboxGate,
  },
  byStatus('not-found', 'H: troubleshooting FAQ', (status) => status === 404, 'ENDPOINT_NOT_FOUND'),
  byStatus('gone', 'H: deprecated endpoints', (status) => status === 410, 'ENDPOINT_GONE'),
  {
    name: 'edge-block',
    basis: 'L: an HTML refusal without a trace id did not come from the gateway',
    judge: (answer) =>
      answer.status >= 400 && answer.body.form === 'html' && answer.traceId === null
        ? likely('EDGE_BLOCKED', describeAnswer(answer))
        : null,
  },
  {
    name: 'oauth-required',
    basis: 'H: several independent clients met "OAuth2 authentication is required here"',
    judge: (answer, { credential }) =>
      isRefusal(answer) &&
      answer.body.hints.includes('oauth_required') &&
      credential.method === 'api_key'
        ? confirmed('OAUTH_REQUIRED', describeAnswer(answer))
        : null,
  },
  {
    name: 'scope-missing',
    basis: 'M: 403 naming the missing scope; 401 is tolerated',
    judge: (answer, { credential }) =>
      isRefusal(answer) &&
      answer.body.hints.includes('scope_missing') &&
      credential.method === 'oauth'
        ? confirmed(
            'OAUTH_SCOPE_MISSING',
            describeAnswer(answer),
            'the error names a missing scope',
            ...grantedScopes(credential),
          )
        : null,
  },
  {
    name: 'unauthorized',
    basis: 'H: a refused authentication is 401; a lost header may be 400 (M)',
    judge: (answer, context) => {
      if (!isRefusal(answer) || answer.status === 403) return null;
      return explainRefusal(answer, context);
    },
  },
  {
    name: 'forbidden',
    basis: 'M: role, plan or organization; a malformed value explains a 403 as well as a 401',
    judge: (answer, context) => {
      if (!isRefusal(answer)) return null;
      if (context.findings.some(({ basis }) => basis === 'form')) {
        return explainRefusal(answer, context);
      }
      return forbidden(answer, context);
    },
  },
];

/** A 400, 401 or 403 of Qonto's own; a 400 only where it can be about the Authorization header. */
function isRefusal(answer: ProbeAnswer): boolean {
  const { status } = answer;
  return (status === 400 || status === 401 || status === 403) && isQontos(answer);
}

function sandboxGate(answer: ProbeAnswer, context: CheckContext): Verdict | null {
  const { status, body, redirect, traceId, hasSentStagingToken } = answer;
  if (context.environmentKind !== 'sandbox') return null;
  const isPage =
    body.form === 'html' && (body.isSignInPage || (isSuccess(status) && traceId === null));
  if (!isPage && redirect === null) return null;
  const isSignIn = body.isSignInPage || redirect === 'sign_in';
  const fact =
    redirect === null
      ? `the sandbox answered ${status} with ${body.isSignInPage ? 'the OneLogin page' : 'a web page'} in place of JSON`
      : `the sandbox answered ${status} with a redirect${isSignIn ? ' to a sign-in page' : ''}`;
  if (!hasSentStagingToken) {
    const sent = 'no staging token was sent';
    return isSignIn
      ? confirmed('STAGING_TOKEN_MISSING', fact, sent)
      : likely('STAGING_TOKEN_MISSING', fact, sent);
  }
  // With a token sent, a redirect elsewhere may be anybody's.
  if (redirect === 'elsewhere') return null;
  const sent = 'a staging token was sent';
  return isSignIn
    ? likely('STAGING_TOKEN_REJECTED', fact, sent)
    : possible('STAGING_TOKEN_REJECTED', fact, sent);
}

/** What the token does have, where the secret says it. */
function grantedScopes(credential: Credential): string[] {
  const scopes = credential.method === 'oauth' ? credential.scopes : null;
  return scopes === null ? [] : [`the scopes stored with the token are: ${describeScopes(scopes)}`];
}

function forbidden(answer: ProbeAnswer, { credential }: CheckContext): Verdict {
  const scopes = credential.method === 'oauth' ? credential.scopes : null;
  if (scopes !== null && !scopes.includes('organization.read')) {
    return likely(
      'OAUTH_SCOPE_MISSING',
      describeAnswer(answer),
      'the scopes stored with the token do not include organization.read',
      ...grantedScopes(credential),
    );
  }
  return likely('ACCESS_FORBIDDEN', describeAnswer(answer));
}
