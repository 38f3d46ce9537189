import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { OAuthCredential } from '../../lambda/qonto/credential.ts';
import type { SimulatedEnvironment } from '../../simulator/environment.ts';
import { errorFault, type Fault } from '../../simulator/faults.ts';
import type { HostName } from '../../simulator/recorded-request.ts';
import { openStage, type Stage } from '../monitor/stage.ts';
import { CanarySearch } from '../support/canaries.ts';
import { HOUR, MINUTE } from './watched.ts';

const error = (status: number, code: string): Fault => errorFault('list', status, code, 'x');

/** Everything that Qonto's hosts, and what stands before them, may do. */
const FAULTS: readonly Fault[] = [
  error(401, 'unauthorized'),
  error(403, 'missing required OAuth scope'),
  error(400, 'authorization is missing'),
  error(404, 'not_found'),
  error(410, 'gone'),
  errorFault('oauth', 401, 'invalid_token', 'x'),
  errorFault('oauth', 401, 'invalid_client', 'x'),
  errorFault('oauth', 400, 'invalid_grant', 'x'),
  { kind: 'answer', status: 302, headers: { Location: 'https://qonto.onelogin.com/login' } },
  { kind: 'answer', status: 307, headers: { Location: '/oauth2/token' } },
  { kind: 'throttle' },
  { kind: 'throttle', retryAfter: 60 },
  { kind: 'unavailable', format: 'json' },
  { kind: 'unavailable', format: 'html' },
  { kind: 'edge_block' },
  { kind: 'amend', headers: { Deprecation: 'true', 'X-Tyk-Trace-Id': null } },
  { kind: 'many_headers', count: 200 },
  { kind: 'cut_body' },
  { kind: 'endless_body' },
  { kind: 'reset' },
  { kind: 'reset', processed: true },
  { kind: 'hang' },
  { kind: 'hang_body' },
  { kind: 'not_http' },
];

/** What may happen before a run. */
type Event =
  | { readonly kind: 'time'; readonly minutes: number }
  | { readonly kind: 'fault'; readonly fault: Fault; readonly host?: HostName }
  | { readonly kind: 'calm' }
  | { readonly kind: 'application refreshes' | 'consent is withdrawn' | 'client secret changes' }
  | { readonly kind: 'secret is stored'; readonly change: Readonly<Record<string, unknown>> }
  | { readonly kind: 'secret fails'; readonly how: 'unavailable' | 'access_denied' | 'not_found' };

const EVENTS: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant('time' as const), minutes: fc.integer({ min: 1, max: 90 }) }),
  fc.record(
    {
      kind: fc.constant('fault' as const),
      fault: fc.constantFrom(...FAULTS),
      host: fc.constantFrom<HostName>('api', 'oauth'),
    },
    { requiredKeys: ['kind', 'fault'] },
  ),
  fc.constant<Event>({ kind: 'calm' }),
  fc.constantFrom<Event>(
    { kind: 'application refreshes' },
    { kind: 'consent is withdrawn' },
    { kind: 'client secret changes' },
  ),
  fc.record({
    kind: fc.constant('secret is stored' as const),
    change: fc.constantFrom(
      {},
      { accessToken: '' },
      { accessToken: 'Bearer ory_at_not-real-other' },
      { accessToken: 'ory_at_not-real-other\n' },
      { accessToken: 'not-real-login:not-real-secret' },
      { clientSecret: 'not-real-wrong' },
      { expiresAt: 'tomorrow' },
      { scope: 'membership.read' },
    ),
  }),
  fc.record({
    kind: fc.constant('secret fails' as const),
    how: fc.constantFrom('unavailable' as const, 'access_denied' as const, 'not_found' as const),
  }),
);

const SECRET_ID = 'qonto/grant';

