import { describe, expect, it } from 'vitest';
import { healingMessage, isQueueEvent } from '../../../lambda/monitor/managed/heal.ts';
import type { Fault } from '../../../simulator/faults.ts';
import { HOUR } from '../timeline.ts';
import { inFrontOf, isAlive, Throttled, useExpired } from './expired.ts';
import { useManaged } from './stage.ts';

const LOST: Fault = { kind: 'hang', processed: true };
const TROUBLE: Fault = { kind: 'unavailable', format: 'json' };
const ON_OAUTH = { host: 'oauth', times: 1 } as const;

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

  it('is no verdict while the run that spent the token may still store what came', async () => {
    const stage = await useExpired();
    stage.qonto.faults.add(LOST, ON_OAUTH);
    stage.qonto.faults.add(TROUBLE, { host: 'oauth' });
    await stage.monitor({});
    stage.pass(70_000);
    stage.qonto.faults.clear();

    expect((await stage.monitor({})).results).toMatchObject([{ outcome: 'inconclusive' }]);
    stage.pass(180_000);
    expect((await stage.monitor({})).results).toMatchObject([
      { outcome: 'rejected', diagnosis: { code: 'OAUTH_REFRESH_TOKEN_INVALID' } },
    ]);
  });

  it('does not put off what is said of a client that is refused', async () => {
    const stage = await useExpired();
    stage.qonto.faults.add(LOST, ON_OAUTH);
    stage.qonto.faults.add(TROUBLE, { host: 'oauth' });
    await stage.monitor({});
    stage.pass(70_000);
    stage.qonto.faults.clear();
    stage.qonto.rotateClientSecret(stage.grant.clientId);

    expect((await stage.monitor({})).results).toMatchObject([
      { outcome: 'rejected', diagnosis: { code: 'OAUTH_CLIENT_INVALID' } },
    ]);
  });

  it('ends though no run can say what it did, as if each were killed', async () => {
    const stage = await useExpired(
      inFrontOf(() => ({ leases: { release: () => Promise.reject(new Throttled()) } })),
    );
    stage.qonto.faults.add(TROUBLE, { host: 'oauth' });
    await stage.sweep();
    for (let tries = 0; tries < 20; tries += 1) {
      stage.pass(31_000);
      await stage.heal();
    }

    expect(stage.sentTokens().length).toBeLessThan(10);
    expect(stage.queue.messages).toEqual([]);
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

  let refusals = 0;
  const refuse = () => {
    refusals -= 1;
    if (refusals >= 0) throw new Throttled();
  };
  it.each([
    [
      'take the lease',
      inFrontOf(({ leases }) => ({
        leases: {
          take: async (...all: Parameters<typeof leases.take>) => {
            refuse();
            return leases.take(...all);
          },
        },
      })),
    ],
    [
      'read the secret',
      inFrontOf(({ secrets }) => ({
        secrets: {
          current: async (secretId: string) => {
            refuse();
            return secrets.current(secretId);
          },
        },
      })),
    ],
  ])('tries on while AWS does not let it %s', async (_, replaced) => {
    refusals = 0;
    const stage = await useExpired(replaced);
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
