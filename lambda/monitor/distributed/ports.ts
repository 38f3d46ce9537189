import type { Report } from '../../report.ts';
import type { MonitorTools } from '../monitor.ts';
import type { TrafficChange } from '../traffic.ts';
import type { InventoryLine } from './inventory.ts';

/** Where a run's files are kept. Its faults are thrown. */
export interface RunFiles {
  /** Writes what is to be checked, a line for each credential. */
  writeInventory(run: string, lines: readonly InventoryLine[]): Promise<void>;
  readInventory(run: string): Promise<InventoryLine[]>;
  /**
   * Reads what the batches answered that came to an end.
   *
   * @param manifest the key of the list of result files that the Distributed Map wrote
   */
  readAnswers(manifest: string): Promise<unknown[]>;
  writeReport(run: string, report: Report): Promise<void>;
}

/** What may be spent of a run's allowance. */
export type Spending = 'repeats' | 'experiments';

/** What the steps of a distributed sweep share while it lasts. Its faults are thrown. */
export interface RunBoard {
  /**
   * Claims the place of the sweep that is under way, or finds that it is this run's already.
   *
   * @param until when the run has ended at the latest, epoch milliseconds
   * @returns false while another run has it
   */
  claim(run: string, now: number, until: number): Promise<boolean>;
  /** Gives the place back. */
  end(run: string): Promise<void>;
  /** Takes one of the `most` that all batches of a run may spend together; false when none is left. */
  take(run: string, environment: string, spending: Spending, most: number): Promise<boolean>;
  /** Until when Qonto asked to wait, epoch milliseconds; null when it did not. */
  pausedUntil(environment: string): Promise<number | null>;
  recordTraffic(change: TrafficChange): Promise<void>;
}

/** What the first and the last step reach out with. */
export interface CoordinatorTools extends MonitorTools {
  readonly files: RunFiles;
  readonly board: Pick<RunBoard, 'claim' | 'end'>;
}

/** What a batch reaches out with: it writes no status, and alerts nobody. */
export interface BatchTools
  extends Pick<MonitorTools, 'config' | 'secrets' | 'client' | 'clock' | 'managed'> {
  readonly board: Pick<RunBoard, 'take' | 'pausedUntil' | 'recordTraffic'>;
}
