import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../timeline.ts';
import { inFrontOf, useExpired } from './expired.ts';
import { type ManagedStage, SECRET_ID } from './stage.ts';

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
