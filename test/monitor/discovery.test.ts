import { describe, expect, it } from 'vitest';
import { type Stage, useStage } from './stage.ts';

const TAGS = { 'qonto-monitor': 'production' };

interface DiscoveringStage extends Stage {
  /** The secrets that have the tags; an error that listing them ends in. */
  tagged: string[] | Error;
  /** Stores a good key. */
  store(name: string): void;
}

async function useDiscovery(...names: string[]): Promise<DiscoveringStage> {
  const asked: unknown[] = [];
  const stage = await useStage({ production: { discover: { tags: TAGS } } }, undefined, {
    finder: {
      find: async (tags) => {
        asked.push(tags);
        if (discovering.tagged instanceof Error) throw discovering.tagged;
        return discovering.tagged.map((name) => ({ name }));
      },
    },
  });
  const discovering: DiscoveringStage = {
    ...stage,
    tagged: names,
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
