import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../../lambda/config/parse.ts';
import type { HealingQueue } from '../../../lambda/monitor/managed/ports.ts';
import { createMonitor } from '../../../lambda/monitor/monitor.ts';
import { createQontoClient, type QontoClient } from '../../../lambda/qonto/client.ts';
import { MemoryHealingQueue } from '../../../simulator/memory/healing-queue.ts';
import { MemoryLeases } from '../../../simulator/memory/leases.ts';
import { MemorySecrets } from '../../../simulator/memory/secrets.ts';
import { MemoryStatuses } from '../../../simulator/memory/statuses.ts';
import { MemoryTopic } from '../../../simulator/memory/topic.ts';
import { type Simulator, startSimulator } from '../../../simulator/simulator.ts';
import { HOUR, MINUTE } from '../timeline.ts';
import { type Fate, type Turn, World } from './world.ts';

const SECOND = 1_000;
const START = Date.parse('2026-11-23T12:00:00Z');
const REQUEST_TIMEOUT_MS = 10 * SECOND;
const FUNCTION_TIMEOUT_MS = 2 * MINUTE;

let world = new World(START);
let simulator: Simulator;
let client: QontoClient;

beforeAll(async () => {
  simulator = await startSimulator({ now: () => world.now });
  simulator.production.rateLimits = false;
  client = createQontoClient({ timeoutMs: REQUEST_TIMEOUT_MS, clock: { now: () => world.now } });
});

afterAll(async () => {
  client.close();
  await simulator.close();
});

/** What a schedule disturbs. */
interface Schedule {
  /** Lots of the first sweep, and of one that begins so many milliseconds later. */
  readonly first: readonly Turn[];
  readonly second: readonly Turn[];
  readonly secondAfter: number;
  /** Lots of the runs that heal; none of them is killed. */
  readonly healing: readonly Turn[];
  /** How long after the first use of the refresh token it goes on, in milliseconds. */
  readonly lasts: number;
}

/** What came of it. */
interface Ending {
  /** The outcome of each sweep after it: five minutes later, and an hour. */
  readonly outcomes: readonly unknown[];
  /** Exchanges of a refresh token while it went on. */
  readonly exchanges: number;
  readonly proofs: number;
}

/** Lets a token expire and two sweeps, with what heals them, go as the schedule says. */
async function play({ first, second, secondAfter, healing, lasts }: Schedule): Promise<Ending> {
  world = new World(world.now + HOUR);
  const { production } = simulator;
  const app = production.createClient();
  const secrets = new MemorySecrets(() => world.now);
  secrets.put('qonto/grant', { ...app, ...production.createGrant(app.clientId) });
  await world.pass(HOUR);
  const spentBefore = production.spentRefreshTokens();
  let firstUse = Number.POSITIVE_INFINITY;
  world.isDisturbed = () => world.now < firstUse + lasts;

  const config = parseConfig(
    {
      check: { experiments: false },
      environments: {
        production: {
          apiUrl: production.apiUrl,
          oauthUrl: production.oauthUrl,
          credentials: [{ name: 'mobile-app', secret: 'qonto/grant', tokens: 'manage' }],
        },
      },
    },
    'test',
  );
  const leases = new MemoryLeases();
  const queue = new MemoryHealingQueue(() => world.now);
  const statuses = new MemoryStatuses();
  const topic = new MemoryTopic();
  const watched: QontoClient = {
    ...client,
    send: async (request) => {
      const answer = await client.send(request);
      if (production.spentRefreshTokens() > spentBefore) firstUse = Math.min(firstUse, world.now);
      return answer;
    },
  };
  /** SQS hands a message over within a second of its time. */
  const schedule: HealingQueue['schedule'] = async (key, seconds) => {
    await queue.schedule(key, seconds);
    world.after((seconds + 1) * SECOND, () => {
      for (const event of queue.takeDue()) start(event, healing).catch(ignored);
    });
  };
  let ids = 0;
  let processes = 0;

  /** Starts the function; Lambda ends it when its time is over. */
  const start = async (event: unknown, lots: readonly Turn[]): Promise<unknown> => {
    const process = world.spawn(lots);
    processes += 1;
    const name = processes;
    world.after(FUNCTION_TIMEOUT_MS, () => {
      process.isDead = true;
    });
    const clock = {
      now: () => world.now,
      sleep: (ms: number) => world.sleep(process, ms),
    };
    const shared = {
      clock,
      log: { info: () => undefined, error: () => undefined },
      newId: () => {
        ids += 1;
        return `process-${name}-id-${ids}`;
      },
      client: world.wrapClient(process, watched, REQUEST_TIMEOUT_MS),
    };
    const monitor = createMonitor({
      ...shared,
      config,
      secrets: world.wrap(process, secrets),
      statuses,
      topic,
      managed: {
        ...shared,
        secrets: world.wrap(process, secrets),
        leases: world.wrap(process, leases),
        queue: world.wrap(process, { schedule }),
        requestTimeoutMs: REQUEST_TIMEOUT_MS,
      },
    });
    const run = monitor(event, { deadline: world.now + FUNCTION_TIMEOUT_MS });
    const report = await run.finally(() => {
      process.isDead = true;
    });
    return report.results[0]?.outcome;
  };

  const ignored = () => undefined;
  start({}, first).catch(ignored);
  world.after(secondAfter, () => {
    start({}, second).catch(ignored);
  });
  await world.pass(5 * MINUTE);
  const exchanges = production.spentRefreshTokens() - spentBefore;

  world.isDisturbed = () => false;
  const outcomes: unknown[] = [];
  for (const ms of [MINUTE, HOUR]) {
    start({}, []).then((outcome) => outcomes.push(outcome), ignored);
    await world.pass(ms);
  }
  start({}, []).then((outcome) => outcomes.push(outcome), ignored);
  await world.pass(2 * MINUTE);
  production.clearRequests();
  return { outcomes, exchanges, proofs: secrets.proofs };
}

