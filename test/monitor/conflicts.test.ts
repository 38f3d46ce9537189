import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Check } from '../../lambda/monitor/check.ts';
import { openDelivery } from '../../lambda/monitor/deliver.ts';
import { judgeChecks } from '../../lambda/monitor/judge.ts';
import { createMonitor } from '../../lambda/monitor/monitor.ts';
import type { StatusSnapshot, StatusStore } from '../../lambda/monitor/ports.ts';
import { recordName } from '../../lambda/monitor/status-record.ts';
import { MemoryStatuses } from '../../simulator/memory/statuses.ts';
import { MemoryTopic } from '../../simulator/memory/topic.ts';
import { checkResult, START, targetOf } from '../support/check-results.ts';
import { useProduction } from './production-stage.ts';
import { DEFAULTS } from './timeline.ts';

/** A store whose every operation waits until the scheduler lets it go on. */
function scheduled(statuses: StatusStore, scheduler: fc.Scheduler): StatusStore {
  return {
    readAll: scheduler.scheduleFunction(() => statuses.readAll()),
    read: scheduler.scheduleFunction((key) => statuses.read(key)),
    write: scheduler.scheduleFunction((record, version) => statuses.write(record, version)),
    keepTrail: scheduler.scheduleFunction((key, entries) => statuses.keepTrail(key, entries)),
    forget: scheduler.scheduleFunction((key, version) => statuses.forget(key, version)),
    claimDelivery: scheduler.scheduleFunction((claim) => statuses.claimDelivery(claim)),
    releaseDelivery: scheduler.scheduleFunction((...words) => statuses.releaseDelivery(...words)),
    recordDelivery: scheduler.scheduleFunction((note) => statuses.recordDelivery(note)),
    markDelivered: scheduler.scheduleFunction((key, id) => statuses.markDelivered(key, id)),
    recordTraffic: scheduler.scheduleFunction((change) => statuses.recordTraffic(change)),
    recordSweep: scheduler.scheduleFunction((sweep) => statuses.recordSweep(sweep)),
  };
}

const log = { info: () => {}, error: () => {} };

const clock = { now: () => START, sleep: async () => {} };

/** What a sweep does besides its checks: reads (unless it has done so), judges, delivers. */
async function run(
  name: string,
  checks: readonly Check[],
  statuses: StatusStore,
  topic: MemoryTopic,
  snapshot?: StatusSnapshot,
): Promise<void> {
  const { records } = snapshot ?? (await statuses.readAll());
  const known = new Map(records.map((record) => [recordName(record), record]));
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `${name}-${ids}`;
  };
  const { judged, error } = await judgeChecks(
    checks.map((check) => ({
      kind: 'checked',
      target: targetOf(check.environment, check.credential),
      check,
      repeat: 'done',
    })),
    known,
    {
      statuses,
      settings: DEFAULTS,
      holdOf: () => null,
      newId,
      clock,
      now: Date.parse(checks[0]?.checkedAt ?? ''),
      logUrl: null,
    },
  );
  expect(error).toBeNull();
  await openDelivery({ statuses, topic, clock, log }).deliverOwn(judged);
}

const NAMES = ['accounting', 'invoicing', 'payroll'];

const rejectedAt = (at: number) =>
  NAMES.map((credential) => checkResult({ credential, code: 'API_KEY_REJECTED', at }));

/** How often each credential was told of in alerts of an event, an alert told twice counted once. */
function timesTold({ published }: MemoryTopic, event: string): number[] {
  const byId = new Map(published.map(({ document }) => [document.id, document]));
  const told = [...byId.values()]
    .filter((document) => document.event === event)
    .flatMap(({ checks }) => checks.map(({ credential }) => credential));
  return NAMES.map((name) => told.filter((credential) => credential === name).length);
}

describe('judgeChecks, of two runs at once', () => {
  it('makes each regression once, however their reads and writes interleave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.nat(3_000), async (scheduler, apart) => {
        const memory = new MemoryStatuses();
        const statuses = scheduled(memory, scheduler);
        const topic = new MemoryTopic();
        const runs = Promise.all([
          run('one', rejectedAt(START), statuses, topic),
          run('two', rejectedAt(START + apart), statuses, topic),
        ]);
        await scheduler.waitFor(runs);

        expect(timesTold(topic, 'regression')).toEqual([1, 1, 1]);
        const { records } = await memory.readAll();
        for (const { status, announced, outbox } of records) {
          expect(status).toBe('failing');
          expect(outbox).toEqual({});
          expect(topic.published.map(({ document }) => document.id)).toContain(
            announced?.incidentId,
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('makes each recovery once, however their reads and writes interleave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.nat(3_000), async (scheduler, apart) => {
        const memory = new MemoryStatuses();
        const topic = new MemoryTopic();
        await run('zero', rejectedAt(START - 300_000), memory, topic);
        const statuses = scheduled(memory, scheduler);
        const healthyAt = (at: number) =>
          NAMES.map((credential) => checkResult({ credential, at }));
        const runs = Promise.all([
          run('one', healthyAt(START), statuses, topic),
          run('two', healthyAt(START + apart), statuses, topic),
        ]);
        await scheduler.waitFor(runs);

        expect(timesTold(topic, 'recovery')).toEqual([1, 1, 1]);
        const { records } = await memory.readAll();
        expect(records.map(({ status }) => status)).toEqual(NAMES.map(() => 'healthy'));
      }),
      { numRuns: 200 },
    );
  });

  it('lets no older check overwrite what a newer one found', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 3_000 }),
        async (scheduler, apart) => {
          const memory = new MemoryStatuses();
          const topic = new MemoryTopic();
          await run('zero', rejectedAt(START - 300_000), memory, topic);
          const snapshot = await memory.readAll();
          const statuses = scheduled(memory, scheduler);
          const healthy = NAMES.map((credential) => checkResult({ credential, at: START + apart }));
          const runs = Promise.all([
            run('one', rejectedAt(START), statuses, topic, snapshot),
            run('two', healthy, statuses, topic, snapshot),
          ]);
          await scheduler.waitFor(runs);

          const { records } = await memory.readAll();
          expect(records.map(({ status }) => status)).toEqual(NAMES.map(() => 'healthy'));
          expect(timesTold(topic, 'regression')).toEqual([1, 1, 1]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('sweep, twice at once', () => {
  it('makes one regression of it, whose report is that of one of the two', async () => {
    const stage = await useProduction(['accounting']);
    stage.revoke('accounting');
    const other = createMonitor({ ...stage.tools, newId: () => `other-${stage.now()}` });

    const reports = await Promise.all([stage.monitor({}), other({})]);

    const ids = new Set(stage.topic.published.map(({ document }) => document.id));
    expect(ids.size).toBe(1);
    expect(stage.topic.published[0]?.document).toMatchObject({ event: 'regression' });
    expect(new Set(reports.flatMap(({ alerts }) => alerts.map(({ id }) => id)))).toEqual(ids);
    for (const { results } of reports) {
      expect(results).toMatchObject([{ outcome: 'rejected', status: 'failing' }]);
    }
    expect((await stage.statuses.readAll()).records).toMatchObject([
      { status: 'failing', announced: { incidentId: [...ids][0] }, outbox: {} },
    ]);
  });
});
