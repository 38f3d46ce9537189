import type { Row, Standing } from './board.ts';

/** What is said of one, of several, and of either when it was so at the last sweep. */
const VERBS: Readonly<Record<Standing, readonly [one: string, several: string, then: string]>> = {
  failing: ['fails', 'fail', 'failed'],
  unreachable: ['cannot be checked', 'cannot be checked', 'could not be checked'],
  healthy: ['authenticates', 'authenticate', 'authenticated'],
  doubtful: ['is in doubt', 'are in doubt', 'could not be checked'],
  unchecked: ['has not been checked yet', 'have not been checked yet', 'had not been checked yet'],
};

/** What the headline is about: trouble first, and doubt only where there is nothing else to say. */
const ORDER: readonly Standing[] = ['failing', 'unreachable', 'healthy', 'doubtful', 'unchecked'];

/**
 * What is so, in one line: `2 of 12 credentials fail`, `All 12 credentials authenticate`.
 *
 * @param isStale whether sweeps have stopped, so that nobody knows what is so now
 */
export function headline(rows: readonly Pick<Row, 'standing'>[], isStale: boolean): string {
  const [first] = countStandings(rows);
  if (first === undefined) return 'No credential is watched';
  const [one, several, then] = VERBS[first.standing];
  const total = rows.length;
  if (first.standing === 'unchecked' && total > 1) {
    return `None of the ${total} credentials has been checked yet`;
  }
  const all = total === 1 ? 'the credential' : `all ${total} credentials`;
  const subject = first.count === total ? all : `${first.count} of ${total} credentials`;
  if (isStale) return `When last checked, ${subject} ${then}`;
  const text = `${subject} ${first.count === 1 ? one : several}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How many stand how, in the order in which it is told. */
export function countStandings(
  rows: readonly Pick<Row, 'standing'>[],
): { readonly standing: Standing; readonly count: number }[] {
  return ORDER.map((standing) => ({
    standing,
    count: rows.filter((row) => row.standing === standing).length,
  })).filter(({ count }) => count > 0);
}

/** What is said of so many beside the headline: one, several, and either at the last sweep. */
const COUNTED: Readonly<Record<Standing, readonly [one: string, several: string, then: string]>> = {
  failing: VERBS.failing,
  unreachable: VERBS.unreachable,
  healthy: VERBS.healthy,
  doubtful: ['in doubt', 'in doubt', 'in doubt'],
  unchecked: ['not checked yet', 'not checked yet', 'not checked yet'],
};

/** How so many stand, after their number. */
export function countedWords(standing: Standing, count: number, isStale: boolean): string {
  const [one, several, then] = COUNTED[standing];
  return isStale ? then : count === 1 ? one : several;
}
