import type { DiagnosisCode, WarningCode } from '../diagnosis/catalogue.ts';
import type { Check } from './check.ts';
import type { AlertGroup, AlertOf } from './transition.ts';

/**
 * Hands out the alerts of a run: one for each environment, event, code and incident. Where nothing in
 * an environment can be checked, that is one alert, whatever each request failed of; it goes by the
 * most frequent code.
 *
 * @param expected the groups that the run will probably tell of
 * @param newId makes the id of an alert
 */
export function alertsOfRun(
  expected: readonly AlertGroup[],
  checks: readonly Pick<Check, 'environment' | 'outcome'>[],
  newId: () => string,
): AlertOf {
  const outages = outageCodes(expected, checks);
  const ids = new Map<string, string>();
  return (group) => {
    const outage = group.event === 'unreachable' ? outages.get(group.environment) : undefined;
    const code = outage ?? group.code;
    const { environment, event, incidentId, isFlapping } = group;
    const key = JSON.stringify([environment, event, code, incidentId, isFlapping]);
    const id = ids.get(key) ?? newId();
    ids.set(key, id);
    return { id, code };
  };
}

/** The most frequent code of each environment that cannot be reached as a whole. */
function outageCodes(
  expected: readonly AlertGroup[],
  checks: readonly Pick<Check, 'environment' | 'outcome'>[],
): ReadonlyMap<string, DiagnosisCode | WarningCode> {
  const answered = new Set(
    checks
      .filter(({ outcome }) => outcome !== 'inconclusive')
      .map(({ environment }) => environment),
  );
  const unreachable = expected.filter(
    ({ event, environment }) => event === 'unreachable' && !answered.has(environment),
  );
  return new Map(
    [...new Set(unreachable.map(({ environment }) => environment))].map((name) => [
      name,
      mostFrequent(unreachable.filter(({ environment }) => environment === name)),
    ]),
  );
}

function mostFrequent(groups: readonly AlertGroup[]): DiagnosisCode | WarningCode {
  const codes = groups.map(({ code }) => code);
  const frequency = (code: string) => codes.filter((one) => one === code).length;
  return codes.reduce((best, code) => {
    const more = frequency(code) - frequency(best);
    return more > 0 || (more === 0 && code < best) ? code : best;
  });
}
