import { describe, expect, it } from 'vitest';
import { healingMessage, isQueueEvent } from '../../../lambda/monitor/managed/heal.ts';
import type { ManagedTools } from '../../../lambda/monitor/managed/ports.ts';
import type { Fault } from '../../../simulator/faults.ts';
import { HOUR, MINUTE } from '../timeline.ts';
import { type ManagedStage, SECRET_ID, useManaged } from './stage.ts';

const LOST: Fault = { kind: 'hang', processed: true };
const TROUBLE: Fault = { kind: 'unavailable', format: 'json' };
const ON_OAUTH = { host: 'oauth', times: 1 } as const;

class Throttled extends Error {
  override readonly name = 'ThrottlingException';
}

type Methods = { [K in 'secrets' | 'leases' | 'queue']?: Record<string, unknown> };

/** Puts methods of a test's own before those of AWS in memory. */
function inFrontOf(methods: (real: ManagedTools) => Methods) {
  return (real: ManagedTools): Partial<ManagedTools> =>
    Object.fromEntries(
      Object.entries(methods(real)).map(([name, own]) => {
        const tool = real[name as 'secrets'];
        const all = { current: 0, proveWritable: 0, store: 0, take: 0, remember: 0, release: 0 };
        const bound = Object.keys({ ...all, schedule: 0 }).flatMap((key) => {
          const method = tool[key as 'current'] as undefined | ((...all: never[]) => unknown);
          return method === undefined ? [] : [[key, method.bind(tool)]];
        });
        return [name, { ...Object.fromEntries(bound), ...own }];
      }),
    );
}

/** A grant whose access token has expired, and a network that waits for 200 ms. */
async function useExpired(replaced?: (real: ManagedTools) => Partial<ManagedTools>) {
  const stage = await useManaged({
    check: { timeout: '200ms' },
    ...(replaced ? { replaced } : {}),
  });
  stage.pass(HOUR);
  return stage;
}

/** Whether the grant can still be refreshed, an hour later. */
async function isAlive(stage: ManagedStage): Promise<boolean> {
  stage.pass(HOUR);
  return (await stage.sweep()).outcome === 'authenticated';
}

describe('a lost answer', () => {
  it('is asked for again by the run that heals, while the spent token still works', async () => {
    const stage = await useExpired();
    stage.qonto.faults.add(LOST, ON_OAUTH);
    stage.qonto.faults.add({ kind: 'throttle' }, ON_OAUTH);
    expect(await stage.sweep()).toMatchObject({ outcome: 'inconclusive' });
    stage.pass(25_000);

    expect(await stage.heal()).toBe(1);
    expect(await stage.stored()).not.toMatchObject({ refreshToken: stage.grant.refreshToken });
    expect(await isAlive(stage)).toBe(true);
  });

  it('is asked for a third time when the run that heals meets trouble too', async () => {
    const stage = await useExpired();
    stage.qonto.faults.add(LOST, ON_OAUTH);
    stage.qonto.faults.add(TROUBLE, { host: 'oauth', times: 2 });
    await stage.sweep();
    stage.pass(25_000);
    await stage.heal();
    expect(await stage.stored()).toMatchObject({ refreshToken: stage.grant.refreshToken });
    stage.pass(25_000);
    await stage.heal();

    expect(await isAlive(stage)).toBe(true);
    expect(stage.queue.messages).toHaveLength(1);
  });

  it('ends after the minute of grace: nothing is scheduled any more, and the end is told', async () => {
    const stage = await useExpired();
    stage.qonto.faults.add(LOST, ON_OAUTH);
    stage.qonto.faults.add(TROUBLE, { host: 'oauth' });
    await stage.sweep();
    for (let tries = 0; tries < 10; tries += 1) {
      stage.pass(25_000);
      await stage.heal();
    }
    expect(stage.sentTokens()).toHaveLength(4);
    expect(stage.queue.messages).toEqual([]);
    stage.qonto.faults.clear();
    const entry = await stage.sweep();

    expect(entry).toMatchObject({ diagnosis: { code: 'OAUTH_REFRESH_TOKEN_INVALID' } });
    expect(entry.diagnosis?.evidence.join()).toContain('a refresh was interrupted at 2026-');
  });

  it('that nobody processed costs nothing', async () => {
    const stage = await useExpired();
    stage.qonto.faults.add({ kind: 'reset' }, { host: 'oauth' });
    await stage.sweep();
    stage.pass(4 * HOUR);
    stage.qonto.faults.clear();

    expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated' });
  });
});

