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
  const placed = rows.map((row) => ({ row, kin: kinOf(row), urgency: urgency(row) }));
  const latest = new Map<string, number>();
  for (const { row, kin } of placed) {
    latest.set(kin, Math.max(latest.get(kin) ?? 0, row.since ?? 0));
  }
  const placeOf = (kin: string) => latest.get(kin) ?? 0;
  return placed
    .sort(
      (a, b) =>
        a.urgency - b.urgency ||
        placeOf(b.kin) - placeOf(a.kin) ||
        compared(a.kin, b.kin) ||
        (b.row.since ?? 0) - (a.row.since ?? 0),
    )
    .map(({ row }) => row);
}

function compared(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Whether a row has the same trouble as the one above it, so that this need not be told again. */
export function isAkin(row: Row, above: Row | undefined): boolean {
  return above !== undefined && row.cause !== null && kinOf(row) === kinOf(above);
}

/** Rows in order, apart by what is to be said of them: one trouble of one environment together. */
export function groupsOf(rows: readonly Row[]): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const kin = kinOf(row);
    const known = groups.get(kin);
    if (known) known.push(row);
    else groups.set(kin, [row]);
  }
  return [...groups.values()];
}

function kinOf({ environment, standing, cause, doubt, warnings }: Row): string {
  const about = cause?.code ?? doubt?.code ?? warnings.map(({ code }) => code).join();
  // Of what authenticates there is nothing to be said, wherever it is.
  if (standing === 'healthy' && about === '') return '';
  return JSON.stringify([standing, environment, about]);
}
