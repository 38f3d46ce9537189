import { describe, expect, it } from 'vitest';
import { boardOf, type Remembered, type Row } from '../../lambda/dashboard/board.ts';
import type { StatusRecord } from '../../lambda/monitor/status-record.ts';
import type { ToldTrailEntry } from '../../lambda/monitor/trail.ts';
import { checkResult } from '../support/check-results.ts';
import {
  ago,
  entry,
  HOUR,
  healthy,
  inTrouble,
  NOW,
  remember,
  VIEW,
  watching,
} from './remembered.ts';

/** The only row of a board. */
function rowOf(record: StatusRecord, trail: readonly ToldTrailEntry[] = []): Row {
  const { rows } = boardOf(remember([record], trail), watching([record]), VIEW);
  expect(rows).toHaveLength(1);
  return rows[0] as Row;
}

function namesOf(rows: readonly Row[]): string[] {
  return rows.map(({ credential }) => credential);
}

describe('credentials that are discovered', () => {
  it('are those that are remembered of the environments that discover', () => {
    const records = ['listed', 'found'].map((credential) => ({ ...healthy(), credential }));
    const elsewhere = { ...healthy(), environment: 'elsewhere' };
    const config = { ...watching(records.slice(0, 1)), discovering: [healthy().environment] };
    const { rows } = boardOf(remember([...records, elsewhere]), config, VIEW);

    expect(namesOf(rows).toSorted()).toEqual(['found', 'listed']);
  });
});

describe('a credential that fails', () => {
  it('has its cause, since when, and the trace id of the last check', () => {
    expect(rowOf(inTrouble())).toMatchObject({
      standing: 'failing',
      since: NOW - 2 * HOUR,
      cause: { code: 'API_KEY_REJECTED', confidence: 'likely' },
      traceId: 'f'.repeat(32),
      isTold: true,
      heldBack: null,
      doubt: null,
    });
  });

  it('keeps cause and trace id while a check tells nothing', () => {
    const lastResult = checkResult({ code: 'RESPONSE_TIMEOUT', traceId: 'of-another-answer' });
    const told = entry({ at: ago(2), traceId: 'of-the-refusal' });
    const older = entry({ at: ago(9), traceId: 'of-an-incident-before' });

    expect(rowOf({ ...inTrouble(), lastResult }, [told, older])).toMatchObject({
      standing: 'failing',
      cause: { code: 'API_KEY_REJECTED' },
      traceId: 'of-the-refusal',
    });
    expect(rowOf({ ...inTrouble(), lastResult }, [older]).traceId).toBeNull();
  });

  it('says so when it authenticates again, but not often enough yet', () => {
    const record = { ...inTrouble(), lastResult: checkResult(), authenticatedInARow: 1 };

    expect(rowOf(record)).toMatchObject({ standing: 'failing', isMending: true });
    expect(rowOf(inTrouble()).isMending).toBe(false);
  });

  it('is not told where alerts wait', () => {
    const record = { ...inTrouble(), announced: null };
    const remembered = remember([record]);
    const { environment, credential } = record;
    const mutes = [{ environment, credential, until: ago(-3) }];
    const snapshot = { ...remembered.snapshot, mutes };
    const { rows } = boardOf({ ...remembered, snapshot }, watching([record]), VIEW);

    expect(rows[0]).toMatchObject({
      isTold: false,
      heldBack: 'muted',
      mutedUntil: NOW + 3 * HOUR,
    });
  });

  it('says that a maintenance window, or its restlessness, holds alerts back', () => {
    const record = inTrouble();
    const window = {
      environment: null,
      credential: null,
      days: null,
      from: '2026-11-23T13:00',
      until: '2026-11-23T15:00',
      timeZone: 'UTC',
    };
    const config = { ...watching([record]), maintenance: [window] };
    const restless = {
      ...record,
      isFlapping: true,
      changes: [{ at: ago(0.5), to: 'failing', isCause: false } as const],
    };

    expect(boardOf(remember([record]), config, VIEW).rows[0]?.heldBack).toBe('maintenance');
    expect(rowOf(restless).heldBack).toBe('flapping');
  });
});

describe('a credential that does not fail', () => {
  it('cannot be checked, since its first check without a result', () => {
    expect(rowOf(inTrouble({}, 'PROVIDER_ERROR', 3))).toMatchObject({
      standing: 'unreachable',
      since: NOW - 3 * HOUR,
      cause: { code: 'PROVIDER_ERROR' },
    });
  });

  it('authenticates since the change that is remembered, or for longer than that', () => {
    const recovery = entry({ at: ago(4), from: 'failing', to: 'healthy', event: 'recovery' });
    const warning = entry({ at: ago(1), from: 'healthy', to: 'healthy', event: 'warning' });

    expect(rowOf(healthy(), [warning, recovery])).toMatchObject({
      standing: 'healthy',
      since: NOW - 4 * HOUR,
      cause: null,
      traceId: null,
    });
    expect(rowOf(healthy()).since).toBeNull();
  });

  it('is in doubt while its last check told nothing', () => {
    expect(rowOf(healthy({}, { code: 'RATE_LIMITED' }))).toMatchObject({
      standing: 'doubtful',
      cause: null,
      doubt: { code: 'RATE_LIMITED' },
    });
  });

  it('was not checked yet where nothing is remembered of it', () => {
    const key = { environment: 'sandbox', credential: 'new' };
    const { rows } = boardOf(remember([healthy()]), watching([key]), VIEW);

    expect(rows).toMatchObject([{ ...key, standing: 'unchecked', since: null, segments: [] }]);
  });
});