describe('the run that heals', () => {
  it('does nothing after a refresh that went well', async () => {
    const stage = await useExpired();
    await stage.sweep();
    const stored = await stage.stored();
    stage.qonto.clearRequests();
    stage.pass(25_000);

    expect(await stage.heal()).toBe(1);
    expect(await stage.stored()).toEqual(stored);
    expect(stage.qonto.requests).toEqual([]);
    expect(stage.queue.messages).toEqual([]);
  });

  it('tries on while AWS does not let it', async () => {
    let refusals = 0;
    const stage = await useExpired(
      inFrontOf(({ leases }) => ({
        leases: {
          take: async (...all: Parameters<typeof leases.take>) => {
            refusals -= 1;
            if (refusals >= 0) throw new Throttled();
            return leases.take(...all);
          },
        },
      })),
    );
    stage.qonto.faults.add(LOST, ON_OAUTH);
    stage.qonto.faults.add(TROUBLE, ON_OAUTH);
    await stage.sweep();
    stage.pass(25_000);
    refusals = 5;
    await stage.heal();

    expect(await isAlive(stage)).toBe(true);
  });

  it('takes no message that names nothing it knows, and no event of another kind', async () => {
    const { monitor } = await useManaged();
    const event = (body: string) => ({ Records: [{ eventSource: 'aws:sqs', body }] });
    const unknown = healingMessage({ environment: 'production', credential: 'other' });

    for (const body of [
      unknown,
      '{',
      '{}',
      'null',
      '{"environment":1,"credential":"mobile-app"}',
    ]) {
      await expect(monitor(event(body))).rejects.toMatchObject({ code: 'EVENT_INVALID' });
    }
    const others = [{ Records: [] }, { Records: [{ eventSource: 'aws:sns', body: unknown }] }];
    for (const other of [...others, { Records: 'x' }, { Records: [null] }, null]) {
      expect(isQueueEvent(other)).toBe(false);
      await expect(monitor(other)).rejects.toMatchObject({ code: 'EVENT_INVALID' });
    }
  });

  it('is no event of a monitor that only observes', async () => {
    const { tools } = await useManaged();
    const { createMonitor } = await import('../../../lambda/monitor/monitor.ts');
    const body = healingMessage({ environment: 'production', credential: 'mobile-app' });

    await expect(
      createMonitor(tools)({ Records: [{ eventSource: 'aws:sqs', body }] }),
    ).rejects.toMatchObject({ code: 'EVENT_INVALID' });
  });
});

