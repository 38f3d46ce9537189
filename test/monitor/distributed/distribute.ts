import pLimit from 'p-limit';
import { isoTime } from '../../../lambda/clock.ts';
import { checkBatch } from '../../../lambda/monitor/distributed/batch.ts';
import { concludeSweep, type SweepSummary } from '../../../lambda/monitor/distributed/conclude.ts';
import { type Plan, planSweep } from '../../../lambda/monitor/distributed/plan.ts';
import type { MonitorTools } from '../../../lambda/monitor/monitor.ts';
import type { Report } from '../../../lambda/report.ts';
import { MemoryRunBoard, MemoryRunFiles } from './memory-runs.ts';

/** What becomes of a batch. */
export type Fate = 'answers' | 'dies' | 'dies-after';

/** How a distributed sweep goes. */
export interface Course {
  readonly fateOf?: (batch: number) => Fate;
  /** Batches at once. @default 3 */
  readonly concurrency?: number;
  /** How often the last step is run. @default 1 */
  readonly conclusions?: number;
  readonly batchSize?: number;
  /** What happens when the last step failed, before it is run again. @default that fault is thrown */
  readonly onFault?: () => void;
  /** What happens when all batches have answered. */
  readonly beforeConclusion?: () => Promise<void>;
}

/** Sweeps in steps, as the state machine has them, in one process and over memory. */
export interface Distributor {
  readonly files: MemoryRunFiles;
  readonly board: MemoryRunBoard;
  plan(run?: string): Promise<Plan>;
  sweep(course?: Course): Promise<SweepSummary>;
  /** The report of the last sweep. */
  report(): Report;
}

/** What travels between the steps is JSON. */
const travelled = <T>(value: T): T => JSON.parse(JSON.stringify(value));

export function distribute(tools: MonitorTools): Distributor {
  const files = new MemoryRunFiles();
  const board = new MemoryRunBoard(tools.statuses);
  const coordinator = { ...tools, files, board };
  let count = 0;
  let last = '';
  const plan = async (run: string) =>
    travelled(
      await planSweep(
        { run, startedAt: isoTime(tools.clock.now()), timeoutSeconds: 3_600 },
        coordinator,
      ),
    );
  return {
    files,
    board,
    plan: (run = `other-${count}`) => plan(run),
    async sweep({
      fateOf = () => 'answers',
      concurrency = 3,
      conclusions = 1,
      batchSize = 20,
      beforeConclusion = async () => {},
      onFault,
    } = {}) {
      count += 1;
      const run = `run-${count}`;
      last = run;
      const startedAt = isoTime(tools.clock.now());
      const planned = await plan(run);
      if (planned.kind === 'busy') throw new Error('busy');
      const lines = travelled(await files.readInventory(run));
      const limit = pLimit(concurrency);
      const batches = Array.from({ length: Math.ceil(lines.length / batchSize) }, (_, index) =>
        limit(async () => {
          const fate = fateOf(index);
          if (fate === 'dies') return [];
          const Items = lines.slice(index * batchSize, (index + 1) * batchSize);
          const deadline = tools.clock.now() + 60_000;
          const answer = await checkBatch({ BatchInput: planned.batch, Items }, deadline, {
            ...tools,
            board,
          });
          return fate === 'dies-after' ? [] : [travelled(answer)];
        }),
      );
      const Key = files.writeAnswers(run, (await Promise.all(batches)).flat());
      await beforeConclusion();
      const input = { run, startedAt, results: { ResultWriterDetails: { Key } } };
      const conclude = () => concludeSweep(input, { logUrl: null }, coordinator);
      for (let before = 1; before < conclusions; before += 1) {
        await conclude().catch((error) => {
          if (onFault === undefined) throw error;
          onFault();
        });
      }
      return travelled(await conclude());
    },
    report: () => JSON.parse(files.reports.get(last) ?? 'null'),
  };
}
