import { afterAll, beforeAll } from 'vitest';
import { parseConfig } from '../../../lambda/config/parse.ts';
import type { HealingQueue, LeaseTable } from '../../../lambda/monitor/managed/ports.ts';
import { createMonitor } from '../../../lambda/monitor/monitor.ts';
import { createQontoClient, type QontoClient } from '../../../lambda/qonto/client.ts';
import { MemoryHealingQueue } from '../../../simulator/memory/healing-queue.ts';
import { MemoryLeases } from '../../../simulator/memory/leases.ts';
import { MemorySecrets } from '../../../simulator/memory/secrets.ts';
import { MemoryStatuses } from '../../../simulator/memory/statuses.ts';
import { MemoryTopic } from '../../../simulator/memory/topic.ts';
import { type Simulator, startSimulator } from '../../../simulator/simulator.ts';
import { HOUR, MINUTE } from '../timeline.ts';
import { type Turn, World } from './world.ts';

/** In milliseconds. */
export const SECOND = 1_000;
const START = Date.parse('2026-11-23T12:00:00Z');
const REQUEST_TIMEOUT_MS = 10 * SECOND;
const FUNCTION_TIMEOUT_MS = 2 * MINUTE;

let world = new World(START);
let simulator: Simulator;
let client: QontoClient;

/** How the calls of two sweeps go, and of what heals them. */
export interface Schedule {
  /** Lots of the first sweep, and of one that begins so many milliseconds later. */
  readonly first: readonly Turn[];
  readonly second: readonly Turn[];
  readonly secondAfter: number;
  /** Lots of the runs that heal; none of them is killed. */
  readonly healing: readonly Turn[];
  /** How long after the first use of the refresh token it goes on, in milliseconds. */
  readonly lasts: number;
}

/** What came of a schedule. */
export interface Ending {
  /** The outcome of each of the two sweeps that ended. */
  readonly sweeps: readonly unknown[];
  /** How long each held its lease, in milliseconds, from asking for it to giving it back. */
  readonly held: readonly number[];
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
  const start = async (
    event: unknown,
    lots: readonly Turn[],
    held: number[] = [],
  ): Promise<unknown> => {
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
        leases: timed(world.wrap(process, leases), held),
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
  const sweeps: unknown[] = [];
  const held: number[] = [];
  const sweep = (lots: readonly Turn[]) => {
    start({}, lots, held).then((outcome) => sweeps.push(outcome), ignored);
  };
  sweep(first);
  world.after(secondAfter, () => sweep(second));
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
  return { sweeps, held, outcomes, exchanges, proofs: secrets.proofs };
}

/** Opens what schedules are played on, for the length of a file of tests; returns what plays one. */
export function useSchedules(): (schedule: Schedule) => Promise<Ending> {
  beforeAll(async () => {
    simulator = await startSimulator({ now: () => world.now });
    simulator.production.rateLimits = false;
    client = createQontoClient({ timeoutMs: REQUEST_TIMEOUT_MS, clock: { now: () => world.now } });
  });
  afterAll(async () => {
    client.close();
    await simulator.close();
  });
  return play;
}

/** Leases that tell how long each was held. */
function timed(leases: LeaseTable, held: number[]): LeaseTable {
  let askedAt = 0;
  return {
    take: (...all) => {
      askedAt = world.now;
      return leases.take(...all);
    },
    remember: (...all) => leases.remember(...all),
    release: (...all) => {
      held.push(world.now - askedAt);
      return leases.release(...all);
    },
  };
}
