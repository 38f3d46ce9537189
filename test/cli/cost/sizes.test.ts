import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { ASSUMED } from '../../../cli/cost/assumed.ts';
import { recordKey } from '../../../lambda/aws/table-keys.ts';
import { trailKey } from '../../../lambda/monitor/trail.ts';
import { type ProductionStage, useProduction } from '../../monitor/production-stage.ts';
import { MINUTE } from '../../monitor/timeline.ts';

/** What an item counts for, in bytes. */
function itemBytes(item: object): number {
  return mapBytes(marshall(item, { removeUndefinedValues: true }));
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function valueBytes({ S, N, L, M }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  if (L !== undefined) return 3 + L.reduce((sum, value) => sum + 1 + valueBytes(value), 0);
  if (M !== undefined) return 3 + Object.keys(M).length + mapBytes(M);
  return 1;
}

function mapBytes(map: Record<string, AttributeValue>): number {
  return Object.entries(map).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

/** What an estimate assumes is no less than what is so, and not far from it. */
function expectCovered(assumed: number, real: number): void {
  expect(real).toBeLessThanOrEqual(assumed);
  expect(real).toBeGreaterThan(assumed / 4);
}

/** Names as long as people give them. */
const NAMES = ['accounting-france', 'payroll-and-expenses', 'marketplace-payouts'];

let stage: ProductionStage;

beforeEach(async () => {
  stage = await useProduction(NAMES);
  await stage.sweep();
  stage.pass(5 * MINUTE);
});

const recordOf = async (credential: string) => {
  const key = { environment: 'production', credential };
  return { ...recordKey(key), ...(await stage.statuses.read(key)) };
};

describe('what the estimate assumes of sizes', () => {
  it('covers a healthy record, and the log of a sweep', async () => {
    stage.logged.length = 0;
    await stage.sweep();

    expectCovered(ASSUMED.recordBytes, itemBytes(await recordOf('payroll-and-expenses')));
    // The logger and CloudWatch add some 300 bytes of their own.
    expect(stage.logged).toHaveLength(1);
    expectCovered(ASSUMED.logBytesPerSweep, (stage.logged[0]?.length ?? 0) + 300);
  });

  it('covers a request, with as much again for what carries it and answers it', () => {
    const request = stage.simulator.production.requests.at(-1);
    const head = [request?.method, request?.path, ...(request?.rawHeaders ?? [])].join('  ');

    expectCovered(ASSUMED.bytesSentPerCheck, 2 * head.length);
  });

  it('covers a failing record with the alert that it owes, its trail and its log', async () => {
    await stage.sweep();
    const healthy = stage.logged.at(-1)?.length ?? 0;
    stage.topic.refuses = () => true;
    stage.revoke('payroll-and-expenses');
    stage.logged.length = 0;
    await stage.sweep();
    const [told] = stage.statuses.history().slice(-1);
    if (told === undefined) throw new Error('nothing was noted');

    expectCovered(ASSUMED.failingRecordBytes, itemBytes(await recordOf('payroll-and-expenses')));
    expectCovered(ASSUMED.entryBytes, itemBytes({ pk: 'TRAIL', sk: trailKey(told), ...told }));
    const [alert = ''] = stage.logged;
    const sweep = stage.logged.at(-1)?.length ?? 0;
    expectCovered(ASSUMED.logBytesPerAlert, alert.length + 300);
    expectCovered(ASSUMED.logBytesPerFailure, sweep - healthy);
  });
});
