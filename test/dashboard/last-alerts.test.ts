import { describe, expect, it } from 'vitest';
import { boardOf } from '../../lambda/dashboard/board.ts';
import type { StatusRecord } from '../../lambda/monitor/status-record.ts';
import type { ToldTrailEntry } from '../../lambda/monitor/trail.ts';
import { ago, entry, HOUR, healthy, NOW, remember, silent, VIEW, watching } from './remembered.ts';

describe('the last alerts', () => {
  const alertsOf = (trail: readonly ToldTrailEntry[], records: StatusRecord[] = []) =>
    boardOf(remember(records, trail), watching([]), VIEW).alerts;

  it('name everybody whom they were about, and their trace ids', () => {
    const one = entry({ at: ago(2), credential: 'a', traceId: 'trace-a' });
    const other = entry({ at: ago(1.9), credential: 'b', traceId: null });

    expect(alertsOf([one, other, silent()])).toEqual([
      {
        id: 'alert-1',
        at: NOW - 2 * HOUR,
        event: 'regression',
        environment: 'production',
        credentials: ['a', 'b'],
        code: 'API_KEY_REJECTED',
        traceIds: ['trace-a'],
        delivery: NOW - 2 * HOUR,
      },
    ]);
  });

  it('are the newest eight, those from before the shown time included', () => {
    const trail = Array.from({ length: 12 }, (_, index) =>
      entry({ at: ago(20 * index), alertId: `alert-${index}` }),
    );

    expect(alertsOf(trail).map(({ id }) => id)).toEqual(
      trail.slice(0, 8).map(({ alertId }) => alertId),
    );
  });

  it('are not delivered yet while they are owed, and were at some time when they are not', () => {
    const alert = entry({ deliveredAt: null });
    const owing = { ...healthy(), outbox: { 'alert-1': {} } } as unknown as StatusRecord;

    expect(alertsOf([alert], [owing])[0]?.delivery).toBe('owed');
    expect(alertsOf([alert], [healthy()])[0]?.delivery).toBe('at an unknown time');
  });
});
