import type { ApiKeyCredential, OAuthCredential } from '../qonto/credential.ts';
import type { ProbeAnswer } from '../qonto/probe.ts';
import { ACCESS_TOKEN_LIFETIME_MS } from '../qonto/token-lifetimes.ts';
import { type CheckContext, describeAnswer } from './context.ts';
import type { Finding } from './finding.ts';
import { confirmed, likely, type Verdict } from './verdict.ts';

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
    ? likely('API_KEY_REJECTED', observed, formOf(context.credential))
    : explainToken(context.credential, context, observed);
}

/** What can be said of the form of a value in which no mistake was found. */
function formOf(credential: ApiKeyCredential): string {
  return /^[\w-]+:\w+$/.test(credential.authorization.reveal())
    ? 'the value has the documented form'
    : 'the value has a colon between two parts, and no known mistake of form';
}

function byFinding(main: Finding, others: readonly Finding[], observed: string): Verdict {
  const all = [main, ...others];
  return {
    code: main.code,
    confidence: main.confidence,
    evidence: [observed, ...all.map(({ evidence }) => evidence)],
    mend: all.flatMap(({ mend }) => (mend === undefined ? [] : [mend])),
    ...(main.mend === undefined ? {} : { isFormTold: true }),
  };
}

function explainToken(
  token: OAuthCredential,
  { versionCreatedAt, now }: CheckContext,
  observed: string,
): Verdict {
  const expired = expiryFact(token.expiresAt, versionCreatedAt, now);
  if (expired !== null) {
    const lacking = refreshFact(token);
    if (lacking !== null) return likely('OAUTH_REFRESH_TOKEN_MISSING', observed, expired, lacking);
    const renewed = renewalFact(token, versionCreatedAt);
    return token.expiresAt !== null && token.expiresAt <= now
      ? confirmed('OAUTH_ACCESS_TOKEN_EXPIRED', observed, expired, ...renewed)
      : likely('OAUTH_ACCESS_TOKEN_EXPIRED', observed, expired, ...renewed);
  }
  return likely(
    'OAUTH_ACCESS_TOKEN_REJECTED',
    observed,
    'by its age the token should still be valid',
  );
}

function expiryFact(expiresAt: number | null, versionCreatedAt: number | null, now: number) {
  if (expiresAt !== null && expiresAt <= now) {
    return `the stored expiry was ${new Date(expiresAt).toISOString()}`;
  }
  const isOld = versionCreatedAt !== null && now - versionCreatedAt >= ACCESS_TOKEN_LIFETIME_MS;
  return isOld ? 'the secret is older than an hour, and an access token lives one hour' : null;
}

/** Since when nobody has renewed the token: whatever did so has stopped. */
function renewalFact({ refreshedAt, expiresAt }: OAuthCredential, versionCreatedAt: number | null) {
  const issuedAt = expiresAt === null ? versionCreatedAt : expiresAt - ACCESS_TOKEN_LIFETIME_MS;
  const renewedAt = refreshedAt ?? issuedAt;
  return renewedAt === null
    ? []
    : [`it was last renewed at ${new Date(renewedAt).toISOString()}, and not since`];
}

/** Why nobody can renew the token, where that shows: what it was granted, or what is stored with it. */
function refreshFact({ scopes, hasRefreshToken, clientId, clientSecret }: OAuthCredential) {
  if (hasRefreshToken) return null;
  if (scopes !== null) {
    return scopes.includes('offline_access')
      ? null
      : 'the stored scopes do not include offline_access, and there is no refresh token';
  }
  return clientId !== null && clientSecret !== null
    ? 'client id and client secret are stored with the token, and no refresh token is'
    : null;
}
