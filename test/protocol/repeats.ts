import type { Accepted, Journal, Noted, Published } from './journal.ts';

/**
 * A run that has the right to deliver an alert loses it after 10 seconds; clocks differ by 2, and the
 * right begins a call before the journal has it, which may take most of another.
 */
const SURELY_ITS_OWN_MS = 7_000;

/** The id of the alert of which another is the rest, or its own. */
export function wholeId(id: string): string {
  return id.replace(/(?:-late)+$/, '');
}

/** Alerts that came again although no run that delivered them had an accident, or was too slow. */
export function repeatsWithoutCause(credential: string, journal: Journal): string[] {
  const deliveries = journal.filter(
    (one): one is Published => one.kind === 'published' && one.credentials.includes(credential),
  );
  return [...new Set(deliveries.map(({ document }) => wholeId(document.id)))].flatMap((id) => {
    const runs = deliveries
      .filter(({ document }) => wholeId(document.id) === id)
      .map(({ run }) => run);
    const causes = [...new Set(runs)]
      .map((run) => accidentsOf(run, journal) + (wasLate(run, id, journal) ? 1 : 0))
      .reduce((sum, count) => sum + count, 0);
    return runs.length - 1 > causes ? [`${id} by ${runs.join(', ')}`] : [];
  });
}

/** Credentials that should have shared one alert of one run, and did not. */
export function separateAlerts(journal: Journal): string[] {
  const ids = new Map<string, Set<string>>();
  for (const one of journal) {
    if (one.kind !== 'published') continue;
    const { id, incidentId, event, environment, flapping } = one.document;
    const [raisedBy = ''] = id.split('.');
    if (accidentsOf(raisedBy, journal) > 0 || wasLate(raisedBy, id, journal)) continue;
    const incident = id === incidentId ? '' : incidentId;
    const group = [raisedBy, environment, event, one.code, incident, flapping].join(' ');
    ids.set(group, (ids.get(group) ?? new Set()).add(id));
  }
  return [...ids].filter(([, { size }]) => size > 1).map(([group]) => group);
}

/** How much went wrong in a run. */
export function accidentsOf(run: string, journal: Journal): number {
  return journal.filter((one) => one.kind === 'accident' && one.run === run).length;
}

/** Whether so much time passed between a run's right to deliver and its note that others stepped in. */
function wasLate(run: string, id: string, journal: Journal): boolean {
  const own = journal.filter((one) => one.run === run);
  const since = own.find(
    (one): one is Accepted | Noted =>
      (one.kind === 'accepted' && one.raised.includes(id)) ||
      (one.kind === 'claimed' && one.alertId === id),
  );
  const noted = own.find((one) => one.kind === 'noted' && one.alertId === id);
  const until = noted?.at ?? Number.POSITIVE_INFINITY;
  return since !== undefined && until - since.at > SURELY_ITS_OWN_MS;
}
