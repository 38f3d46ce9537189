import type { Answer } from './answer.ts';
import { type BusinessApiSettings, businessApiAnswer } from './business-api.ts';
import { type ClientCredentials, ClientStore } from './client-store.ts';
import { CodeStore } from './code-store.ts';
import type { ConsentSettings } from './consent.ts';
import { FaultPlan } from './faults.ts';
import { type GateSettings, gateAnswer, ONELOGIN_URL } from './gate.ts';
import { startHttpHost } from './http-host.ts';
import { type ApiKey, KeyStore } from './key-store.ts';
import { fakeStagingToken, freshTraceId } from './not-real.ts';
import { oauthHostAnswer } from './oauth-host.ts';
import { RateLimiter } from './rate-limiter.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { DEFAULT_SCOPES, type TokenSet, TokenStore } from './token-store.ts';

/** Which of Qonto's two deployments is simulated. */
export type EnvironmentKind = 'production' | 'sandbox';

/** How an environment behaves where Qonto varies or is unknown; may be changed at any time. */
export type EnvironmentSettings = GateSettings & BusinessApiSettings & ConsentSettings;

/** One simulated deployment of Qonto: an API host, an OAuth host, and the levers of a test. */
export interface SimulatedEnvironment extends EnvironmentSettings {
  readonly kind: EnvironmentKind;
  /** The Business API: `http://127.0.0.1:PORT`. */
  readonly apiUrl: string;
  /** The OAuth server: `http://127.0.0.1:PORT`. */
  readonly oauthUrl: string;

  /** Generates an organization's API key; the one before it dies at once. */
  createApiKey(login?: string): ApiKey;
  /** Takes an organization's API key away without a new one. */
  revokeApiKey(login: string): void;
  /** Puts a new staging token in place of the valid one, and returns it. Sandbox only. */
  replaceStagingToken(): string;

  /** Registers an OAuth application; without redirect URIs, any http(s) URL will do. */
  createClient(redirectUris?: readonly string[]): ClientCredentials;
  /** Replaces a client's secret, and returns the new one. */
  rotateClientSecret(clientId: string): string;
  /** Tokens as after a user's consent. @default scopes offline_access and organization.read */
  createGrant(clientId: string, scopes?: readonly string[]): TokenSet;
  /** Withdraws the consent behind a token: all its tokens die. */
  revokeGrant(accessOrRefreshToken: string): void;
  /** A code as after a user's consent: for ten minutes, for one exchange. */
  authorizationCode(
    clientId: string,
    redirectUri: string,
    scopes?: readonly string[],
    codeChallenge?: string,
  ): string;
  /** How many times a live refresh token was exchanged, since the start. */
  spentRefreshTokens(): number;

  /** What goes wrong, and when. */
  readonly faults: FaultPlan;
  /** Every request so far, oldest first, on both hosts. */
  readonly requests: readonly RecordedRequest[];
  /** Forgets the recorded requests. */
  clearRequests(): void;
}

/** An environment with what ends it. */
export interface RunningEnvironment {
  readonly environment: SimulatedEnvironment;
  close(): Promise<void>;
}

/** Starts both hosts of an environment. `now` is in milliseconds since the epoch. */
export async function startEnvironment(
  kind: EnvironmentKind,
  now: () => number,
): Promise<RunningEnvironment> {
  const keys = new KeyStore();
  const clients = new ClientStore();
  const tokens = new TokenStore();
  const codes = new CodeStore();
  const limiter = new RateLimiter();
  const faults = new FaultPlan();
  const requests: RecordedRequest[] = [];
  const settings: EnvironmentSettings = {
    stagingToken: kind === 'sandbox' ? fakeStagingToken() : '',
    strictStagingHeaderCase: false,
    gateAnswer: 'page',
    gateRedirectUrl: ONELOGIN_URL,
    missingAuthorizationStatus: 400,
    rateLimits: true,
    accountView: 'full',
    consent: 'given',
    withheldScopes: [],
    isSignedIn: true,
  };

  const state = { keys, clients, tokens, codes, limiter, settings };
  const answerApi = (request: RecordedRequest): Answer => {
    const answer =
      gateAnswer(request, settings) ?? businessApiAnswer(state, request, now(), freshTraceId());
    return kind === 'production' ? throughCloudflare(answer) : answer;
  };
  const answerOauth = (request: RecordedRequest): Answer =>
    gateAnswer(request, settings) ?? oauthHostAnswer(state, request, now());
  const shared = { faults, requests, now };
  const api = await startHttpHost({ host: 'api', answer: answerApi, ...shared });
  const oauth = await startHttpHost({ host: 'oauth', answer: answerOauth, ...shared });

  // The settings object itself becomes the environment, so that the hosts see every change.
  const environment = Object.assign(settings, {
    kind,
    apiUrl: api.url,
    oauthUrl: oauth.url,
    createApiKey: (login?: string) => keys.create(login),
    revokeApiKey: (login: string) => keys.revoke(login),
    replaceStagingToken: () => {
      if (kind === 'production') throw new Error('Production has no staging token.');
      settings.stagingToken = fakeStagingToken();
      return settings.stagingToken;
    },
    createClient: (redirectUris?: readonly string[]) => clients.create(redirectUris),
    rotateClientSecret: (clientId: string) => clients.rotateSecret(clientId),
    createGrant: (clientId: string, scopes: readonly string[] = DEFAULT_SCOPES) => {
      clients.mustExist(clientId);
      return tokens.grant(clientId, scopes, now());
    },
    revokeGrant: (token: string) => tokens.revokeGrant(token),
    authorizationCode: (
      clientId: string,
      redirectUri: string,
      scopes: readonly string[] = DEFAULT_SCOPES,
      codeChallenge?: string,
    ) => {
      clients.mustExist(clientId);
      const challenge = codeChallenge === undefined ? {} : { codeChallenge };
      return codes.issue({ clientId, redirectUri, scopes, ...challenge }, now());
    },
    spentRefreshTokens: () => tokens.spent,
    faults,
    requests,
    clearRequests: () => {
      requests.length = 0;
    },
  });
  return {
    environment,
    close: async () => {
      await Promise.all([api.close(), oauth.close()]);
    },
  };
}

/**
 * Production's API host sits behind Cloudflare, which names itself on every answer: the name alone
 * does not tell an edge error from an answer of Qonto.
 */
function throughCloudflare(answer: Answer): Answer {
  return { ...answer, headers: { Server: 'cloudflare', ...answer.headers } };
}
