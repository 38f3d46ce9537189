import { Secret } from '../secret.ts';
import type { RawAnswer } from './client.ts';

/** Tokens as the token endpoint issued them. */
export interface IssuedTokens {
  readonly accessToken: Secret;
  /** Null when none came: `offline_access` was not granted, or the one before stays good. */
  readonly refreshToken: Secret | null;
  /** Epoch milliseconds; null when the answer does not say it. */
  readonly expiresAt: number | null;
  /** Granted scopes; null when the answer does not say them: then those that were asked for. */
  readonly scopes: readonly string[] | null;
  /** When they were issued, epoch milliseconds. */
  readonly issuedAt: number;
}

/** What the token endpoint answered. */
export type TokenAnswer =
  | { readonly kind: 'issued'; readonly tokens: IssuedTokens }
  /** An OAuth error, by its name (RFC 6749, 5.2); `other` for one that is not known. */
  | { readonly kind: 'refused'; readonly error: OAuthError | 'other' }
  /** Anything else that came: a gate, a firewall, trouble on the server. */
  | { readonly kind: 'odd'; readonly status: number; readonly isHtml: boolean };

/** The errors of RFC 6749 (4.1.2.1 and 5.2), OpenID Connect and Ory Hydra that are told apart. */
export const OAUTH_ERRORS = [
  'access_denied',
  'consent_required',
  'interaction_required',
  'invalid_client',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'invalid_state',
  'login_required',
  'request_forbidden',
  'server_error',
  'temporarily_unavailable',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
] as const;

/** An OAuth error by its name. */
export type OAuthError = (typeof OAUTH_ERRORS)[number];

/** A name that an answer gave, if it is one of the known ones: an answer may repeat what it was sent. */
export function oauthError(name: string): OAuthError | 'other' {
  return OAUTH_ERRORS.find((known) => known === name) ?? 'other';
}

/** Throttling says nothing about the grant, whatever the body. */
const TOO_MANY_REQUESTS = 429;

/**
 * Reads an answer of the token endpoint. Tokens count however little else of it is as documented:
 * those that are dropped once they have been issued are a grant lost. A refusal has to be whole.
 *
 * @see https://docs.qonto.com/api-reference/business-api/authentication/oauth2/create_tokens
 */
export function readTokenAnswer(answer: RawAnswer): TokenAnswer {
  const { status, bodyText, bodyEnd } = answer;
  const body = jsonObject(bodyText);
  if (body !== null && status >= 200 && status < 300) {
    const tokens = tokensIn(body, answer);
    if (tokens !== null) return { kind: 'issued', tokens };
  }
  const mayRefuse = status >= 400 && status < 500 && status !== TOO_MANY_REQUESTS;
  if (mayRefuse && bodyEnd === 'complete' && typeof body?.error === 'string') {
    return { kind: 'refused', error: oauthError(body.error) };
  }
  return { kind: 'odd', status, isHtml: /^\s*</.test(bodyText) };
}

function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** No access token lives for longer: what says so is a mistake, and no reason to lose the tokens. */
const MOST_SECONDS = 366 * 86_400;

function tokensIn(
  body: Record<string, unknown>,
  { receivedAt, durationMs }: RawAnswer,
): IssuedTokens | null {
  const accessToken = textOf(body.access_token);
  if (accessToken === null) return null;
  const refreshToken = textOf(body.refresh_token);
  const seconds = Number(body.expires_in);
  // Counted from when they were asked for: rather too early than too late.
  const issuedAt = receivedAt - durationMs;
  return {
    accessToken: new Secret(accessToken),
    refreshToken: refreshToken === null ? null : new Secret(refreshToken),
    expiresAt: seconds > 0 && seconds <= MOST_SECONDS ? issuedAt + seconds * 1_000 : null,
    scopes: textOf(body.scope)?.split(' ').filter(Boolean) ?? null,
    issuedAt,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}
