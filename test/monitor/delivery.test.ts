import { describe, expect, it } from 'vitest';
import { createMonitor } from '../../lambda/monitor/monitor.ts';
import { type ProductionStage, toldBy, useProduction } from './production-stage.ts';
import { MINUTE } from './timeline.ts';

const NAMES = ['accounting', 'payroll'];

/** A stage whose two keys were just revoked, and whose topic takes nothing. */
async function useSilence(): Promise<ProductionStage> {
  const stage = await useProduction(NAMES);
  await stage.sweep();
  for (const name of NAMES) stage.revoke(name);
  stage.topic.refuses = () => true;
  return stage;
}

const idsOf = ({ topic }: ProductionStage) => topic.published.map(({ document }) => document.id);

async function outboxesOf({ statuses }: ProductionStage): Promise<string[]> {
  const { records } = await statuses.readAll();
  return records.flatMap(({ outbox }) => Object.keys(outbox));
}

describe('sweep, of alerts that are owed', () => {
  it('delivers an alert that SNS did not take with the next sweep, with the same id', async () => {
    const stage = await useSilence();
    const first = await stage.sweep();
    expect(first.alerts).toMatchObject([{ event: 'regression', delivered: false }]);
    stage.topic.refuses = () => false;
    stage.pass(5 * MINUTE);

    const second = await stage.sweep();

    expect(second.alerts).toMatchObject([{ ...first.alerts[0], delivered: true }]);
    expect(idsOf(stage)).toEqual([first.alerts[0]?.id]);
    expect(toldBy(stage)).toEqual(['regression: accounting, payroll']);
    expect(stage.topic.published[0]?.document.occurredAt).toBe('2026-11-23T12:00:04.000Z');
  });

  it('owes nothing any more once SNS has taken an alert', async () => {
    const stage = await useSilence();
    await stage.sweep();
    expect(await outboxesOf(stage)).toHaveLength(2);
    stage.topic.refuses = () => false;
    await stage.sweep();
    await stage.sweep();

    expect(await outboxesOf(stage)).toEqual([]);
    expect(stage.topic.published).toHaveLength(1);
  });

  it('delivers what is owed first, then checks', async () => {
    const stage = await useSilence();
    await stage.sweep();
    stage.topic.refuses = () => false;
    stage.simulator.production.clearRequests();
    const requestsAtPublish: number[] = [];
    stage.topic.refuses = () => {
      requestsAtPublish.push(stage.simulator.production.requests.length);
      return false;
    };
    for (const name of NAMES) stage.mend(name);

    await stage.sweep();

    expect(toldBy(stage)).toEqual([
      'regression: accounting, payroll',
      'recovery: accounting, payroll',
    ]);
    expect(requestsAtPublish[0]).toBe(0);
  });

  it('delivers what is owed of several sweeps in the order in which it happened', async () => {
    const stage = await useSilence();
    stage.mend('payroll');
    await stage.sweep();
    stage.pass(5 * MINUTE);
    stage.revoke('payroll');
    await stage.sweep();
    stage.pass(4 * MINUTE);
    stage.topic.refuses = () => false;
    await stage.sweep();

    expect(toldBy(stage)).toEqual(['regression: accounting', 'regression: payroll']);
  });

  it('never tells of a recovery before the regression that it ends', async () => {
    const stage = await useSilence();
    stage.topic.refuses = ({ attributes }) => attributes.event === 'regression';
    await stage.sweep();
    for (const name of NAMES) stage.mend(name);
    stage.pass(5 * MINUTE);
    await stage.sweep();
    stage.topic.refuses = () => false;
    stage.pass(5 * MINUTE);
    await stage.sweep();

    expect(toldBy(stage)).toEqual([
      'regression: accounting, payroll',
      'recovery: accounting, payroll',
    ]);
  });

  it('goes on with the other alerts when SNS does not take one', async () => {
    const stage = await useProduction(NAMES);
    stage.revoke('accounting');
    stage.mangle('payroll');
    stage.topic.refuses = ({ attributes }) => attributes.code === 'API_KEY_REJECTED';

    const { alerts } = await stage.sweep();

    expect(alerts.map(({ code, delivered }) => [code, delivered])).toEqual([
      ['API_KEY_REJECTED', false],
      ['API_KEY_MISSING_COLON', true],
    ]);
  });

  it('delivers what is owed of a credential that is not in the configuration any more', async () => {
    const stage = await useSilence();
    await stage.sweep();
    const smaller = await useProduction(['accounting'], {}, { statuses: stage.statuses });

    await smaller.sweep();

    expect(toldBy(smaller)[0]).toBe('regression: accounting, payroll');
  });

  it('delivers what is owed also when the secrets cannot be read', async () => {
    const stage = await useSilence();
    await stage.sweep();
    stage.topic.refuses = () => false;
    stage.secrets.read = async () => {
      throw new Error('no credentials of AWS');
    };

    await expect(stage.sweep()).rejects.toThrow('no credentials of AWS');
    expect(toldBy(stage)).toEqual(['regression: accounting, payroll']);
  });

  it('fails the run when an alert is owed for more than 15 minutes, and not before', async () => {
    const stage = await useSilence();
    await stage.sweep();
    const { records } = await stage.statuses.readAll();
    const [owed] = Object.values(records[0]?.outbox ?? {});
    const occurredAt = owed?.occurredAt ?? '';
    stage.pass(Date.parse(occurredAt) + 15 * MINUTE - stage.now());
    await expect(stage.sweep()).resolves.toMatchObject({ alerts: [{ delivered: false }] });
    stage.pass(1);

    await expect(stage.sweep()).rejects.toMatchObject({
      code: 'ALERT_NOT_SENT',
      message: expect.stringContaining(occurredAt),
    });
  });

  it('still checks, remembers and tries the rest in a run that it fails', async () => {
    const stage = await useSilence();
    stage.mend('payroll');
    await stage.sweep();
    stage.pass(20 * MINUTE);
    stage.revoke('payroll');
    stage.topic.refuses = ({ attributes }) => attributes.credentials.includes('accounting');

    await expect(stage.sweep()).rejects.toMatchObject({ code: 'ALERT_NOT_SENT' });
    expect(toldBy(stage)).toEqual(['regression: payroll']);
    const { results } = await stage.monitor({ action: 'status' });
    expect(results).toMatchObject([{ status: 'failing' }, { status: 'failing' }]);
  });

  it('sends the plainest form of what SNS refuses for good, and fails the run', async () => {
    const stage = await useSilence();
    stage.topic.refuses = () => false;
    stage.topic.refusesForGood = ({ subject }) => subject.includes('credentials');

    await expect(stage.sweep()).rejects.toMatchObject({ code: 'ALERT_NOT_SENT' });

    expect(stage.topic.published).toMatchObject([
      { subject: '[qonto] regression', document: { event: 'regression', checks: [] } },
    ]);
    expect(await outboxesOf(stage)).toEqual([]);
    await expect(stage.sweep()).resolves.toMatchObject({ alerts: [] });
  });

  it('keeps owing what SNS refuses in every form, and goes on with the others', async () => {
    const stage = await useProduction(NAMES);
    stage.revoke('accounting');
    stage.mangle('payroll');
    stage.topic.refusesForGood = ({ attributes }) => attributes.code === 'API_KEY_REJECTED';

    await expect(stage.sweep()).rejects.toMatchObject({ code: 'ALERT_NOT_SENT' });
    expect(toldBy(stage)).toEqual(['regression: payroll']);
    expect(await outboxesOf(stage)).toHaveLength(1);
    stage.topic.refusesForGood = () => false;
    await stage.sweep();
    expect(toldBy(stage)).toEqual(['regression: payroll', 'regression: accounting']);
  });

  it('waits for a run that may still be alive, and delivers once it must be dead', async () => {
    const stage = await useProduction(['accounting']);
    stage.revoke('accounting');
    const died = new Promise<never>(() => undefined);
    const dying = createMonitor({ ...stage.tools, topic: { publish: () => died } });
    void dying({});
    while ((await outboxesOf(stage)).length === 0) await new Promise(setImmediate);
    const before = stage.now();
    const { alerts } = await stage.sweep();

    expect(alerts).toMatchObject([{ event: 'regression', delivered: true }]);
    expect(toldBy(stage)).toEqual(['regression: accounting']);
    expect(stage.now() - before).toBeGreaterThanOrEqual(10_000);
    expect(stage.now() - before).toBeLessThan(20_000);
  });

  it('does not wait where SNS did not take it: the run gave it back', async () => {
    const stage = await useSilence();
    await stage.sweep();
    stage.topic.refuses = () => false;
    const before = stage.now();
    await stage.sweep();

    expect(toldBy(stage)).toHaveLength(1);
    expect(stage.now()).toBe(before);
  });

  it('marks an alert later, and does not repeat it, when only the mark was lost', async () => {
    const stage = await useProduction(NAMES);
    for (const name of NAMES) stage.revoke(name);
    stage.statuses.fails = (operation, credential) =>
      operation === 'markDelivered' && credential === 'payroll';
    await stage.sweep();
    expect(await outboxesOf(stage)).toHaveLength(1);
    stage.statuses.fails = () => false;
    const { alerts } = await stage.sweep();

    expect(alerts).toEqual([]);
    expect(await outboxesOf(stage)).toEqual([]);
    expect(toldBy(stage)).toEqual(['regression: accounting, payroll']);
  });

  it('delivers an alert again, with the same id, when nothing of the delivery was noted', async () => {
    const stage = await useProduction(['accounting']);
    stage.revoke('accounting');
    stage.statuses.fails = (operation) =>
      operation === 'markDelivered' || operation === 'recordDelivery';
    await stage.sweep();
    stage.statuses.fails = () => false;
    await stage.sweep();
    await stage.sweep();

    expect(toldBy(stage)).toEqual(['regression: accounting', 'regression: accounting']);
    expect(new Set(idsOf(stage)).size).toBe(1);
  });

  it('fails the run when alerts cannot be marked as delivered for more than 15 minutes', async () => {
    const stage = await useProduction(['accounting']);
    stage.revoke('accounting');
    stage.statuses.fails = (operation) => operation === 'markDelivered';
    await stage.sweep();
    stage.pass(16 * MINUTE);

    await expect(stage.sweep()).rejects.toMatchObject({ name: 'MonitorError' });
  });

  it('logs each alert with its ids and whether SNS took it', async () => {
    const stage = await useSilence();
    const { alerts } = await stage.sweep();

    const line = stage.logged.find((text) => text.includes('alert not delivered'));
    expect(line).toContain(alerts[0]?.id);
    expect(line).toContain('InternalErrorException');
  });
});
