import { boardOf, type Remembered } from '../../lambda/dashboard/board.ts';
import { renderBoard } from '../../lambda/dashboard/render-board.ts';
import type { View } from '../../lambda/dashboard/view.ts';
import type { RecordKey } from '../../lambda/monitor/ports.ts';
import type { StatusRecord } from '../../lambda/monitor/status-record.ts';
import type { ToldTrailEntry } from '../../lambda/monitor/trail.ts';
import { type Parsed, parsed } from './parsed.ts';
import { remember, VIEW, watching } from './remembered.ts';

/** What a test shows besides records. */
export interface Shown {
  readonly trail?: readonly ToldTrailEntry[];
  readonly view?: Partial<View>;
  /** What is configured; the records' own credentials where that is left out. */
  readonly keys?: readonly RecordKey[];
  readonly discovering?: readonly string[];
  readonly lastSweepAt?: string | null;
}

/** The widget over some records, swept a minute ago. */
export function drawn(
  records: readonly StatusRecord[],
  shown: Shown = {},
): Parsed & { html: string } {
  const remembered: Remembered = remember(records, shown.trail);
  const { lastSweepAt = remembered.snapshot.lastSweepAt } = shown;
  const board = boardOf(
    { ...remembered, snapshot: { ...remembered.snapshot, lastSweepAt } },
    { ...watching(shown.keys ?? records), discovering: shown.discovering ?? [] },
    { ...VIEW, ...shown.view },
  );
  const html = renderBoard(board);
  return { ...parsed(html), html };
}

/** So many credentials of production. */
export function branches(count: number): RecordKey[] {
  return Array.from({ length: count }, (_, index) => ({
    environment: 'production',
    credential: `branch-${index + 1}`,
  }));
}
