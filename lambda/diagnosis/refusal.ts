import type { OAuthCredential } from '../qonto/credential.ts';
import type { ProbeAnswer } from '../qonto/probe.ts';
import { type CheckContext, describeAnswer } from './context.ts';
import type { Finding } from './finding.ts';
import { confirmed, likely, type Verdict } from './verdict.ts';

/**
 * How long an access token lives.
 *
 * @see https://docs.qonto.com/api-reference/business-api/authentication/oauth2/create_tokens
 */
const ACCESS_TOKEN_LIFETIME_MS = 3_600_000;

/**
 * Explains a refusal by what is known of the credential: that which inspection found, else the
 * usual cause of its method.
 *
 * @param answer the refusal, or `nothing` where no header could carry the value
 */
export function explainRefusal(answer: ProbeAnswer | 'nothing', context: CheckContext): Verdict {
  const [main, ...others] = context.findings;
  const observed =
    answer === 'nothing'
      ? 'nothing was sent: no HTTP header can carry the stored value as it is'
      : describeAnswer(answer);
  if (main !== undefined) return byFinding(main, others, observed);
  if (answer === 'nothing') return confirmed('SECRET_MALFORMED', observed);
  if (answer.body.hints.includes('authorization_missing')) {
    return likely(
      'AUTHORIZATION_MISSING',
      observed,
      'the error says that the Authorization header is missing, and one was sent',
    );
  }
  if (answer.status === 400) return likely('UNEXPECTED_RESPONSE', observed);
  return context.credential.method === 'api_key'
    ? likely('API_KEY_REJECTED', observed, 'the value has the documented form')
    : explainToken(context.credential, context, observed);
}

function byFinding(main: Finding, others: readonly Finding[], observed: string): Verdict {
  const all = [main, ...others];
  return {
    code: main.code,
    confidence: main.confidence,
    evidence: [observed, ...all.map(({ evidence }) => evidence)],
    mend: all.flatMap(({ mend }) => (mend === undefined ? [] : [mend])),
  };
}

function explainToken(
  { expiresAt }: OAuthCredential,
  { versionCreatedAt, now }: CheckContext,
  observed: string,
): Verdict {
  if (expiresAt !== null && expiresAt <= now) {
    return confirmed(
      'OAUTH_ACCESS_TOKEN_EXPIRED',
      observed,
      `the stored expiry was ${new Date(expiresAt).toISOString()}`,
    );
  }
  if (versionCreatedAt !== null && now - versionCreatedAt >= ACCESS_TOKEN_LIFETIME_MS) {
    return likely(
      'OAUTH_ACCESS_TOKEN_EXPIRED',
      observed,
      'the secret is older than an hour, and an access token lives one hour',
    );
  }
  return likely(
    'OAUTH_ACCESS_TOKEN_REJECTED',
    observed,
    'by its age the token should still be valid',
  );
}
