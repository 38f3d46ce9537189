import type { TrailEntry } from '../../lambda/monitor/trail.ts';
import type { ReceivedAlert } from './mailbox.ts';

/** Faults of what people received, measured by the trail: what the table accepted, in order. */
export function faultsOf(
  trail: readonly TrailEntry[],
  alerts: readonly ReceivedAlert[],
  kills: number,
): string[] {
  const credentials = [...new Set(trail.map(({ credential }) => credential))];
  return [
    ...credentials.flatMap((name) => [
      ...brokenChain(name, trail),
      ...notOnce(name, trail, alerts),
      ...incidentFaults(name, alerts),
    ]),
    ...repeatFaults(alerts, kills),
  ];
}

const about = (name: string) => (entry: TrailEntry) => entry.credential === name;

/** Transitions that the trail lacks, and those after which people believed something else. */
function brokenChain(name: string, trail: readonly TrailEntry[]): string[] {
  let status = 'unknown';
  let belief = 'healthy';
  return trail.filter(about(name)).flatMap(({ at, from, to, code, event, heldBack }) => {
    const isBroken = from !== status;
    const isSo = to === 'healthy' ? to : `failing of ${code}`;
    if (event !== null) belief = event === 'recovery' ? 'healthy' : `failing of ${code}`;
    status = to;
    return [
      ...(isBroken ? [`${name} at ${at}: the trail lacks how it became ${from}`] : []),
      ...(heldBack === null && belief !== isSo ? [`${name} at ${at}: is ${isSo}, not told`] : []),
    ];
  });
}

/** Alerts that were lost, that came without cause, or in another order than they were raised in. */
function notOnce(
  name: string,
  trail: readonly TrailEntry[],
  alerts: readonly ReceivedAlert[],
): string[] {
  const raised = trail.filter(about(name)).flatMap(({ alertId }) => alertId ?? []);
  const received = idsAbout(name, alerts);
  return raised.join(' ') === received.join(' ')
    ? []
    : [`${name}: raised ${raised.join(' ')}, received ${received.join(' ')}`];
}

function firstOfEach(name: string, alerts: readonly ReceivedAlert[]) {
  const documents = alerts
    .map(({ document }) => document)
    .filter(({ checks }) => checks.some(({ credential }) => credential === name));
  return documents.filter(
    ({ id }, index) => documents.findIndex((one) => wholeId(one.id) === wholeId(id)) === index,
  );
}

const idsAbout = (name: string, alerts: readonly ReceivedAlert[]) =>
  firstOfEach(name, alerts).map(({ id }) => wholeId(id));

const wholeId = (id: string) => id.replace(/(?:-late)+$/, '');

/** Alerts that belong to no open incident, or open one beside another. */
function incidentFaults(name: string, alerts: readonly ReceivedAlert[]): string[] {
  let open: string | null = null;
  return firstOfEach(name, alerts).flatMap(({ event, incidentId }) => {
    const isOpening = event === 'regression';
    const isFault = isOpening ? open !== null : open !== incidentId;
    open = event === 'recovery' ? null : incidentId;
    return isFault ? [`${name}: ${event} of ${incidentId}`] : [];
  });
}

/** Repeats that differ from the first, and more of them than runs were killed. */
function repeatFaults(alerts: readonly ReceivedAlert[], kills: number): string[] {
  const firsts = new Map<string, string>();
  let repeats = 0;
  const changed = alerts.flatMap(({ document }) => {
    const checks = document.checks.toSorted((a, b) => a.credential.localeCompare(b.credential));
    const text = JSON.stringify({ ...document, checks });
    const first = firsts.get(document.id);
    firsts.set(document.id, first ?? text);
    if (first === undefined) return [];
    repeats += 1;
    return first === text ? [] : [`${document.id} came again, and otherwise`];
  });
  return repeats > kills ? [...changed, `${repeats} repeats of ${kills} kills`] : changed;
}
