import type { Check } from './check.ts';
import type { Checked } from './check-all.ts';

/**
 * From so many refusals for one reason in one run it is not the single credential any more: Qonto
 * answers an address with 401 no oftener in an hour.
 *
 * @see https://docs.qonto.com/api-reference/business-api/introduction/rate-limits
 */
export const MASS = 200;

/** So many of them must have been asked again. All refused again: it is hardly one in seven that lives. */
const SAMPLE = 20;

/** So many are asked again, whatever is left of the budget: some may be refused for other reasons. */
export const REPEATS_OF_MASS = 25;

/**
 * To ask hundreds of refused credentials again would make Qonto throttle the address, and to tell of
 * them a few at a time, as the budget allows, would be an alert for each few. So where very many of
 * an environment are refused for one reason in one run, a sample of them stands for the rest: if
 * each credential that was asked again, whatever for, was refused again.
 *
 * @returns the same checks, those of such a mass confirmed
 */
export function confirmedBySample(checks: readonly Checked[]): Checked[] {
  const sizes = new Map<string, { refused: number; repeated: number }>();
  const revived = new Set<string>();
  for (const checked of checks) {
    if (checked.kind === 'held' || checked.repeat === 'not_needed') continue;
    const { check, repeat } = checked;
    if (check.outcome !== 'rejected') {
      revived.add(check.environment);
      continue;
    }
    const size = sizes.get(massOf(check)) ?? { refused: 0, repeated: 0 };
    sizes.set(massOf(check), size);
    size.refused += 1;
    if (repeat === 'done') size.repeated += 1;
  }
  return checks.map((checked) => {
    if (checked.kind === 'held') return checked;
    const { check, repeat } = checked;
    const size = sizes.get(massOf(check));
    const stands =
      repeat === 'missing' &&
      size !== undefined &&
      size.refused >= MASS &&
      size.repeated >= SAMPLE &&
      !revived.has(check.environment);
    return stands ? { ...checked, check: taken(check, size.repeated), repeat: 'done' } : checked;
  });
}

function massOf({ environment, diagnosis }: Check): string {
  return JSON.stringify([environment, diagnosis?.code]);
}

/** What was not asked again is less sure than what was, and says so. */
function taken(check: Check, repeated: number): Check {
  if (check.diagnosis === null) return check;
  const { confidence, evidence } = check.diagnosis;
  const fact = `Qonto refused this one only once; ${repeated} others, refused for the same reason at the same time, were asked again, and all were refused again`;
  return {
    ...check,
    diagnosis: {
      ...check.diagnosis,
      confidence: confidence === 'confirmed' ? 'likely' : confidence,
      evidence: [...evidence, fact],
    },
  };
}
