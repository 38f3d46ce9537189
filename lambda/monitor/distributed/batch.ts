import { type Checked, type CheckTools, checkAll } from '../check-all.ts';
import { aheadOf } from '../managed/next-step.ts';
import { observeOnly, openRenewer } from '../managed/renewer.ts';
import { recordName } from '../status-record.ts';
import { openBudgets, sweepPolicy } from '../sweep-policy.ts';
import { type InventoryLine, recordOfLine, targetOfLine } from './inventory.ts';
import { restSeconds } from './pace.ts';
import type { BatchSettings } from './plan.ts';
import type { BatchTools } from './ports.ts';
import { SharedBudget } from './shared-budget.ts';

/** What a child of the Distributed Map gets: its items, and what all of them are told. */
export interface BatchInput {
  readonly BatchInput: BatchSettings;
  readonly Items: readonly InventoryLine[];
}

/** A check, or until when it was put off, as it travels to the last step. */
export type Answer =
  | Pick<Extract<Checked, { kind: 'checked' }>, 'kind' | 'check' | 'repeat'>
  | {
      readonly kind: 'held';
      readonly environment: string;
      readonly credential: string;
      /** Epoch milliseconds. */
      readonly until: number;
    };

/** What a batch answers. */
export interface BatchAnswer {
  readonly run: string;
  readonly checks: readonly Answer[];
  /** How long the batch is to keep its place, now that it is done. */
  readonly restSeconds: number;
}

/**
 * Checks a batch of credentials, with nothing remembered and nobody told: that is left to the last
 * step, which knows of all batches.
 *
 * @param deadline when the function is ended, epoch milliseconds
 */
export async function checkBatch(
  { BatchInput: settings, Items: lines }: BatchInput,
  deadline: number,
  tools: BatchTools,
): Promise<BatchAnswer> {
  const { run, startedAt, intervalMs, allowances } = settings;
  const { config, board, clock, managed } = tools;
  const begin = clock.now();
  const due = lines.filter(({ heldUntil }) => heldUntil === null);
  const targets = due.flatMap((line) => targetOfLine(config, line) ?? []);

  const paused = new Map<string, number | null>();
  for (const name of new Set(targets.map(({ environment }) => environment.name))) {
    paused.set(name, await board.pausedUntil(name));
  }
  const budgets = openBudgets(
    (environment) =>
      new SharedBudget({
        run,
        environment,
        board,
        allowance: allowances[environment] ?? { repeats: 0, experiments: 0 },
        pausedUntil: paused.get(environment) ?? null,
        nextSweepAt: Date.parse(startedAt) + intervalMs,
      }),
  );
  const records = due.map(recordOfLine);
  const known = new Map(records.map((record) => [recordName(record), record]));
  const policy = sweepPolicy({ known, budgets, clock });
  const renewer = managed
    ? openRenewer({ ...managed, deadline }, aheadOf(intervalMs))
    : observeOnly;
  const checkTools: CheckTools = { ...tools, settings: config.check, renewer };
  const checks = await checkAll(targets, policy, checkTools);
  await Promise.all(budgets.changes(clock.now()).map((change) => board.recordTraffic(change)));
  return { run, checks: checks.map(answerOf), restSeconds: restSeconds(clock.now() - begin) };
}

function answerOf(checked: Checked): Answer {
  if (checked.kind === 'checked') {
    return { kind: 'checked', check: checked.check, repeat: checked.repeat };
  }
  const { environment, credential } = checked.target;
  const { until } = checked;
  return { kind: 'held', environment: environment.name, credential: credential.name, until };
}