describe('the credentials', () => {
  it('are those of the configuration, whatever else is remembered', () => {
    const records = [healthy({ credential: 'removed' }), healthy()];
    const { rows } = boardOf(remember(records), watching([healthy()]), VIEW);

    expect(namesOf(rows)).toEqual(['accounting']);
  });

  it('stand in the order in which they are to be looked at', () => {
    const named = (credential: string) => ({ credential });
    const records = [
      healthy(named('quiet')),
      healthy(named('recovered')),
      healthy(named('warned'), { warnings: ['OAUTH_REFRESH_TOKEN_EXPIRING'] }),
      healthy(named('doubtful'), { code: 'RATE_LIMITED' }),
      inTrouble(named('unreachable'), 'PROVIDER_ERROR'),
      inTrouble(named('long'), 'API_KEY_SWAPPED', 9),
      inTrouble(named('kin'), 'API_KEY_REJECTED', 8),
      inTrouble(named('short'), 'API_KEY_REJECTED', 1),
    ];
    const trail = [
      entry({ credential: 'recovered', from: 'failing', to: 'healthy', event: 'recovery' }),
    ];
    const config = watching([...records, { environment: 'production', credential: 'new' }]);

    expect(namesOf(boardOf(remember(records, trail), config, VIEW).rows)).toEqual([
      'short',
      'kin',
      'long',
      'unreachable',
      'doubtful',
      'new',
      'warned',
      'recovered',
      'quiet',
    ]);
  });
});

describe('credentials that have recovered', () => {
  it('stand in the order in which they did, whatever their environments', () => {
    const keys = [1, 3, 2].map((hours) => ({
      environment: hours === 2 ? 'sandbox' : 'production',
      credential: `after-${hours}-h`,
      at: ago(hours),
    }));
    const trail = keys.map((key) =>
      entry({ ...key, from: 'failing', to: 'healthy', event: 'recovery' }),
    );
    const { rows } = boardOf(
      remember(
        keys.map((key) => healthy(key)),
        trail,
      ),
      watching(keys),
      VIEW,
    );

    expect(namesOf(rows)).toEqual(['after-1-h', 'after-2-h', 'after-3-h']);
  });
});

describe('the last sweep', () => {
  const sweptAt = (lastSweepAt: string | null): Remembered => {
    const remembered = remember([healthy()]);
    return { ...remembered, snapshot: { ...remembered.snapshot, lastSweepAt } };
  };
  const config = watching([healthy()]);

  it('makes what is shown old when it should have been followed by others', () => {
    const board = boardOf(sweptAt(ago(5)), config, VIEW);

    expect(board).toMatchObject({ isStale: true, lastSweepAt: NOW - 5 * HOUR });
    expect(board.rows[0]?.segments).toEqual([
      { from: VIEW.from, until: NOW - 5 * HOUR, status: 'healthy', code: null },
    ]);
  });

  it('makes nothing old while the next ones are not overdue, or none can be', () => {
    const rare = { ...config, staleAfterMs: null };

    expect(boardOf(sweptAt(ago(0.2)), config, VIEW).isStale).toBe(false);
    expect(boardOf(sweptAt(ago(500)), rare, VIEW).isStale).toBe(false);
  });

  it('may never have been: then what single checks found grows old', () => {
    const patient = { ...config, staleAfterMs: 2 * HOUR };

    expect(boardOf(sweptAt(null), config, VIEW)).toMatchObject({
      isStale: true,
      lastSweepAt: null,
      knownAt: NOW - HOUR,
    });
    expect(boardOf(sweptAt(null), patient, VIEW).isStale).toBe(false);
    expect(
      boardOf(
        { ...sweptAt(null), snapshot: { records: [], lastSweepAt: null, mutes: [] } },
        config,
        VIEW,
      ),
    ).toMatchObject({
      isStale: false,
      knownAt: null,
    });
  });
});

describe('the time that is remembered', () => {
  const config = watching([healthy()]);
  const firstKnown = (remembered: Remembered, keepHistoryMs: number) =>
    boardOf(remembered, { ...config, keepHistoryMs }, VIEW).rows[0]?.segments[0]?.from;

  it('begins where the trail is forgotten, or was not read', () => {
    const remembered = remember([healthy()]);

    expect(firstKnown(remembered, 9 * HOUR)).toBe(NOW - 9 * HOUR);
    expect(firstKnown({ ...remembered, readBackTo: ago(7) }, 9 * HOUR)).toBe(NOW - 7 * HOUR);
    expect(firstKnown(remembered, 90 * HOUR)).toBe(VIEW.from);
  });
});

describe('what a run has not taken over into the trail yet', () => {
  it('is part of it all the same', () => {
    const { deliveredAt: _, ...regression } = entry({ at: ago(2) });
    const { deliveredAt: __, ...first } = entry({ at: ago(5), from: 'unknown', to: 'healthy' });
    const record = { ...inTrouble(), pendingTrail: { one: regression, two: first } };
    const board = boardOf(
      remember([record], [{ ...first, deliveredAt: ago(5) }]),
      watching([record]),
      VIEW,
    );

    expect(
      board.rows[0]?.segments.map(({ status, from }) => [status, (NOW - from) / HOUR]),
    ).toEqual([
      ['healthy', 5],
      ['failing', 2],
    ]);
    expect(board.rows[0]?.marks).toHaveLength(2);
    expect(board.alerts).toMatchObject([{ at: NOW - 5 * HOUR, delivery: NOW - 5 * HOUR }]);
  });
});
