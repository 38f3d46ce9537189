import { describe, expect, it } from 'vitest';
import { MINUTE } from '../timeline.ts';
import { inFrontOf, isAlive, Throttled, useExpired } from './expired.ts';
import type { ManagedStage } from './stage.ts';

/** Stores new tokens by the test's own way to AWS. */
const storesBy = (way: (store: () => Promise<string>) => Promise<string>) =>
  inFrontOf(({ secrets }) => ({
    secrets: {
      store: (...all: Parameters<typeof secrets.store>) => way(() => secrets.store(...all)),
    },
  }));

describe('storing new tokens', () => {
  it('goes on for as long as there is time, without spending another token', async () => {
    let refusals = 12;
    const stage = await useExpired(
      storesBy(async (store) => {
        refusals -= 1;
        if (refusals >= 0) throw new Throttled();
        return store();
      }),
    );

    expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated' });
    expect(stage.qonto.spentRefreshTokens()).toBe(1);
    expect(await isAlive(stage)).toBe(true);
  });

  it('leaves a doubt when it does not succeed before the run ends', async () => {
    const stage = await useExpired(storesBy(() => Promise.reject(new Throttled())));
    const startedAt = stage.now() + 5 * MINUTE;
    const entry = await stage.sweep();

    expect(entry).toMatchObject({
      outcome: 'inconclusive',
      diagnosis: { code: 'SECRETS_MANAGER_UNAVAILABLE' },
    });
    // Until fifteen seconds before the end of the run: what is left belongs to the check.
    expect(stage.now() - startedAt).toBeGreaterThan(100_000);
    expect(stage.now() - startedAt).toBeLessThan(106_000);
  });

  it('finds its own tokens when only the answer was lost', async () => {
    let losses = 1;
    const stage = await useExpired(
      storesBy(async (store) => {
        const version = await store();
        losses -= 1;
        if (losses >= 0) throw new Throttled();
        return version;
      }),
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
