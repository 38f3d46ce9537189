import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { runBoard } from '../../../lambda/aws/run-board.ts';
import { runFiles } from '../../../lambda/aws/run-files.ts';
import { secretsManagerFinder } from '../../../lambda/aws/secret-finder.ts';
import { secretsManagerReader } from '../../../lambda/aws/secrets.ts';
import { statusTable } from '../../../lambda/aws/status-table.ts';
import { snsTopic } from '../../../lambda/aws/topic.ts';
import { unknownRecord } from '../../../lambda/monitor/status-record.ts';
import { MemoryAws } from '../../../simulator/aws/memory-aws.ts';
import { clientOf } from '../../../simulator/aws/reach.ts';

const clock = { now: () => Date.parse('2026-11-23T12:00:00Z'), sleep: async () => {} };

function useAws() {
  const aws = new MemoryAws(clock);
  const client = clientOf(aws);
  const dynamo = new DynamoDBClient(client);
  return {
    aws,
    statuses: statusTable(dynamo, 'table', 86_400_000),
    board: runBoard(dynamo, 'table'),
    files: runFiles(new S3Client(client), 'runs'),
    secrets: secretsManagerReader(new SecretsManagerClient(client)),
    topic: snsTopic(client, 'arn:aws:sns:eu-west-1:123456789012:alerts'),
  };
}

const NAME = { environment: 'production', credential: 'shop' };
const RECORD = unknownRecord('production', 'shop');

describe('an AWS in memory, called by the real adapters', () => {
  it('takes of two writes of one version the first', async () => {
    const { statuses } = useAws();
    expect(await statuses.write(RECORD, 0)).toBe(true);
    expect(await statuses.write(RECORD, 0)).toBe(false);
    expect(await statuses.write({ ...RECORD, status: 'healthy' }, 1)).toBe(true);
    expect(await statuses.read(NAME)).toMatchObject({ status: 'healthy', version: 2 });
    await statuses.forget(NAME, 1);
    expect((await statuses.readAll()).records).toHaveLength(1);
    await statuses.forget(NAME, 2);
    expect((await statuses.readAll()).records).toEqual([]);
  });

  it('takes an alert out of the outbox once', async () => {
    const { statuses } = useAws();
    const outbox = { 'alert-1': { id: 'alert-1' }, 'alert-2': { id: 'alert-2' } } as never;
    await statuses.write({ ...RECORD, outbox }, 0);
    await statuses.markDelivered(NAME, 'alert-1');
    await statuses.markDelivered(NAME, 'alert-1');
    const record = await statuses.read(NAME);
    expect(Object.keys(record?.outbox ?? {})).toEqual(['alert-2']);
    expect(record?.version).toBe(2);
  });

  it('lets one run claim an alert, and says to whom it was told', async () => {
    const { statuses } = useAws();
    const claim = { alertId: 'a', now: 2_000, expired: 1_000, mayBeFirst: true };
    expect(await statuses.claimDelivery(claim)).toEqual({ kind: 'ours' });
    expect(await statuses.claimDelivery(claim)).toEqual({ kind: 'taken' });
    const deliveredAt = '2026-11-23T12:00:00.000Z';
    await statuses.recordDelivery({ alertId: 'a', credentials: ['shop'], deliveredAt });
    await statuses.recordDelivery({ alertId: 'a', credentials: ['app'], deliveredAt });
    expect(await statuses.claimDelivery(claim)).toEqual({
      kind: 'delivered',
      credentials: ['shop', 'app'],
    });
  });

  it('counts refusals and what a run spends, and gives a place to one run', async () => {
    const { statuses, board } = useAws();
    const change = {
      environment: 'production',
      span: 60,
      refusals: 2,
      pausedUntil: 90,
      expiredSpans: [],
    };
    await board.recordTraffic(change);
    await statuses.recordTraffic({ ...change, pausedUntil: null });
    expect((await statuses.readAll()).traffic).toEqual([
      { environment: 'production', refusals: { 60: 4 }, pausedUntil: 90 },
    ]);
    expect(await board.pausedUntil('production')).toBe(90);
    const takes = [1, 2, 3].map(() => board.take('run', 'production', 'repeats', 2));
    expect(await Promise.all(takes)).toEqual([true, true, false]);
    expect(await board.take('run', 'production', 'experiments', 0)).toBe(false);

    expect(await board.claim('first', 100, 200)).toBe(true);
    expect(await board.claim('second', 100, 300)).toBe(false);
    await board.end('second');
    expect(await board.claim('second', 200, 300)).toBe(true);
    await board.end('second');
    expect(await board.claim('first', 100, 200)).toBe(true);
  });

  it('answers queries page by page', async () => {
    const { aws, statuses } = useAws();
    const lastResult = { text: 'x'.repeat(100_000) } as never;
    const names = Array.from({ length: 25 }, (_, index) => `app-${index + 10}`);
    for (const credential of names) {
      await statuses.write({ ...unknownRecord('production', credential), lastResult }, 0);
    }
    aws.takeCalls();
    const { records } = await statuses.readAll();
    expect(records.map(({ credential }) => credential)).toEqual(names);
    expect(aws.takeCalls()).toEqual({ 'dynamodb:Query': 3 });
  });

  it('keeps files, secrets in two versions, and what was published', async () => {
    const { aws, files, secrets, topic } = useAws();
    const line = { ...NAME, credential: { name: 'shop', secret: 'qonto/shop' } } as never;
    await files.writeInventory('run 1', [line]);
    expect(await files.readInventory('run 1')).toEqual([line]);
    await expect(files.readInventory('another')).rejects.toThrow('no such key');

    aws.vault.put('qonto/shop', 'first');
    aws.vault.put('qonto/shop', { second: true });
    const readings = await secrets.read(['qonto/shop', 'qonto/none']);
    expect(readings.get('qonto/shop')).toMatchObject({
      kind: 'value',
      versionCreatedAt: clock.now(),
    });
    expect(readings.get('qonto/none')).toEqual({ kind: 'not_found' });
    expect(await secrets.readPrevious('qonto/shop')).toMatchObject({ kind: 'value' });

    const attributes = { event: 'test', severity: 'info', environment: '-', code: 'TEST' };
    const message = { subject: 'no', body: '{}', attributes: { ...attributes, credentials: [] } };
    expect(await topic.publish(message as never)).toBe('taken');
    expect(aws.published).toMatchObject([{ Subject: 'no', Message: '{}' }]);
  });

  it('finds secrets by their tags, page by page', async () => {
    const { aws } = useAws();
    for (let index = 0; index < 120; index += 1)
      aws.vault.put(`app-${index}`, 'x', { watch: 'us' });
    aws.vault.put('other', 'x', { watch: 'them' });
    aws.vault.put('untagged', 'x');
    const finder = secretsManagerFinder(new SecretsManagerClient(clientOf(aws)));
    expect(await finder.find({ watch: 'us' })).toHaveLength(120);
    expect(aws.takeCalls()).toEqual({ 'secretsmanager:ListSecrets': 2 });
  });

  it('refuses what it does not know', async () => {
    const { aws } = useAws();
    const request = { method: 'POST', hostname: 'any', path: '/', body: '{}' };
    const headers = { 'x-amz-target': 'DynamoDB_20120810.Scan' };
    await expect(aws.answer({ ...request, headers })).rejects.toThrow('Nobody knows');
  });
});