const SURVIVED = ['authenticated', 'authenticated', 'authenticated'];

const takes = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 300, max: 9_000 }) },
);

const turn = (...fates: readonly Turn['fate'][]): fc.Arbitrary<Turn> =>
  fc.record({
    fate: fc.oneof(
      { weight: 6, arbitrary: fc.constant<Turn['fate']>('works') },
      { weight: 2, arbitrary: fc.constantFrom(...fates) },
    ),
    takes,
  });

const lots = (...fates: readonly Turn['fate'][]) =>
  fc.array(turn(...fates), { maxLength: 40, size: 'max' });

const anyFate = ['fails', 'loses its answer', 'is the last, undone', 'is the last, done'] as const;

/**
 * The token was marked as spent by a process that died before it sent it. The run that healed half a
 * minute later was the first to send it, and lost the answer.
 */
const DIED_BEFORE_IT_SENT: [Turn[], Turn[], number, Turn[]] = [
  [{ fate: 'fails', takes: 1 }],
  [...works(4), { fate: 'works', takes: 656 }, { fate: 'is the last, done', takes: 1 }],
  0,
  [
    ...[47, 170, 256, 1_196, 1, 1, 5_001, 1].map((takes): Turn => ({ fate: 'works', takes })),
    { fate: 'loses its answer', takes: 1 },
    { fate: 'fails', takes: 1 },
  ],
];

function works(calls: number): Turn[] {
  return Array(calls).fill({ fate: 'works', takes: 20 });
}

describe('a grant that the monitor owns', () => {
  it.each<[string, Fate[]]>([
    [
      'a process that dies at any of its calls, before it is served or after',
      ['is the last, undone', 'is the last, done'],
    ],
    ['a call that fails or loses its answer, whichever it is', ['fails', 'loses its answer']],
  ])('survives %s', async (_, fates) => {
    for (const fate of fates) {
      for (let call = 0; call < 16; call += 1) {
        const ending = await play({
          first: [...works(call), { fate, takes: 20 }],
          second: [],
          secondAfter: 4 * MINUTE,
          healing: [],
          lasts: Number.POSITIVE_INFINITY,
        });
        expect([fate, call, ...ending.outcomes]).toEqual([fate, call, ...SURVIVED]);
      }
    }
  });

  it('is refreshed once by two sweeps at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        lots('works'),
        lots('works'),
        fc.integer({ min: 0, max: 3_000 }),
        async (first, second, secondAfter) => {
          const ending = await play({
            first,
            second,
            secondAfter,
            healing: [],
            lasts: Number.POSITIVE_INFINITY,
          });
          expect(ending).toMatchObject({ outcomes: SURVIVED, exchanges: 1 });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('survives all that can befall two sweeps at once and the calls of what heals them, for 20 seconds', async () => {
    await fc.assert(
      fc.asyncProperty(
        lots(...anyFate),
        lots(...anyFate),
        fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 60_000 })),
        lots('fails', 'loses its answer'),
        async (first, second, secondAfter, healing) => {
          const schedule = { first, second, secondAfter, healing, lasts: 20 * SECOND };
          expect((await play(schedule)).outcomes).toEqual(SURVIVED);
        },
      ),
      { numRuns: 300, examples: [DIED_BEFORE_IT_SENT] },
    );
  }, 120_000);
});