describe('a monitor that observes tokens', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage(
      {
        sandbox: {
          stagingToken: { secret: 'qonto/gate' },
          credentials: [{ name: 'mobile-app', secret: SECRET_ID, tokens: 'observe' }],
        },
      },
      { check: { timeout: '50ms' } },
    );
    stage.secrets.put('qonto/gate', stage.simulator.sandbox.stagingToken);
    stage.simulator.sandbox.rateLimits = false;
  });

  afterAll(() => stage.close());

  it('sends no refresh token in thousands of runs, whatever happens, and spends none', async () => {
    const { sandbox, production } = stage.simulator;
    const search = new CanarySearch();
    let runs = 0;
    let tokenRequests = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(EVENTS, { minLength: 14, maxLength: 14 }), async (events) => {
        const application = new Application(sandbox, stage, search);
        sandbox.faults.clear();
        const before = sandbox.spentRefreshTokens();
        for (const event of events) {
          application.live(event);
          await stage.monitor(runs % 3 === 2 ? { action: 'check' } : {});
          stage.pass(5 * MINUTE);
          runs += 1;
        }
        const wire = [...sandbox.requests, ...production.requests];
        tokenRequests += wire.filter(({ host }) => host === 'oauth').length;
        const sent = wire.flatMap(({ path, rawHeaders, body }) => [path, ...rawHeaders, body]);
        expect(search.foundIn(sent.join('\n'))).toEqual([]);
        expect(sandbox.spentRefreshTokens()).toBe(before);
        sandbox.clearRequests();
        production.clearRequests();
      }),
      { numRuns: 150 },
    );

    expect(runs).toBeGreaterThan(2_000);
    expect(tokenRequests).toBeGreaterThan(50);
  }, 180_000);

  it('has no refresh token to send: what it reads of a secret says only whether there is one', () => {
    expectTypeOf<Extract<keyof OAuthCredential, `${string}efresh${string}`>>().toEqualTypeOf<
      'refreshedAt' | 'hasRefreshToken'
    >();
    expectTypeOf<OAuthCredential['hasRefreshToken']>().toEqualTypeOf<boolean>();
  });

  it.each(['lambda/monitor/on-demand.ts', 'cli/check.ts', 'lambda/monitor/experiments/run.ts'])(
    'does not even load what sends one: %s',
    (entry) => {
      const loaded = staticallyImported(entry);

      expect(loaded).toContain('lambda/qonto/probe.ts');
      expect(loaded).not.toContain('lambda/qonto/refresh-grant.ts');
      expect(staticallyImported('lambda/monitor/managed/rotate.ts')).toContain(
        'lambda/qonto/refresh-grant.ts',
      );
    },
  );
});

/** The application that owns the grant, and the user behind it. */
class Application {
  readonly #qonto: SimulatedEnvironment;
  readonly #stage: Stage;
  readonly #search: CanarySearch;
  #client: { clientId: string; clientSecret: string };
  #tokens: Record<string, string | undefined> = {};

  constructor(qonto: SimulatedEnvironment, stage: Stage, search: CanarySearch) {
    this.#qonto = qonto;
    this.#stage = stage;
    this.#search = search;
    this.#client = qonto.createClient();
    this.#renew();
  }

  /** Lets something happen. */
  live(event: Event): void {
    switch (event.kind) {
      case 'time':
        this.#stage.pass(event.minutes * MINUTE);
        break;
      case 'fault':
        this.#qonto.faults.add(event.fault, event.host ? { host: event.host } : {});
        break;
      case 'calm':
        this.#qonto.faults.clear();
        break;
      case 'application refreshes':
        this.#renew();
        break;
      case 'consent is withdrawn':
        this.#qonto.revokeGrant(this.#tokens.refreshToken ?? '');
        this.#stage.pass(HOUR);
        break;
      case 'client secret changes':
        this.#qonto.rotateClientSecret(this.#client.clientId);
        break;
      case 'secret is stored':
        this.#store(event.change);
        break;
      case 'secret fails':
        this.#stage.secrets.fail(SECRET_ID, event.how);
        break;
    }
  }

  #renew(): void {
    this.#tokens = { ...this.#qonto.createGrant(this.#client.clientId) };
    const token = this.#tokens.refreshToken ?? '';
    this.#search.watch('a refresh token', token.replace(/^ory_rt_not-real-/, ''));
    this.#store({});
  }

  #store(change: Readonly<Record<string, unknown>>): void {
    this.#stage.secrets.put(SECRET_ID, { ...this.#client, ...this.#tokens, ...change });
  }
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The modules of the project that loading one of them loads. */
function staticallyImported(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const text = readFileSync(join(ROOT, entry), 'utf8');
  for (const [, clause, path] of text.matchAll(/^import ([^;]*?)from '(\.[^']+)';/gms)) {
    if (clause?.startsWith('type ') || path === undefined) continue;
    staticallyImported(join(dirname(entry), path), seen);
  }
  return seen;
}
