import type { Clock } from '../../lambda/clock.ts';
import type { QontoClient } from '../../lambda/qonto/client.ts';
import { wireHeaders } from '../../simulator/answer.ts';
import { businessApiAnswer } from '../../simulator/business-api.ts';
import { type ApiKey, KeyStore } from '../../simulator/key-store.ts';
import { freshTraceId } from '../../simulator/not-real.ts';
import { RateLimiter } from '../../simulator/rate-limiter.ts';
import { TokenStore } from '../../simulator/token-store.ts';

/** How long Qonto takes to answer, in milliseconds. */
const LATENCY_MS = 200;

/** The one address that all functions are behind. */
const ADDRESS = '192.0.2.1';

/** Counts no answers of 401. */
class LenientLimiter extends RateLimiter {
  override addUnauthorized(): void {}
}

/**
 * Qonto's production as the simulator has it, rate limits included, without a network: it answers
 * by the clock, and notes when it was asked.
 */
export class FleetQonto {
  /** When requests came, epoch milliseconds. */
  readonly requests: number[] = [];
  /** When it answered with 401. */
  readonly refusals: number[] = [];
  /** When it answered with 429. */
  readonly throttled: number[] = [];
  /** Until when it does not answer. */
  silentUntil = 0;
  readonly #keys = new KeyStore();
  readonly #limiter: RateLimiter;
  readonly #tokens = new TokenStore();

  /** @param isStrict whether it throttles an address for its answers of 401 */
  constructor(isStrict: boolean) {
    this.#limiter = isStrict ? new RateLimiter() : new LenientLimiter();
  }

  createKey(login: string): ApiKey {
    return this.#keys.create(login);
  }

  revokeKey(login: string): void {
    this.#keys.revoke(login);
  }

  clientFor(clock: Clock, timeoutMs: number): QontoClient {
    return {
      send: async ({ method, url, headers }) => {
        const startedAt = clock.now();
        this.requests.push(startedAt);
        if (startedAt < this.silentUntil) {
          await clock.sleep(timeoutMs);
          return {
            kind: 'unanswered',
            failure: 'RESPONSE_TIMEOUT',
            systemCode: null,
            durationMs: timeoutMs,
          };
        }
        const answer = this.#answer(method, url, headers, startedAt);
        await clock.sleep(LATENCY_MS);
        const received = new Headers(wireHeaders(answer));
        return {
          kind: 'answered',
          status: answer.status,
          header: (name) => received.get(name),
          bodyText: answer.body,
          bodyEnd: 'complete',
          receivedAt: clock.now(),
          durationMs: LATENCY_MS,
        };
      },
      close: () => {},
    };
  }

  #answer(method: string, url: string, headers: Readonly<Record<string, string>>, now: number) {
    const answer = businessApiAnswer(
      {
        keys: this.#keys,
        tokens: this.#tokens,
        limiter: this.#limiter,
        settings: { missingAuthorizationStatus: 400, rateLimits: true, accountView: 'full' },
      },
      {
        host: 'api',
        method,
        path: new URL(url).pathname,
        rawHeaders: Object.entries(headers).flat(),
        body: '',
        at: now,
        remoteAddress: ADDRESS,
        traceId: null,
      },
      now,
      freshTraceId(),
    );
    if (answer.status === 401) this.refusals.push(now);
    if (answer.status === 429) this.throttled.push(now);
    return answer;
  }
}
