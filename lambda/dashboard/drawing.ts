import type { Tick } from './timeline.ts';
import type { View } from './view.ts';

/** What every part of a board is drawn with. */
export interface Drawing {
  readonly view: View;
  readonly ticks: readonly Tick[];
  /** Whether sweeps have stopped: what is shown was so once, and nobody knows whether it still is. */
  readonly isPast: boolean;
}
