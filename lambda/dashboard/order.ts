import type { Row, Standing } from './board.ts';

const STANDINGS: readonly Standing[] = [
  'failing',
  'unreachable',
  'doubtful',
  'unchecked',
  'healthy',
];

/** The less, the sooner it is to be looked at; what was quiet all the time comes last. */
function urgency({ standing, warnings, segments, marks }: Row): number {
  const place = STANDINGS.indexOf(standing);
  if (standing !== 'healthy' || warnings.length > 0) return place;
  const isQuiet = marks.length === 0 && segments.every(({ status }) => status === 'healthy');
  return place + (isQuiet ? 2 : 1);
}

/** Whether a credential may be folded away: it authenticates, and nothing is to be said of it. */
export function isFoldable(row: Row): boolean {
  return urgency(row) >= STANDINGS.length;
}

/** The worst first, then the latest; those of one cause together, at the place of the latest. */
export function inOrder(rows: readonly Row[]): Row[] {
  const latest = new Map<string, number>();
  for (const row of rows) {
    const kin = kinOf(row);
    latest.set(kin, Math.max(latest.get(kin) ?? 0, row.since ?? 0));
  }
  const placeOf = (row: Row) => latest.get(kinOf(row)) ?? 0;
  return rows.toSorted(
    (a, b) =>
      urgency(a) - urgency(b) ||
      placeOf(b) - placeOf(a) ||
      kinOf(a).localeCompare(kinOf(b)) ||
      (b.since ?? 0) - (a.since ?? 0),
  );
}

/** Whether a row has the same trouble as the one above it, so that this need not be told again. */
export function isAkin(row: Row, above: Row | undefined): boolean {
  return above !== undefined && row.cause !== null && kinOf(row) === kinOf(above);
}

function kinOf({ environment, standing, cause, since }: Row): string {
  return JSON.stringify(cause === null ? [since] : [standing, environment, cause.code]);
}
