import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asOfLastSweep,
  mustBeWritten,
  type StatusRecord,
  unknownRecord,
} from '../../lambda/monitor/status-record.ts';
import { checkResult, START } from '../support/check-results.ts';
import { useProduction } from './production-stage.ts';
import { MINUTE } from './timeline.ts';

const iso = (minutes: number) => new Date(START + minutes * MINUTE).toISOString();

const REJECTED = {
  code: 'API_KEY_REJECTED',
  title: '',
  cause: '',
  remedy: [],
  confidence: 'likely',
  evidence: [],
  docsUrl: '',
} as const;

const HEALTHY: StatusRecord = {
  ...unknownRecord('sandbox', 'mobile-app'),
  version: 3,
  status: 'healthy',
  lastHealthyAt: iso(0),
  lastResult: checkResult(),
};

describe('sweep, of credentials that stay healthy', () => {
  it('writes nothing but its own record', async () => {
    const stage = await useProduction(['accounting', 'payroll']);
    await stage.sweep();
    const before = stage.statuses.dump();
    stage.statuses.clearCalls();

    for (let count = 0; count < 3; count += 1) {
      stage.pass(5 * MINUTE);
      await stage.sweep();
    }

    expect(stage.statuses.calls).toEqual({
      readAll: 3,
      forget: 0,
      keepTrail: 0,
      claimDelivery: 0,
      releaseDelivery: 0,
      recordDelivery: 0,
      read: 0,
      write: 0,
      markDelivered: 0,
      recordTraffic: 0,
      recordSweep: 3,
    });
    expect(stage.statuses.dump()).toBe(before);
  });

  it('remembers at the first sweep, and when the secret has a new version', async () => {
    const stage = await useProduction(['accounting']);
    await stage.sweep();
    expect(stage.statuses.calls.write).toBe(1);
    stage.mend('accounting');
    await stage.sweep();

    expect(stage.statuses.calls.write).toBe(2);
    expect(
      await stage.statuses.read({ environment: 'production', credential: 'accounting' }),
    ).toMatchObject({ lastResult: { secretVersion: 'version-2' } });
  });

  it('tells in a status that they were checked at the last sweep', async () => {
    const stage = await useProduction(['accounting']);
    await stage.sweep();
    stage.pass(60 * MINUTE);
    await stage.sweep();
    stage.pass(3 * MINUTE);

    const { results } = await stage.monitor({ action: 'status' });

    expect(results).toMatchObject([
      { status: 'healthy', checkedAt: iso(60), lastHealthyAt: iso(60), traceId: null, http: null },
    ]);
  });

  it('does not tell that they were checked in a sweep that could not remember anything', async () => {
    const stage = await useProduction(['accounting']);
    await stage.sweep();
    stage.pass(60 * MINUTE);
    stage.statuses.fails = (operation) => operation === 'recordSweep';
    await expect(stage.sweep()).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' });

    const { results } = await stage.monitor({ action: 'status' });

    expect(results).toMatchObject([{ checkedAt: iso(0) }]);
  });
});

describe('mustBeWritten', () => {
  const later = (changes: Partial<StatusRecord>): StatusRecord => ({
    ...HEALTHY,
    lastHealthyAt: iso(5),
    lastResult: checkResult({ at: START + 5 * MINUTE, traceId: 'e'.repeat(32) }),
    ...changes,
  });

  it('is false where only times and trace ids differ', () => {
    expect(mustBeWritten(HEALTHY, later({}))).toBe(false);
  });

  it.each<[string, Partial<StatusRecord>]>([
    ['status', { status: 'failing' }],
    ['beginning of a failure', { failingSince: iso(5) }],
    ['count of inconclusive checks', { inconclusiveInARow: 1 }],
    ['count of authenticated checks', { authenticatedInARow: 1 }],
    [
      'incident',
      {
        incident: {
          openedAt: iso(0),
          code: 'API_KEY_REJECTED',
          diagnosis: REJECTED,
          observation: '',
          checks: 1,
        },
      },
    ],
    [
      'announcement',
      {
        announced: {
          incidentId: 'a',
          status: 'failing',
          code: 'API_KEY_REJECTED',
          toldAt: iso(0),
          since: iso(0),
        },
      },
    ],
    ['changes', { changes: [{ at: iso(0), to: 'healthy', isCause: false }] }],
    ['flapping', { isFlapping: true }],
    ['warnings told', { warnedAt: { ENDPOINT_DEPRECATED: iso(5) } }],
    ['outcome', { lastResult: checkResult({ code: 'PROVIDER_ERROR' }) }],
    ["secret's version", { lastResult: checkResult({ secretVersion: 'other' }) }],
    ['method', { lastResult: checkResult({ method: 'oauth' }) }],
    ['warnings', { lastResult: checkResult({ warnings: ['TRACE_ID_MISMATCH'] }) }],
  ])('is true where the %s differs', (_, changes) => {
    expect(mustBeWritten(HEALTHY, later(changes))).toBe(true);
  });
});

describe('asOfLastSweep', () => {
  it('moves a healthy record to the last sweep, without the facts of an older answer', () => {
    expect(asOfLastSweep(HEALTHY, iso(30))).toEqual({
      ...HEALTHY,
      lastHealthyAt: iso(30),
      lastResult: { ...HEALTHY.lastResult, checkedAt: iso(30), traceId: null, http: null },
    });
  });

  it.each<[string, StatusRecord, string | null]>([
    ['there was no sweep', HEALTHY, null],
    ['the sweep was before', HEALTHY, iso(-5)],
    ['it is failing', { ...HEALTHY, status: 'failing' }, iso(30)],
    ['it is unknown', unknownRecord('sandbox', 'mobile-app'), iso(30)],
    [
      'its last check was inconclusive',
      { ...HEALTHY, lastResult: checkResult({ code: 'PROVIDER_ERROR' }) },
      iso(30),
    ],
  ])('leaves a record as it is where %s', (_, record, lastSweepAt) => {
    expect(asOfLastSweep(record, lastSweepAt)).toBe(record);
  });

  it('never moves a record back in time', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), (minutes) => {
        const { lastHealthyAt } = asOfLastSweep(HEALTHY, iso(minutes));
        expect(lastHealthyAt).toBe(iso(Math.max(0, minutes)));
      }),
    );
  });
});
