import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProductionStage, useProduction } from '../production-stage.ts';
import { MINUTE } from '../timeline.ts';
import { distribute } from './distribute.ts';

const NAMES = ['accounting', 'invoicing', 'payroll', 'shop', 'treasury'];

const lever = fc.constantFrom('mend', 'revoke', 'mangle', 'trouble', 'calm');
const step = fc.record({
  levers: fc.array(fc.tuple(lever, fc.constantFrom(...NAMES)), { maxLength: 4 }),
  minutes: fc.constantFrom(5, 60, 1_500),
});

function pull(stage: ProductionStage, [what, name]: readonly [string, string]): void {
  if (what === 'trouble' || what === 'calm') stage.setTrouble(what === 'trouble');
  else if (what === 'mangle') stage.mangle(name);
  else {
    // Whoever revokes takes away a key that is there.
    stage.mend(name);
    if (what === 'revoke') stage.revoke(name);
  }
}

/** What people were told: of one sweep in whatever order. */
function toldSince({ topic }: ProductionStage, count: number): string[] {
  return topic.published
    .slice(count)
    .map(({ attributes: { event, code, credentials } }) =>
      [event, code, ...credentials.toSorted()].join(' '),
    )
    .toSorted();
}

async function statusesOf(stage: ProductionStage) {
  const { records } = await stage.statuses.readAll();
  return records
    .map(({ credential, status, incident, failingSince, lastResult }) => ({
      credential,
      status,
      failingSince,
      code: incident?.code ?? null,
      confidence: incident?.diagnosis.confidence ?? null,
      last: lastResult?.outcome ?? null,
    }))
    .toSorted((a, b) => a.credential.localeCompare(b.credential));
}

describe('a distributed sweep', () => {
  it('remembers and tells what a sweep in one function does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const rest = { check: { confirmAfter: '0ms' } };
        const whole = await useProduction(NAMES, rest);
        const parts = await useProduction(NAMES, rest);
        const { sweep } = distribute(parts.tools);
        for (const { levers, minutes } of steps) {
          for (const one of levers) {
            pull(whole, one);
            pull(parts, one);
          }
          const counts = [whole, parts].map(({ topic }) => topic.published.length);
          await whole.sweep();
          await sweep({ batchSize: 2, concurrency: 1 });

          expect(toldSince(parts, counts[1] ?? 0)).toEqual(toldSince(whole, counts[0] ?? 0));
          expect(await statusesOf(parts)).toEqual(await statusesOf(whole));
          for (const stage of [whole, parts]) stage.pass(minutes * MINUTE);
        }
        await Promise.all([whole.close(), parts.close()]);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
