import { type Answer, jsonAnswer } from './answer.ts';
import {
  type AccountView,
  bankAccountsBody,
  emptyListBody,
  organizationBody,
} from './business-bodies.ts';
import { errorBody } from './error-bodies.ts';
import type { KeyStore } from './key-store.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { headerOf, pathnameOf, type RecordedRequest } from './recorded-request.ts';
import type { TokenStore } from './token-store.ts';

/** How the Business API behaves where Qonto's behaviour is unknown or varies; read at every request. */
export interface BusinessApiSettings {
  /**
   * The status for a request without `Authorization`, or with an empty one. A third party's probe
   * of the live host saw 400; Qonto documents nothing.
   *
   * @default 400
   */
  missingAuthorizationStatus: 400 | 401;
  /**
   * Whether the rate limits apply.
   *
   * @default true
   */
  rateLimits: boolean;
  /**
   * How much of an account OAuth tokens see; API keys see everything.
   *
   * @default 'full'
   */
  accountView: AccountView;
}

/** What the Business API knows. */
export interface BusinessApiState {
  readonly keys: KeyStore;
  readonly tokens: TokenStore;
  readonly limiter: RateLimiter;
  readonly settings: BusinessApiSettings;
}

/**
 * The one text of a 401 that several projects have confirmed: an API key was used where only OAuth
 * is accepted. It does not mean that the key is bad.
 */
export const OAUTH_REQUIRED_DETAIL = 'OAuth2 authentication is required here';

interface Endpoint {
  readonly scope: string;
  readonly takesApiKey: boolean;
  readonly body: (view: AccountView) => object;
}

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/v2/bank_accounts': { scope: 'organization.read', takesApiKey: true, body: bankAccountsBody },
  '/v2/organization': { scope: 'organization.read', takesApiKey: true, body: organizationBody },
  '/v2/terminals': {
    scope: 'terminal.read',
    takesApiKey: false,
    body: () => emptyListBody('terminals'),
  },
  '/v2/payment_links': {
    scope: 'payment_link.read',
    takesApiKey: false,
    body: () => emptyListBody('payment_links'),
  },
};

/** `GET /v1/organizations/{slug}` and `/v2/...`: their sunset was on 2026-11-15. */
const SUNSET_PATH = /^\/v[12]\/organizations\/[^/]+$/;

/**
 * Answers a request to the Business API. Every answer carries `traceId`, in the header and, when
 * it is an error, in the body too.
 *
 * The order of the checks (limits, path, credential, scope) is assumed; nothing documents it.
 */
export function businessApiAnswer(
  state: BusinessApiState,
  request: RecordedRequest,
  now: number,
  traceId: string,
): Answer {
  if (state.settings.rateLimits && !state.limiter.admits(request.remoteAddress, now)) {
    return refusal(429, 'too_many_requests', 'Too many requests.', traceId);
  }
  const answer = endpointAnswer(state, request, now, traceId);
  if (answer.status === 401) state.limiter.addUnauthorized(request.remoteAddress, now);
  return answer;
}

function endpointAnswer(
  state: BusinessApiState,
  request: RecordedRequest,
  now: number,
  traceId: string,
): Answer {
  const path = pathnameOf(request);
  if (SUNSET_PATH.test(path)) return gone(traceId);
  const endpoint = Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined;
  if (endpoint === undefined || !['GET', 'HEAD'].includes(request.method)) {
    return refusal(404, 'not_found', 'Not found.', traceId);
  }

  const authorization = headerOf(request, 'Authorization') ?? '';
  if (authorization === '') {
    const status = state.settings.missingAuthorizationStatus;
    const code = status === 400 ? 'bad_request' : 'unauthorized';
    return refusal(status, code, 'The Authorization header is missing.', traceId);
  }
  if (state.keys.loginOf(authorization) !== undefined) {
    return endpoint.takesApiKey
      ? jsonAnswer(200, endpoint.body('full'), { traceId })
      : refusal(401, 'unauthorized', OAUTH_REQUIRED_DETAIL, traceId);
  }
  const scopes = state.tokens.scopesOf(bearerToken(authorization), now);
  if (scopes === undefined) return refusal(401, 'unauthorized', 'Invalid credentials.', traceId);
  if (!scopes.includes(endpoint.scope)) {
    const detail = `The access token is missing required OAuth scope ${endpoint.scope}.`;
    return refusal(403, 'forbidden', detail, traceId);
  }
  return jsonAnswer(200, endpoint.body(state.settings.accountView), { traceId });
}

/** The word is taken to the letter; whether Qonto takes `bearer` too is unknown. */
function bearerToken(authorization: string): string {
  return authorization.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : '';
}

function gone(traceId: string): Answer {
  const body = errorBody('list', {
    code: 'gone',
    detail: 'This endpoint was removed. Use GET /v2/organization.',
    traceId,
  });
  const headers = {
    Sunset: 'Sun, 15 Nov 2026 00:00:00 GMT',
    Deprecation: 'true',
    Link: '<https://docs.qonto.com/guides/migrations/deprecated-organization-endpoints>; rel="sunset"',
  };
  return jsonAnswer(410, body, { headers, traceId });
}

function refusal(status: number, code: string, detail: string, traceId: string): Answer {
  return jsonAnswer(status, errorBody('list', { code, detail, traceId }), { traceId });
}
