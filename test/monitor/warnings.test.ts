import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WarningCode } from '../../lambda/diagnosis/catalogue.ts';
import { DAY, eventsOf, HOUR, type Step, timeline } from './timeline.ts';

const WEEK = 7 * DAY;
const EXPIRING: Step = { warnings: ['OAUTH_REFRESH_TOKEN_EXPIRING'] };
const DEPRECATED: Step = { warnings: ['ENDPOINT_DEPRECATED'] };

const ONLY_REPORTED: readonly WarningCode[] = [
  'TRANSIENT_REJECTION',
  'API_KEY_ACCEPTED_BUT_MALFORMED',
  'STAGING_TOKEN_IN_PRODUCTION',
  'TRACE_ID_MISMATCH',
];

describe('transition, of warnings', () => {
  it.each([['OAUTH_REFRESH_TOKEN_EXPIRING'], ['ENDPOINT_DEPRECATED']] as const)(
    'alerts when %s first appears, and weekly while it lasts',
    (code) => {
      const daily = Array.from({ length: 16 }, () => ({ warnings: [code], after: DAY }));
      const turns = timeline([{}, ...daily]);

      expect(eventsOf(turns).flatMap((event, day) => (event === 'warning' ? [day] : []))).toEqual([
        1, 8, 15,
      ]);
      expect(turns[1]?.raised).toMatchObject([{ code, check: { status: 'healthy' } }]);
    },
  );

  it('alerts with the very first check of a credential', () => {
    expect(eventsOf(timeline([DEPRECATED]))).toEqual(['warning']);
  });

  it.each(ONLY_REPORTED)('keeps %s to the report', (code) => {
    expect(eventsOf(timeline([{ warnings: [code] }, { warnings: [code], after: WEEK }]))).toEqual([
      '',
      '',
    ]);
  });

  it('alerts of each warning by itself, beside the alert of a transition', () => {
    const both: Step = { warnings: ['OAUTH_REFRESH_TOKEN_EXPIRING', 'ENDPOINT_DEPRECATED'] };

    expect(eventsOf(timeline([both]))).toEqual(['warning+warning']);
    expect(eventsOf(timeline([{ ...both, code: 'OAUTH_SCOPE_MISSING' }]))).toEqual([
      'regression+warning+warning',
    ]);
  });

  it('opens no incident, and ends none', () => {
    const [failing, later] = timeline([
      { code: 'OAUTH_SCOPE_MISSING' },
      { code: 'OAUTH_SCOPE_MISSING', ...EXPIRING },
    ]);

    expect(timeline([EXPIRING])[0]?.after.incident).toBeNull();
    expect(later?.raised).toMatchObject([{ event: 'warning', incidentId: later?.raised[0]?.id }]);
    expect(later?.after.announced).toEqual(failing?.after.announced);
  });

  it('does not take a warning for over because a check was inconclusive', () => {
    const unsure: Step = { code: 'PROVIDER_ERROR' };

    expect(eventsOf(timeline([DEPRECATED, unsure, DEPRECATED]))).toEqual(['warning', '', '']);
  });

  it('does not take a warning for over because Qonto could not be asked', () => {
    const turns = timeline([DEPRECATED, { code: 'SECRET_ACCESS_DENIED' }, DEPRECATED]);

    expect(eventsOf(turns)).toEqual(['warning', 'regression', 'recovery']);
  });

  it('does not alert at every turn of a warning that comes and goes', () => {
    const flapping = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? DEPRECATED : {}));

    expect(eventsOf(timeline(flapping)).filter((event) => event === 'warning')).toHaveLength(1);
  });

  it('alerts again when a warning is back after weeks', () => {
    expect(
      eventsOf(timeline([EXPIRING, { after: DAY }, { ...EXPIRING, after: 3 * WEEK }])),
    ).toEqual(['warning', '', 'warning']);
  });

  it('alerts once a week at most while a warning lasts, whatever the times of checks', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 3 * DAY }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(gaps, (afters) => {
        const turns = timeline(afters.map((after) => ({ ...DEPRECATED, after })));
        const told = turns.filter(({ raised }) => raised.length > 0).map(({ at }) => at);
        told.slice(1).forEach((at, index) => {
          expect(at - (told[index] ?? 0)).toBeGreaterThanOrEqual(WEEK);
        });
        for (const { at } of turns) {
          const last = told.findLast((time) => time <= at) ?? 0;
          expect(at - last).toBeLessThan(WEEK);
        }
      }),
    );
  });

  it('waits the whole week before it tells of a warning again', () => {
    expect(eventsOf(timeline([DEPRECATED, { ...DEPRECATED, after: WEEK - HOUR }]))).toEqual([
      'warning',
      '',
    ]);
  });
});
