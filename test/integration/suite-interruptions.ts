import { describe, expect, it } from 'vitest';
import type { Stage } from './stage.ts';
import type { Bench } from './use-deployment.ts';

/** Sweeps that are killed, and sweeps that overlap. */
export function interruptions(bench: Bench): void {
  describe('a run that is killed', () => {
    it('between the write and the publish leaves an alert that the next run delivers', async () => {
      const { stage } = bench;
      await stage.run(await stage.start());
      stage.secrets.regenerateKey('accounting');
      await killAt('Publish', stage);
      const owed = await stage.owedAlerts();
      expect(owed).toHaveLength(1);
      expect(await stage.alerts()).toEqual([]);

      const next = await stage.start();
      await stage.run(next);
      await stage.run(next);
      expect(await stage.alerts()).toMatchObject([
        { document: { id: owed[0], incidentId: owed[0], event: 'regression' } },
      ]);
      expect(await stage.owedAlerts()).toEqual([]);
    });

    it('before the write leaves the alert to the next run', async () => {
      const { stage } = bench;
      await stage.run(await stage.start());
      stage.secrets.regenerateKey('accounting');
      await killAt('PutItem', stage);
      expect(await stage.owedAlerts()).toEqual([]);

      const next = await stage.start();
      await stage.run(next);
      await stage.run(next);
      expect(await stage.alerts()).toMatchObject([{ attributes: { event: 'regression' } }]);
    });

    it('after the delivery was noted leaves only the mark to the next run', async () => {
      const { stage } = bench;
      await stage.run(await stage.start());
      stage.secrets.regenerateKey('accounting');
      await killAt('UpdateItem', stage, '"#outbox"');
      const next = await stage.start();
      await stage.run(next);

      expect(await stage.alerts()).toHaveLength(1);
      expect(await stage.owedAlerts()).toEqual([]);
    });

    it('after the publish makes the next run deliver the same alert once more', async () => {
      const { stage } = bench;
      await stage.run(await stage.start());
      stage.secrets.regenerateKey('accounting');
      await killAt('UpdateItem', stage, ':deliveredAt');
      const next = await stage.start(12_000);
      await stage.run(next);
      await stage.run(next);
      const [first, second, ...others] = await stage.alerts();

      expect(others).toEqual([]);
      expect(second).toEqual(first);
      expect(await stage.owedAlerts()).toEqual([]);
    });

    it('loses no recovery either', async () => {
      const { stage } = bench;
      const newKey = stage.secrets.regenerateKey('payroll');
      await stage.run(await stage.start());
      const [regression] = await stage.alerts();
      await stage.secrets.storeKey('payroll', newKey);
      await killAt('Publish', stage);
      await stage.run(await stage.start(12_000));

      expect(await stage.alerts()).toMatchObject([
        { document: { event: 'recovery', incidentId: regression?.document.id } },
      ]);
    });
  });

  describe('a write that arrives and is not answered', () => {
    it('keeps nobody of a group from being told of', async () => {
      const { stage } = bench;
      const instance = await stage.start();
      await stage.run(instance);
      for (const name of ['accounting', 'payroll']) stage.secrets.regenerateKey(name);
      stage.proxy.loseAnswer('PutItem', { about: '"S":"production#payroll"' });
      expect(await instance.invoke({})).toMatchObject({ errorType: 'STATE_UNAVAILABLE' });
      stage.proxy.heal();
      const [first, ...others] = await stage.alerts();
      expect(others).toEqual([]);
      expect(first?.attributes).toMatchObject({ credentials: '["accounting"]' });

      await stage.run(await stage.start(12_000));
      const [second, ...more] = await stage.alerts();
      expect(more).toEqual([]);
      expect(second).toMatchObject({
        attributes: { event: 'regression', credentials: '["payroll"]' },
        document: { incidentId: first?.document.id },
      });
      expect(second?.document.id).not.toBe(first?.document.id);
      expect(await stage.owedAlerts()).toEqual([]);
    });
  });

  describe('two sweeps at once', () => {
    it('make one regression', async () => {
      const { stage } = bench;
      const instances = [await stage.start(), await stage.start()] as const;
      await stage.run(instances[0]);
      stage.secrets.regenerateKey('accounting');
      const writes = stage.proxy.hold('PutItem', { times: 2 });
      const sweeps = Promise.all(instances.map((instance) => stage.run(instance)));
      await writes.arrived;
      writes.release();
      const reports = await sweeps;

      expect(reports.flatMap(({ alerts }) => alerts)).toHaveLength(1);
      expect(await stage.alerts()).toHaveLength(1);
      await stage.run(instances[1]);
      expect(await stage.alerts()).toEqual([]);
    });

    it('tell of each of several credentials exactly once', async () => {
      const { stage } = bench;
      const instances = [await stage.start(), await stage.start()] as const;
      await stage.run(instances[0]);
      const broken = ['accounting', 'legacy', 'payroll', 'shop'];
      for (const name of broken) stage.secrets.regenerateKey(name);
      const writes = stage.proxy.hold('PutItem', { times: 2 * broken.length });
      const sweeps = Promise.all(instances.map((instance) => stage.run(instance)));
      await writes.arrived;
      writes.release();
      await sweeps;
      const told = (await stage.alerts()).flatMap(({ document }) =>
        document.checks.map(({ credential }): [string, string] => [credential, document.id]),
      );
      const remembered = (await stage.table())
        .filter(({ status }) => status === 'failing')
        .map(({ credential, announced }) => [
          credential,
          (announced as { incidentId: string }).incidentId,
        ]);

      expect(told.map(([credential]) => credential).sort()).toEqual(broken);
      expect(Object.fromEntries(told)).toEqual(Object.fromEntries(remembered));
    });

    it('deliver an alert once when one starts before the other has published', async () => {
      const { stage } = bench;
      const slow = await stage.start();
      await stage.run(slow);
      stage.secrets.regenerateKey('accounting');
      const publish = stage.proxy.hold('Publish');
      const slowSweep = stage.run(slow);
      await publish.arrived;
      const quick = await stage.start();
      const claim = stage.proxy.hold('UpdateItem', { about: ':expired' });
      const quickSweep = stage.run(quick);
      await claim.arrived;
      publish.release();
      claim.release();
      await Promise.all([slowSweep, quickSweep]);
      await stage.run(quick);

      expect(await stage.alerts()).toHaveLength(1);
      expect(await stage.owedAlerts()).toEqual([]);
    });
  });
}

/** Runs a sweep in a new process and kills it while a call of AWS waits. */
async function killAt(operation: string, stage: Stage, about = ''): Promise<void> {
  const instance = await stage.start();
  const held = stage.proxy.hold(operation, { about });
  const invocation = instance.invoke({});
  await held.arrived;
  await instance.kill();
  expect(await invocation).toMatchObject({ errorType: 'Runtime.ExitError' });
}