describe('storing new tokens', () => {
  it('goes on for as long as there is time, without spending another token', async () => {
    let refusals = 12;
    const stage = await useExpired(
      inFrontOf(({ secrets }) => ({
        secrets: {
          store: async (...all: Parameters<typeof secrets.store>) => {
            refusals -= 1;
            if (refusals >= 0) throw new Throttled();
            return secrets.store(...all);
          },
        },
      })),
    );

    expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated' });
    expect(stage.qonto.spentRefreshTokens()).toBe(1);
    expect(await isAlive(stage)).toBe(true);
  });

  it('leaves a doubt when it does not succeed, and the next run asks for others', async () => {
    let isDown = true;
    const stage = await useExpired(
      inFrontOf(({ secrets }) => ({
        secrets: {
          store: async (...all: Parameters<typeof secrets.store>) => {
            if (isDown) throw new Throttled();
            return secrets.store(...all);
          },
        },
      })),
    );
    const startedAt = stage.now() + 5 * MINUTE;
    const entry = await stage.sweep();

    expect(entry).toMatchObject({
      outcome: 'inconclusive',
      diagnosis: { code: 'SECRETS_MANAGER_UNAVAILABLE' },
    });
    // Until fifteen seconds before the end of the run: what is left belongs to the check.
    expect(stage.now() - startedAt).toBeGreaterThan(100_000);
    expect(stage.now() - startedAt).toBeLessThan(106_000);
    isDown = false;
  });

  it('finds its own tokens when only the answer was lost', async () => {
    let losses = 1;
    const stage = await useExpired(
      inFrontOf(({ secrets }) => ({
        secrets: {
          store: async (...all: Parameters<typeof secrets.store>) => {
            const version = await secrets.store(...all);
            losses -= 1;
            if (losses >= 0) throw new Throttled();
            return version;
          },
        },
      })),
    );

    expect(await stage.sweep()).toMatchObject({
      outcome: 'authenticated',
      secretVersion: 'version-3',
    });
  });

  it('keeps what somebody else changed in the secret while the tokens were on their way', async () => {
    const stage = await useExpired();
    stage.qonto.faults.add(
      { kind: 'delay', ms: 0 },
      {
        host: 'oauth',
        match: () => {
          stage.store({ databasePassword: 'changed-not-real' });
          return true;
        },
      },
    );
    await stage.sweep();
    const stored = await stage.stored();

    expect(stored.databasePassword).toBe('changed-not-real');
    expect(stored.refreshToken).not.toBe(stage.grant.refreshToken);
  });

  it.each([
    ['another grant', (stage: ManagedStage) => stage.qonto.createGrant(stage.grant.clientId)],
    ['something that is no grant', () => ({ refreshToken: null, accessToken: 'x' })],
  ])('does not undo it when somebody has put %s there meanwhile', async (_, other) => {
    const stage = await useExpired();
    let put = {};
    stage.qonto.faults.add(
      { kind: 'delay', ms: 0 },
      {
        host: 'oauth',
        times: 1,
        match: () => {
          put = other(stage);
          stage.store(put);
          return true;
        },
      },
    );
    await stage.sweep();

    expect(await stage.stored()).toEqual({ ...stage.grant, ...put });
  });
});

describe('a lease', () => {
  const slow = (stage: () => ManagedStage, ms: number) =>
    inFrontOf(({ secrets }) => ({
      secrets: {
        proveWritable: async (...all: Parameters<typeof secrets.proveWritable>) => {
          stage().pass(ms);
          return secrets.proveWritable(...all);
        },
      },
    }));

  it('that has run short is not enough to begin with', async () => {
    let stage: ManagedStage | undefined;
    const opened = () => stage as ManagedStage;
    stage = await useExpired(slow(opened, 11_000));

    expect(await stage.sweep()).toMatchObject({ outcome: 'inconclusive' });
    expect(stage.sentTokens()).toEqual([]);
  });

  it('of a run that crashed is waited for, and taken over in the same run', async () => {
    const stage = await useExpired();
    const until = stage.now() + 5 * MINUTE + 20_000;
    await stage.leases.take(SECRET_ID, 'x', { holder: 'gone', now: stage.now(), until });

    expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated' });
    expect(stage.now()).toBeGreaterThanOrEqual(until);
    expect(stage.now()).toBeLessThan(until + 5_000);
  });

  it('that lasts longer than the run leaves the credential in doubt', async () => {
    const stage = await useExpired();
    const until = stage.now() + HOUR;
    await stage.leases.take(SECRET_ID, 'x', { holder: 'other', now: stage.now(), until });

    expect(await stage.sweep()).toMatchObject({ outcome: 'inconclusive' });
    expect(stage.sentTokens()).toEqual([]);
  });
});
