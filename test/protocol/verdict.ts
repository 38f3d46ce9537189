import { expect } from 'vitest';
import { CATALOGUE, type DiagnosisCode } from '../../lambda/diagnosis/catalogue.ts';
import type { ToldTrailEntry } from '../../lambda/monitor/trail.ts';
import type { Accepted, Journal, Published } from './journal.ts';
import { shouldBeTold, type Told } from './reference.ts';
import { accidentsOf, repeatsWithoutCause, separateAlerts, wholeId } from './repeats.ts';
import { NAMES, type World } from './world.ts';

/** Judges what happened in a world in which everything that was owed had time to be told. */
export async function judgeWorld({ journal, rules, statuses }: World): Promise<void> {
  for (const name of NAMES) {
    const told = toldOf(name, journal);
    expect(linesOf(told.map(asTold)), name).toEqual(
      linesOf(livesOf(name, journal).flatMap((checks) => shouldBeTold(checks, rules))),
    );
    expect(incidentFaults(name, journal), name).toEqual([]);
    expect(repeatsWithoutCause(name, journal), name).toEqual([]);
    expect(livesOf(name, journal).flatMap(overtaken), name).toEqual([]);
  }
  expect(namesTwice(journal), 'names twice').toEqual([]);
  expect(separateAlerts(journal), 'alerts that should be one').toEqual([]);
  expect(trailFaults(journal, statuses.history()), 'trail').toEqual([]);
  const { records } = await statuses.readAll();
  expect(
    records.flatMap(({ outbox }) => Object.keys(outbox)),
    'owed',
  ).toEqual([]);
}

/** Transitions that the trail does not have, and alerts that it does not say to be delivered. */
function trailFaults(journal: Journal, trail: readonly ToldTrailEntry[]): string[] {
  const statuses = new Map<string, string>();
  return journal.flatMap((one): string[] => {
    if (one.kind === 'accepted') {
      const { credential, checkedAt, status } = one;
      const from = statuses.get(credential) ?? 'unknown';
      statuses.set(credential, status);
      const isThere = trail.some(
        (entry) =>
          entry.credential === credential &&
          entry.at === checkedAt &&
          entry.from === from &&
          entry.to === status,
      );
      return from === status || isThere ? [] : [`no ${from} to ${status} of ${credential}`];
    }
    if (one.kind === 'forgotten') statuses.delete(one.credential);
    if (one.kind !== 'published' || accidentsOf(one.run, journal) > 0) return [];
    const id = wholeId(one.document.id);
    return one.credentials
      .filter((name) => !trail.some((entry) => isDelivered(entry, name, id)))
      .map((name) => `${id} of ${name} is not there as delivered`);
  });
}

function isDelivered(entry: ToldTrailEntry, credential: string, alertId: string): boolean {
  return entry.credential === credential && entry.alertId === alertId && entry.deliveredAt !== null;
}

/** What was found of one credential, anew each time that it was forgotten. */
function livesOf(credential: string, journal: Journal): Accepted[][] {
  const lives: Accepted[][] = [[]];
  for (const one of journal) {
    if (one.kind === 'forgotten' && one.credential === credential) lives.push([]);
    if (one.kind === 'accepted' && one.credential === credential) lives.at(-1)?.push(one);
  }
  return lives;
}

/** Alerts that name somebody twice. */
function namesTwice(journal: Journal): string[] {
  return journal.flatMap((one) =>
    one.kind === 'published' && new Set(one.credentials).size < one.credentials.length
      ? [one.document.id]
      : [],
  );
}

/** Checks that the table accepted after one that was made later, by more than clocks differ. */
function overtaken(checks: readonly Accepted[]): string[] {
  const [first, ...others] = checks.map(({ checkedAt }) => checkedAt);
  let last = Date.parse(first ?? '');
  return others.filter((at) => {
    const isOvertaken = Date.parse(at) < last - 2_000;
    last = Math.max(last, Date.parse(at));
    return isOvertaken;
  });
}

/** What people were told of one credential: each alert once, in the order in which they came. */
function toldOf(credential: string, journal: Journal): Published[] {
  const seen = new Set<string>();
  return journal.filter((one): one is Published => {
    if (one.kind !== 'published' || !one.credentials.includes(credential)) return false;
    const id = wholeId(one.document.id);
    const isNew = !seen.has(id);
    seen.add(id);
    return isNew;
  });
}

function asTold({ document, code }: Published): Told {
  return { event: document.event, code, isFlapping: document.flapping === true };
}

/** Warnings apart, since they are no part of an incident's course. */
function linesOf(told: readonly Told[]): { course: string[]; warnings: string[] } {
  const lineOf = ({ event, code, isFlapping }: Told) =>
    `${event} ${shownCode(code)}${isFlapping ? ' (flapping)' : ''}`;
  return {
    course: told.filter(({ event }) => event !== 'warning').map(lineOf),
    warnings: told.filter(({ event }) => event === 'warning').map(lineOf),
  };
}

/** Where nothing can be checked, several credentials share one alert and its code. */
function shownCode(code: string): string {
  return CATALOGUE[code as DiagnosisCode].kind === 'inconclusive' ? 'inconclusive' : code;
}

/** Alerts that belong to no open incident, or open one beside another. */
function incidentFaults(credential: string, journal: Journal): string[] {
  const told = new Set(toldOf(credential, journal));
  let open: string | null = null;
  return journal.flatMap((one) => {
    if (one.kind === 'forgotten' && one.credential === credential) open = null;
    if (one.kind !== 'published' || !told.has(one)) return [];
    const { id, incidentId, event } = one.document;
    const belongs = open === incidentId;
    if (event === 'warning') return [];
    if (event === 'regression' || event === 'unreachable') {
      open = incidentId;
      return belongs ? [`${event} ${id} opens what is open`] : [];
    }
    if (event === 'recovery' || event === 'reachable_again') open = null;
    return belongs ? [] : [`${event} ${id} belongs to ${incidentId}`];
  });
}
