import { describe, expect, it } from 'vitest';
import { type Stage, useStage } from './stage.ts';

const TAGS = { 'qonto-monitor': 'production' };

interface DiscoveringStage extends Stage {
  /** The secrets that have the tags; an error that listing them ends in. */
  tagged: string[] | Error;
  /** What was listed. */
  readonly asked: unknown[];
  /** Stores a good key. */
  store(name: string): void;
}

const PRODUCTION = { production: { discover: { tags: TAGS } } };

async function useDiscovery(...names: string[]): Promise<DiscoveringStage> {
  return useDiscoveryIn(PRODUCTION, names);
}

async function useDiscoveryIn(
  environments: Parameters<typeof useStage>[0],
  names: readonly string[],
): Promise<DiscoveringStage> {
  const asked: unknown[] = [];
  const stage = await useStage(environments, undefined, {
    finder: {
      find: async (tags, only) => {
        asked.push({ tags, ...(only !== undefined && { only }) });
        if (discovering.tagged instanceof Error) throw discovering.tagged;
        const isMeant = (name: string) => only === undefined || name === only;
        return discovering.tagged.filter(isMeant).map((name) => ({ name }));
      },
    },
  });
  const discovering: DiscoveringStage = {
    ...stage,
    asked,
    tagged: [...names],
    store: (name) => stage.secrets.put(name, stage.simulator.production.createApiKey(`${name}-1`)),
  };
  for (const name of names) discovering.store(name);
  return discovering;
}

describe('a monitor that discovers secrets', () => {
  it('checks, on schedule and on demand, what has the tags now', async () => {
    const stage = await useDiscovery('one');
    const first = await stage.monitor({});
    stage.store('two');
    stage.tagged = ['one', 'two'];
    const second = await stage.monitor({});
    const onDemand = await stage.monitor({ action: 'check', credential: 'two' });
    const status = await stage.monitor({ action: 'status' });

    const named = ({ results }: typeof first) =>
      results.map(({ credential, outcome }) => `${credential} ${outcome}`);
    expect(named(first)).toEqual(['one authenticated']);
    expect(named(second)).toEqual(['one authenticated', 'two authenticated']);
    expect(named(onDemand)).toEqual(['two authenticated']);
    expect(status.results.map(({ status }) => status)).toEqual(['healthy', 'healthy']);
  });

  it('forgets what lost the tags', async () => {
    const stage = await useDiscovery('one', 'two');
    await stage.monitor({});
    stage.tagged = ['one'];
    await stage.monitor({});

    const { records } = await stage.statuses.readAll();
    expect(records.map(({ credential }) => credential)).toEqual(['one']);
  });

  it('fails, and forgets nothing, while secrets cannot be listed', async () => {
    const stage = await useDiscovery('one');
    await stage.monitor({});
    stage.tagged = Object.assign(new Error('not to be shown'), { name: 'ThrottlingException' });

    const run = stage.monitor({});
    await expect(run).rejects.toMatchObject({
      code: 'SECRET_UNAVAILABLE',
      message:
        'The secrets of production could not be listed (ThrottlingException): nothing was checked.',
    });
    const { records } = await stage.statuses.readAll();
    expect(records.map(({ status }) => status)).toEqual(['healthy']);
  });

  it('says in the log that no secret has the tags', async () => {
    const stage = await useDiscovery();
    const { summary } = await stage.monitor({});

    expect(summary.total).toBe(0);
    expect(stage.logged.join()).toContain('no secret has these tags');
  });
});

describe('a changed secret, where secrets are discovered', () => {
  it('is checked if it has the tags, with one look at it alone', async () => {
    const stage = await useDiscovery('one', 'two');
    await stage.monitor({});
    stage.asked.length = 0;
    stage.secrets.put('two', 'not-a-key');
    const { results, alerts } = await stage.monitor({ action: 'secret-change', secret: 'two' });

    expect(stage.asked).toEqual([{ tags: TAGS, only: 'two' }]);
    expect(results).toMatchObject([{ credential: 'two', status: 'failing' }]);
    expect(alerts).toMatchObject([{ event: 'regression', credentials: ['two'] }]);
    expect((await stage.statuses.readAll()).records).toHaveLength(2);
  });

  it('is nothing to the monitor if it has none of them', async () => {
    const stage = await useDiscovery('one');
    await stage.monitor({});
    const before = stage.logged.length;
    const { results } = await stage.monitor({ action: 'secret-change', secret: 'of-others' });

    expect(results).toEqual([]);
    expect(stage.logged).toHaveLength(before);
  });

  it('is left to the sweeps if its name is so long that another may have the end of it', async () => {
    const long = `${'x'.repeat(30)}/${'y'.repeat(33)}`;
    const stage = await useDiscovery(long);
    const { results } = await stage.monitor({ action: 'secret-change', secret: long });

    expect(results).toEqual([]);
    expect((await stage.monitor({})).summary.total).toBe(1);
  });

  it('concerns all of a sandbox if it is the staging token', async () => {
    const stagingToken = { secret: 'staging' };
    const sandbox = { stagingToken, discover: { tags: TAGS } };
    const stage = await useDiscoveryIn({ sandbox }, ['one', 'two']);
    const { results } = await stage.monitor({ action: 'secret-change', secret: 'staging' });

    expect(results.map(({ credential }) => credential)).toEqual(['one', 'two']);
  });
});
