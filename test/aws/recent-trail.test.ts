import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { readRecentTrail } from '../../lambda/aws/recent-trail.ts';
import type { TrailEntry } from '../../lambda/monitor/trail.ts';
import { ago, entry, silent } from '../dashboard/remembered.ts';

/** A table with a trail of so many hours, an entry each, that counts what is asked of it. */
function tableWith(hours: number, entryOf: (hour: number) => TrailEntry) {
  const trail = Array.from({ length: hours }, (_, hour) => entryOf(hour));
  const asked = { queries: 0, alertIds: [] as string[] };
  const send = async (command: unknown) => {
    if (command instanceof QueryCommand) {
      asked.queries += 1;
      const { ExclusiveStartKey, Limit = 0 } = command.input;
      const first = Number(ExclusiveStartKey?.place?.N ?? 0);
      const end = first + Limit;
      return {
        Items: trail.slice(first, end).map((one) => marshall({ pk: 'TRAIL', sk: one.at, ...one })),
        ...(end < trail.length ? { LastEvaluatedKey: marshall({ place: end }) } : {}),
      };
    }
    if (!(command instanceof BatchGetItemCommand)) throw new TypeError('not expected here');
    const keys = command.input.RequestItems?.table?.Keys ?? [];
    asked.alertIds.push(...keys.map(({ sk }) => String(sk?.S)));
    return { Responses: { table: keys.map((key) => ({ ...key, deliveredAt: { S: ago(0) } })) } };
  };
  return { client: { send } as unknown as DynamoDBClient, asked };
}

const quiet = (hour: number) => {
  const { deliveredAt: _, ...rest } = silent({ at: ago(hour) });
  return rest;
};

const alerting = (hour: number) => {
  const { deliveredAt: _, ...rest } = entry({ at: ago(hour), alertId: `alert-${hour}` });
  return rest;
};

describe('readRecentTrail', () => {
  it('reads back to the moment that is wanted, and no further', async () => {
    const { client, asked } = tableWith(2_000, alerting);
    const { trail, readBackTo } = await readRecentTrail(client, 'table', {
      since: ago(700),
      alerts: 2,
    });

    expect(asked.queries).toBe(2);
    expect(trail).toHaveLength(1_000);
    expect(readBackTo).toBe(ago(999));
  });

  it('asks for the deliveries of the last alerts alone', async () => {
    const { client, asked } = tableWith(50, alerting);
    const { trail, readBackTo } = await readRecentTrail(client, 'table', {
      since: ago(9),
      alerts: 2,
    });

    expect(asked.alertIds).toEqual(['alert-0', 'alert-1']);
    expect(trail.map(({ deliveredAt }) => deliveredAt).slice(0, 3)).toEqual([ago(0), ago(0), null]);
    expect(readBackTo).toBeNull();
  });

  it('looks further back for alerts, within a limit', async () => {
    const { client, asked } = tableWith(9_000, quiet);
    const { trail, readBackTo } = await readRecentTrail(client, 'table', {
      since: ago(1),
      alerts: 8,
    });

    expect(asked).toEqual({ queries: 6, alertIds: [] });
    expect(trail).toHaveLength(3_000);
    expect(readBackTo).toBe(ago(2_999));
  });

  it('finds nothing in an empty table', async () => {
    const { client } = tableWith(0, quiet);

    expect(await readRecentTrail(client, 'table', { since: ago(1), alerts: 8 })).toEqual({
      trail: [],
      readBackTo: null,
    });
  });
});
