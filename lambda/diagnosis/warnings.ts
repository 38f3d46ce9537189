import type { Target } from '../config/target.ts';
import type { Credential } from '../qonto/credential.ts';
import type { ProbeResult } from '../qonto/probe.ts';
import { ACCESS_TOKEN_LIFETIME_MS, REFRESH_TOKEN_LIFETIME_MS } from '../qonto/token-lifetimes.ts';
import type { Warning } from '../report.ts';
import { REFRESH_TOKEN_EXPIRED } from './catalogue/warnings.ts';
import { CATALOGUE, type WarningCode } from './catalogue.ts';
import type { Finding } from './finding.ts';
import { filledIn, remedyFor } from './remedy.ts';
import type { Verdict } from './verdict.ts';

/** People are warned in a refresh token's last two weeks. */
const WARN_BEFORE_MS = 14 * 86_400_000;

/** What warnings are seen in. Times are epoch milliseconds. */
export interface WarningContext {
  readonly target: Target;
  readonly credential: Credential;
  readonly findings: readonly Finding[];
  readonly probed: ProbeResult;
  readonly verdict: Verdict;
  readonly versionCreatedAt: number | null;
  readonly now: number;
}

/** Each warning and what it is seen by. */
const CONDITIONS: readonly (readonly [WarningCode, (context: WarningContext) => boolean])[] = [
  [
    'API_KEY_ACCEPTED_BUT_MALFORMED',
    ({ verdict, credential, findings }) =>
      verdict.code === null &&
      credential.method === 'api_key' &&
      findings.some(({ basis }) => basis === 'form'),
  ],
  [
    'STAGING_TOKEN_IN_PRODUCTION',
    ({ target, credential }) =>
      target.environment.kind === 'production' &&
      (credential.stagingToken !== null || target.environment.stagingToken !== null),
  ],
  ['ENDPOINT_DEPRECATED', ({ probed }) => probed.kind === 'answered' && probed.isDeprecated],
  ['TRACE_ID_MISMATCH', ({ probed }) => probed.kind === 'answered' && probed.hasTraceIdMismatch],
  ['OAUTH_REFRESH_TOKEN_EXPIRING', isRefreshTokenExpiring],
];

/** The warnings of a check. */
export function warningsOf(context: WarningContext): Warning[] {
  return CONDITIONS.filter(([, isSeen]) => isSeen(context)).map(([code]) =>
    code === 'OAUTH_REFRESH_TOKEN_EXPIRING' && hasRefreshTokenExpired(context)
      ? expired(context.target)
      : warning(code, context.target),
  );
}

/** A warning in the words of the catalogue. */
export function warning(code: WarningCode, target: Target): Warning {
  return { code, title: CATALOGUE[code].title, remedy: remedyFor(code, target) };
}

function expired(target: Target): Warning {
  const { title, remedy } = REFRESH_TOKEN_EXPIRED;
  const steps = remedy.map((step) => filledIn(step, target));
  return { code: 'OAUTH_REFRESH_TOKEN_EXPIRING', title, remedy: steps };
}

function isRefreshTokenExpiring(context: WarningContext): boolean {
  return sinceLastExchange(context) > REFRESH_TOKEN_LIFETIME_MS - WARN_BEFORE_MS;
}

/** An access token that is accepted came of an exchange within the hour, whatever the secret says. */
function hasRefreshTokenExpired(context: WarningContext): boolean {
  return context.verdict.code !== null && sinceLastExchange(context) > REFRESH_TOKEN_LIFETIME_MS;
}

/**
 * How long ago a refresh token was exchanged, at least; 0 where nothing tells.
 *
 * The last exchange is told by the secret itself; else it was no later than the version was stored,
 * nor than an hour before the access token's expiry (which a token that is accepted belies).
 */
function sinceLastExchange(context: WarningContext): number {
  const { credential, versionCreatedAt, verdict, now } = context;
  if (credential.method !== 'oauth' || !credential.hasRefreshToken) return 0;
  const { refreshedAt, expiresAt } = credential;
  const issuedAt =
    expiresAt === null || verdict.code === null ? null : expiresAt - ACCESS_TOKEN_LIFETIME_MS;
  const known = [versionCreatedAt, issuedAt].filter((time) => time !== null);
  const lastExchange = refreshedAt ?? (known.length > 0 ? Math.min(...known) : null);
  return lastExchange === null ? 0 : now - lastExchange;
}
