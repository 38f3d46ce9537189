import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertSettings } from '../../lambda/config/monitor-config.ts';
import { CODES } from '../support/check-results.ts';
import { DAY, DEFAULTS, HOUR, MINUTE, type Step, type Turn, timeline } from './timeline.ts';

const step: fc.Arbitrary<Step> = fc.record({
  code: fc.oneof(
    fc.constant(null),
    fc.constantFrom(...CODES.rejected),
    fc.constantFrom(...CODES.inconclusive),
  ),
  // So seldom that nothing flaps, whatever it does: see flapping.test.ts.
  after: fc.oneof(
    { weight: 3, arbitrary: fc.constant(16 * MINUTE) },
    { weight: 1, arbitrary: fc.integer({ min: 16 * MINUTE, max: 2 * DAY }) },
  ),
});

const settings: fc.Arbitrary<AlertSettings> = fc.record({
  maintenance: fc.constant(DEFAULTS.maintenance),
  keepHistoryMs: fc.constant(DEFAULTS.keepHistoryMs),
  unreachableAfter: fc.integer({ min: 1, max: 5 }),
  recoverAfter: fc.integer({ min: 1, max: 4 }),
  remindEveryMs: fc.constantFrom(null, HOUR, DAY),
});

/** Checks what holds at each turn of any timeline. */
function always(
  holds: (turn: Turn, settings: AlertSettings, before: readonly Turn[]) => void,
): void {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), settings, (steps, chosen) => {
      const turns = timeline(steps, chosen);
      turns.forEach((turn, index) => {
        holds(turn, chosen, turns.slice(0, index));
      });
    }),
    { numRuns: 400 },
  );
}

const alertOf = ({ raised }: Turn) => raised[0];
const outcomeOf = ({ after }: Turn) => after.lastResult?.outcome;
const codeOf = ({ after }: Turn) => after.lastResult?.diagnosis?.code;

/** How many of the turns at the end have an outcome, the turn at hand included. */
function inARow(outcome: string, turn: Turn, before: readonly Turn[]): number {
  const turns = [...before, turn];
  const other = turns.findLastIndex((each) => outcomeOf(each) !== outcome);
  return turns.length - 1 - other;
}

describe('transition, whatever the checks say', () => {
  it('raises one alert at most', () => {
    always(({ raised }) => {
      expect(raised.length).toBeLessThanOrEqual(1);
    });
  });

  it('raises no alert without a change, but for the reminder', () => {
    always((turn) => {
      const event = alertOf(turn)?.event;
      if (event === undefined || event === 'still_failing') return;
      const { before, after } = turn;
      expect([before.status, before.incident?.code]).not.toEqual([
        after.status,
        after.incident?.code,
      ]);
    });
  });

  it('raises an alert for every change of a status but the silent first success', () => {
    always((turn) => {
      const { before, after } = turn;
      if (before.status === after.status) return;
      const isSilent = before.status === 'unknown' && after.status === 'healthy';
      expect(turn.raised).toHaveLength(isSilent ? 0 : 1);
    });
  });

  it('keeps one incident open at most, whose alerts all carry its id and follow its course', () => {
    const course: Record<string, readonly string[]> = {
      none: ['regression', 'unreachable'],
      failing: ['cause_changed', 'still_failing', 'recovery'],
      unreachable: ['regression', 'reachable_again'],
    };
    const opens = ['regression', 'unreachable'];
    const ends = ['recovery', 'reachable_again'];
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), settings, (steps, chosen) => {
        let open = { state: 'none', id: '' };
        for (const turn of timeline(steps, chosen)) {
          const alert = alertOf(turn);
          if (alert !== undefined) {
            const { event, id, incidentId } = alert;
            expect(course[open.state]).toContain(event);
            expect(incidentId).toBe(opens.includes(event) ? id : open.id);
            if (event === 'regression') open = { state: 'failing', id };
            if (event === 'unreachable') open = { state: 'unreachable', id };
            if (ends.includes(event)) open = { state: 'none', id: '' };
          }
          expect(turn.after.announced?.incidentId ?? '').toBe(open.id);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('never lets an inconclusive check convict, clear or remind', () => {
    always((turn) => {
      if (outcomeOf(turn) !== 'inconclusive') return;
      expect(['', 'unreachable']).toContain(alertOf(turn)?.event ?? '');
      if (turn.before.status === 'failing') expect(turn.after.status).toBe('failing');
    });
  });

  it('becomes unreachable exactly with the unreachableAfter-th inconclusive check in a row', () => {
    always((turn, { unreachableAfter }, before) => {
      const couldBe = turn.before.status === 'unknown' || turn.before.status === 'healthy';
      const isEnough = inARow('inconclusive', turn, before) >= unreachableAfter;
      expect(alertOf(turn)?.event === 'unreachable').toBe(couldBe && isEnough);
    });
  });

  it('recovers exactly with the recoverAfter-th authenticated check in a row', () => {
    always((turn, { recoverAfter }, before) => {
      const isEnough = inARow('authenticated', turn, before) >= recoverAfter;
      expect(alertOf(turn)?.event === 'recovery').toBe(
        turn.before.status === 'failing' && isEnough,
      );
    });
  });

  it('opens a regression with every rejection outside of one, and with nothing else', () => {
    always((turn) => {
      const isNew = outcomeOf(turn) === 'rejected' && turn.before.status !== 'failing';
      expect(alertOf(turn)?.event === 'regression').toBe(isNew);
    });
  });

  it('tells a change of cause with every rejection under another code, and with nothing else', () => {
    always((turn) => {
      const isOther =
        outcomeOf(turn) === 'rejected' &&
        turn.before.status === 'failing' &&
        turn.before.incident?.code !== codeOf(turn);
      expect(alertOf(turn)?.event === 'cause_changed').toBe(isOther);
    });
  });

  it('reminds with a rejection remindEvery or more after people were told, and never otherwise', () => {
    always((turn, { remindEveryMs }, before) => {
      const told = before.findLast(({ raised }) => raised.length > 0);
      const isDue =
        outcomeOf(turn) === 'rejected' &&
        turn.before.status === 'failing' &&
        turn.before.incident?.code === codeOf(turn) &&
        remindEveryMs !== null &&
        turn.at - (told?.at ?? 0) >= remindEveryMs;
      expect(alertOf(turn)?.event === 'still_failing').toBe(isDue);
    });
  });

  it('remembers the last check and when the credential was last healthy', () => {
    always((turn, _settings, before) => {
      const healthy = [...before, turn].findLast((each) => outcomeOf(each) === 'authenticated');
      expect(turn.after.lastResult?.checkedAt).toBe(new Date(turn.at).toISOString());
      expect(turn.after.lastHealthyAt).toBe(
        healthy === undefined ? null : new Date(healthy.at).toISOString(),
      );
    });
  });
});
