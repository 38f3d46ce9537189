import type { Row } from './board.ts';
import { groupsOf, isFoldable } from './order.ts';

/** Rows of which the same is to be said: some are in sight, and the rest is folded away. */
export interface Section {
  readonly shown: readonly Row[];
  readonly folded: readonly Row[];
}

/** How many rows are where. What fails comes first, however much of it there is. */
export interface Layout {
  /** What is wrong, or in doubt, each for one reason in one environment. */
  readonly troubles: readonly Section[];
  /** The same for further reasons, all of it folded away. */
  readonly others: readonly Row[];
  /** What authenticates. */
  readonly quiet: Section;
}

/** Reasons that are told in full. */
const MOST_TROUBLES = 8;

/** Credentials with the same trouble that are in sight. */
const HANDFUL = 5;

/** Rows in sight before credentials without trouble are folded away. */
const MOST_ROWS = 12;

/** Lays out rows that are in order. */
export function layoutOf(rows: readonly Row[]): Layout {
  const groups = groupsOf(rows.filter((row) => !isFoldable(row)));
  const troubles = groups.slice(0, MOST_TROUBLES).map((group) => sectionOf(group, HANDFUL));
  const inSight = troubles.reduce((sum, { shown }) => sum + shown.length, 0);
  return {
    troubles,
    others: groups.slice(MOST_TROUBLES).flat(),
    quiet: sectionOf(rows.filter(isFoldable), Math.max(0, MOST_ROWS - inSight)),
  };
}

function sectionOf(rows: readonly Row[], room: number): Section {
  // To fold away one or two would save nothing.
  const count = rows.length <= room + 2 ? rows.length : room;
  return { shown: rows.slice(0, count), folded: rows.slice(count) };
}
