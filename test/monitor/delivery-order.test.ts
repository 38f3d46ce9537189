import { describe, expect, it } from 'vitest';
import type { AlertEvent, OwedAlert } from '../../lambda/alerts/alert.ts';
import { openDelivery } from '../../lambda/monitor/deliver.ts';
import { type StatusRecord, unknownRecord } from '../../lambda/monitor/status-record.ts';
import { MemoryStatuses } from '../../simulator/memory/statuses.ts';
import { MemoryTopic } from '../../simulator/memory/topic.ts';
import { alertOf } from '../support/alerts.ts';
import { START } from '../support/check-results.ts';

const MINUTE = 60_000;

const log = { info: () => {}, error: () => {} };
const clock = { now: () => START + 30 * MINUTE, sleep: async () => {} };

function partOf(
  credential: string,
  id: string,
  event: Exclude<AlertEvent, 'warning' | 'test'>,
  minute: number,
): OwedAlert {
  const { checks, ...alert } = alertOf({ event, credentials: [credential] });
  const [check] = checks;
  if (check === undefined) throw new Error('the alert is about nobody');
  const at = new Date(START + minute * MINUTE).toISOString();
  return { ...alert, id, check, occurredAt: at, owedAt: at };
}

function recordOf(credential: string, ...parts: OwedAlert[]): StatusRecord {
  return {
    ...unknownRecord('sandbox', credential),
    outbox: Object.fromEntries(parts.map((part) => [part.id, part])),
  };
}

describe('deliverOwed', () => {
  it('tells an alert that somebody joined meanwhile without him, while something earlier is owed of him', async () => {
    const statuses = new MemoryStatuses();
    const topic = new MemoryTopic();
    const accounting = recordOf('accounting', partOf('accounting', 'group', 'regression', 1));
    const payroll = recordOf(
      'payroll',
      partOf('payroll', 'earlier', 'recovery', 2),
      partOf('payroll', 'group', 'regression', 3),
    );
    await statuses.write(accounting, 0);
    await statuses.write(payroll, 0);
    const told = () =>
      topic.published.map(({ attributes: { event, credentials } }) => [event, ...credentials]);

    // What this run has read is from before payroll failed again.
    await openDelivery({ statuses, topic, clock, log }).deliverOwed([accounting]);
    expect(told()).toEqual([['regression', 'accounting']]);

    const { records } = await statuses.readAll();
    await openDelivery({ statuses, topic, clock, log }).deliverOwed(records);
    expect(told()).toEqual([
      ['regression', 'accounting'],
      ['recovery', 'payroll'],
      ['regression', 'payroll'],
    ]);
    expect((await statuses.readAll()).records.flatMap(({ outbox }) => Object.keys(outbox))).toEqual(
      [],
    );
  });
});
