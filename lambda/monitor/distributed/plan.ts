import { nameOfTarget, type Target, targetsOf } from '../../config/target.ts';
import { MonitorError, nameOf } from '../../errors.ts';
import { withDiscovered } from '../discover.ts';
import type { Allowance, RefusalBudget } from '../refusal-budget.ts';
import { openRun } from '../run.ts';
import type { StatusRecord } from '../status-record.ts';
import { leastRecentlyCheckedFirst } from '../sweep.ts';
import { type Budgets, intervalOf, isExpectedToFail, sweepBudgets } from '../sweep-policy.ts';
import { type InventoryLine, lineOf } from './inventory.ts';
import { turnOf } from './pace.ts';
import type { CoordinatorTools } from './ports.ts';

/** What the state machine begins with. */
export interface PlanInput {
  /** The name of the execution. */
  readonly run: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** How long the execution may take at most. */
  readonly timeoutSeconds: number;
}

/** What every batch of a run is told. */
export interface BatchSettings {
  readonly run: string;
  readonly startedAt: string;
  /** Between sweeps, as far as it is known. */
  readonly intervalMs: number;
  /** What all batches may spend together, by environment. */
  readonly allowances: Readonly<Record<string, Allowance>>;
}

/** What came of planning. */
export type Plan =
  | { readonly kind: 'busy' }
  | {
      readonly kind: 'planned';
      readonly credentials: number;
      readonly batch: BatchSettings;
      /** What the last step is told where nothing takes its place: there are no results. */
      readonly results: null;
    };

/**
 * The first step of a distributed sweep: tells what earlier runs owe, and writes down what is to be
 * checked and what the checks may cost. Doing it again for the same run does no harm.
 *
 * @returns `busy` while an earlier sweep is under way
 * @throws MonitorError `STATE_UNAVAILABLE` when the status table cannot be used, `SECRET_UNAVAILABLE`
 * when secrets cannot be listed
 */
export async function planSweep(input: PlanInput, tools: CoordinatorTools): Promise<Plan> {
  const { run, startedAt, timeoutSeconds } = input;
  const { board, clock, log } = tools;
  const until = Date.parse(startedAt) + timeoutSeconds * 1_000;
  const isOurs = await board.claim(run, clock.now(), until).catch(refuse);
  if (!isOurs) {
    log.info('sweep not begun: an earlier one is under way', { run });
    return { kind: 'busy' };
  }
  try {
    return await planRun(input, tools);
  } catch (error) {
    // Whoever comes next must not wait for a run that checks nothing.
    await board.end(run).catch(() => undefined);
    throw error;
  }
}

async function planRun({ run, startedAt }: PlanInput, tools: CoordinatorTools): Promise<Plan> {
  const { clock, files, finder } = tools;
  const config = finder ? await withDiscovered(tools.config, { ...tools, finder }) : tools.config;
  const { before, known } = await openRun(startedAt, { ...tools, config });
  if (before.error !== null) refuse(before.error);

  const targets = targetsOf(config);
  const budgets = sweepBudgets(before.value, clock.now());
  const held = heldBack(targets, known, budgets, clock.now());
  const lines = inTurns(targets, known, held, clock.now());
  await files.writeInventory(run, lines);
  return {
    kind: 'planned',
    credentials: lines.length,
    batch: {
      run,
      startedAt,
      intervalMs: intervalOf(before.value, clock.now()),
      allowances: Object.fromEntries(
        config.environments.map(({ name }) => [name, budgets.of(name).allowance()]),
      ),
    },
    results: null,
  };
}

/**
 * The lines of an inventory, each with its turn. Those whose check is put off take none: they stand at
 * the end.
 *
 * @param begin of the first turn: planning has taken time of its own
 */
function inTurns(
  targets: readonly Target[],
  known: ReadonlyMap<string, StatusRecord>,
  held: ReadonlyMap<string, number>,
  begin: number,
): InventoryLine[] {
  const isHeld = (target: Target) => held.has(nameOfTarget(target));
  const due = targets.filter((target) => !isHeld(target));
  return [...due, ...targets.filter(isHeld)].map((target, place) => {
    const name = nameOfTarget(target);
    const turn = turnOf(Math.min(place, Math.max(due.length - 1, 0)), begin);
    return lineOf(target, known.get(name), held.get(name) ?? null, turn);
  });
}

function refuse(cause: unknown): never {
  throw new MonitorError(
    'STATE_UNAVAILABLE',
    `The status table could not be used (${nameOf(cause)}): nothing was checked.`,
    { cause },
  );
}

/** Until when the failing credentials wait that the budgets have no room for, by name. */
function heldBack(
  targets: readonly Target[],
  known: ReadonlyMap<string, StatusRecord>,
  budgets: Budgets<RefusalBudget>,
  now: number,
): Map<string, number> {
  const held = new Map<string, number>();
  const failing = leastRecentlyCheckedFirst(targets, known).filter((target) =>
    isExpectedToFail(known.get(nameOfTarget(target))),
  );
  for (const name of new Set(failing.map(({ environment }) => environment.name))) {
    const group = failing.filter(({ environment }) => environment.name === name);
    const budget = budgets.of(name);
    const pausedUntil = budget.pausedUntil(now);
    const admitted = pausedUntil === null ? budget.admit(group.length) : 0;
    for (const [place, target] of group.slice(admitted).entries()) {
      held.set(nameOfTarget(target), pausedUntil ?? budget.nextTurn(place));
    }
  }
  return held;
}
