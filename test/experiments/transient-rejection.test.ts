import { describe, expect, it } from 'vitest';
import { createMonitor } from '../../lambda/monitor/monitor.ts';
import { errorFault, type Fault } from '../../simulator/faults.ts';
import { REFUSAL, useWatched } from './watched.ts';

const LOGIN = 'pied-piper-7133';
const FORBIDDEN = errorFault('flat_message', 403, 'forbidden', 'Not allowed.');

async function useGoodKey() {
  const stage = await useWatched();
  stage.store(stage.qonto.createApiKey(LOGIN));
  return stage;
}

describe('a refusal that is not repeated', () => {
  it.each([
    ['401', REFUSAL],
    ['403', FORBIDDEN],
  ] as const)('is a warning, no alert: %s', async (_, fault) => {
    const stage = await useGoodKey();
    stage.qonto.faults.add(fault, { times: 1 });

    const entry = await stage.sweep();

    expect(entry).toMatchObject({ outcome: 'authenticated', status: 'healthy', diagnosis: null });
    expect(entry.warnings.map(({ code }) => code)).toEqual(['TRANSIENT_REJECTION']);
    expect(entry.http?.status).toBe(200);
    expect(stage.sent()).toHaveLength(2);
    expect(stage.told()).toEqual([]);
  });

  it('is repeated after confirmAfter, not at once', async () => {
    const stage = await useWatched({ check: { confirmAfter: '3s' } });
    stage.store(stage.qonto.createApiKey(LOGIN));
    stage.qonto.faults.add(REFUSAL, { times: 1 });
    await stage.sweep();

    const [first, second] = stage.sent();
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(3_000);
  });

  it('is a warning on demand as well', async () => {
    const stage = await useGoodKey();
    stage.qonto.faults.add(REFUSAL, { times: 1 });

    const { outcome, warnings } = await stage.check();

    expect(outcome).toBe('authenticated');
    expect(warnings.map(({ code }) => code)).toContain('TRANSIENT_REJECTION');
  });

  it.each<[string, Fault, times?: number]>([
    ['503', { kind: 'unavailable', format: 'json' }],
    ['429', { kind: 'throttle' }],
    // A kept connection that is reset is asked again, on another one.
    ['a reset', { kind: 'reset' }, 2],
    ['a block page', { kind: 'edge_block' }],
  ])('says nothing when the repeat is answered by %s', async (_, fault, times = 1) => {
    const stage = await useGoodKey();
    await stage.sweep();
    stage.qonto.faults.add(REFUSAL, { times: 1 });
    stage.qonto.faults.add(fault, { times });

    const { outcome, status } = await stage.sweep();

    expect({ outcome, status }).toEqual({ outcome: 'inconclusive', status: 'healthy' });
    expect(stage.sent()).toHaveLength(1 + times);
    expect((await stage.sweep()).outcome).toBe('authenticated');
    expect(stage.told()).toEqual([]);
  });

  it('is gone when the secret was replaced just then', async () => {
    const stage = await useGoodKey();
    const monitor = createMonitor({
      ...stage.tools,
      clock: {
        now: stage.now,
        sleep: async (ms) => {
          stage.store(stage.qonto.createApiKey(LOGIN));
          stage.pass(ms);
        },
      },
    });
    // A colleague regenerates the key, and stores the new one while the old one is being checked.
    stage.qonto.createApiKey(LOGIN);

    const { results } = await monitor({});

    expect(results).toMatchObject([{ outcome: 'authenticated', status: 'healthy' }]);
    expect(results[0]?.secretVersion).toBe('version-3');
    expect(stage.told()).toEqual([]);
  });

  it('opens an incident at once when the repeat is refused', async () => {
    const stage = await useGoodKey();
    stage.qonto.faults.add(REFUSAL, { times: 2 });

    expect(await stage.sweep()).toMatchObject({ outcome: 'rejected', status: 'failing' });
    expect(stage.told()).toEqual(['regression']);
  });
});
