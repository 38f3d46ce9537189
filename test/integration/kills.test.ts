import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { TrailEntry } from '../../lambda/monitor/trail.ts';
import { type Kill, killsOf, type Standing, TOSSED, type Tossed } from './kill-plan.ts';
import { faultsOf } from './kill-verdict.ts';
import type { ReceivedAlert } from './mailbox.ts';
import { describeWithAws } from './moto.ts';
import type { Stage } from './stage.ts';
import { useDeployment } from './use-deployment.ts';

const KILLS = Number(process.env.KILL_RUNS ?? 36);
const SEED = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);

const CODES: Readonly<Record<Standing, string | null>> = {
  good: null,
  refused: 'API_KEY_REJECTED',
  mangled: 'API_KEY_MISSING_COLON',
};

describeWithAws('the deployed function, killed at any moment', () => {
  const bench = useDeployment({ branches: 2 });

  it('tells of every regression and every recovery once', async () => {
    const { stage } = bench;
    const story = await playStory(stage, killsOf(KILLS, SEED));
    console.error(`kills: ${story.killed} of ${KILLS} runs, KILL_SEED=${SEED}`);
    const items = await stage.table();
    const trail = items
      .filter(({ pk }) => pk === 'TRAIL')
      .map((item) => item as unknown as TrailEntry)
      .sort((a, b) => (a.at < b.at ? -1 : 1));

    expect(faultsOf(trail, story.alerts, story.killed), `KILL_SEED=${SEED}`).toEqual([]);
    expect(await stage.owedAlerts()).toEqual([]);
    for (const name of TOSSED) {
      const { announced, status } =
        items.find(({ credential, pk }) => credential === name && pk === 'STATUS') ?? {};
      const standing = story.standings.get(name) ?? 'good';
      expect([name, status]).toEqual([name, standing === 'good' ? 'healthy' : 'failing']);
      expect((announced as { code?: string } | null)?.code ?? null).toBe(CODES[standing]);
    }
    // All this is worth nothing if nothing was interrupted.
    expect(story.killed).toBeGreaterThan(KILLS / 2);
    expect(story.alerts.length).toBeGreaterThan(KILLS / 3);
  }, 300_000);
});

interface Story {
  readonly alerts: readonly ReceivedAlert[];
  /** How many runs were killed before they answered. */
  readonly killed: number;
  readonly standings: ReadonlyMap<Tossed, Standing>;
}

/** Plays a schedule, and lets runs follow that tell all that is owed then. */
async function playStory(stage: Stage, kills: readonly Kill[]): Promise<Story> {
  const standings = new Map<Tossed, Standing>();
  const alerts: ReceivedAlert[] = [];
  let ahead = 0;
  let killed = 0;
  let tookMs = await runWhole(stage, ahead);
  for (const kill of kills) {
    ahead += kill.afterMs;
    for (const { names, standing } of kill.turns) {
      for (const name of names) await turn(name, standing, standings, stage);
    }
    const company = kill.hasCompany ? runWhole(stage, ahead) : null;
    if (await runAndKill(stage, ahead, kill.share * tookMs)) killed += 1;
    await company;
    if (kill.isFollowed) {
      ahead += 12_000;
      tookMs = await runWhole(stage, ahead);
    }
    alerts.push(...(await stage.alerts()));
  }
  for (let calm = 0; calm < 2; calm += 1) {
    ahead += 3_700_000;
    await runWhole(stage, ahead);
    alerts.push(...(await stage.alerts()));
  }
  return { alerts, killed, standings };
}

/** @returns how long it took, the start of its process included, in milliseconds */
async function runWhole(stage: Stage, ahead: number): Promise<number> {
  const startedAt = performance.now();
  const instance = await stage.start(ahead);
  await stage.run(instance);
  await instance.kill();
  return performance.now() - startedAt;
}

/** @returns whether it had not answered yet */
async function runAndKill(stage: Stage, ahead: number, afterMs: number): Promise<boolean> {
  const instance = await stage.start(ahead);
  const invocation = instance.invoke({});
  await delay(afterMs);
  await instance.kill();
  return 'errorType' in (await invocation);
}

async function turn(
  name: Tossed,
  standing: Standing,
  standings: Map<Tossed, Standing>,
  stage: Stage,
): Promise<void> {
  const before = standings.get(name) ?? 'good';
  if (before === standing) return;
  standings.set(name, standing);
  const key = stage.secrets.regenerateKey(name);
  if (standing === 'good') await stage.secrets.storeKey(name, key);
  if (standing === 'refused')
    await stage.secrets.storeKey(name, { ...key, secret: `${key.secret}x` });
  if (standing === 'mangled') {
    await stage.secrets.store(name, { authorization: `${key.login}${key.secret}` });
  }
}
