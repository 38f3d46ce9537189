import type { RuntimeConfig } from '../../config/monitor-config.ts';
import { nameOfTarget } from '../../config/target.ts';
import { MonitorError } from '../../errors.ts';
import type { Report } from '../../report.ts';
import type { Checked } from '../check-all.ts';
import { confirmedBySample } from '../mass-refusal.ts';
import type { Invocation } from '../monitor.ts';
import { concludeRun, openRun, type Settled } from '../run.ts';
import type { StatusRecord } from '../status-record.ts';
import type { Answer, BatchAnswer } from './batch.ts';
import { type InventoryLine, nameOfLine, targetOfLine } from './inventory.ts';
import type { CoordinatorTools } from './ports.ts';

/** What the last step gets. */
export interface ConcludeInput {
  readonly run: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** What the Distributed Map says of its results; null when it failed as a whole. */
  readonly results: { readonly ResultWriterDetails: { readonly Key: string } } | null;
}

/** A report without what each credential came to, which is in the run's file. */
export interface SweepSummary extends Omit<Report, 'results' | 'alerts'> {
  /** Credentials whose batch did not come to an end. */
  readonly notChecked: number;
  readonly alerts: readonly (Omit<Report['alerts'][number], 'credentials'> & {
    readonly credentials: number;
  })[];
}

/** A part of the credentials that may stay unchecked in a sweep that counts as one. */
const TOLERATED = 0.05;

/**
 * The last step of a distributed sweep: makes the transitions that all the checks call for, and
 * alerts. A credential whose batch died keeps its status. Doing it again makes no transition twice.
 *
 * @throws MonitorError after all that could be done: as {@link concludeRun}, and `SWEEP_INCOMPLETE`
 * when too many credentials were not checked
 */
export async function concludeSweep(
  { run, startedAt, results }: ConcludeInput,
  { logUrl }: Pick<Invocation, 'logUrl'>,
  tools: CoordinatorTools,
): Promise<SweepSummary> {
  const { files, board, log } = tools;
  try {
    const lines = await files.readInventory(run);
    const answers = results ? await files.readAnswers(results.ResultWriterDetails.Key) : [];
    const config = configOf(tools.config, lines);
    const told = { ...tools, config };
    const opened = await openRun(startedAt, told);
    const { all, missing } = checksOf(lines, answers as BatchAnswer[], config);
    // Of all of them, be it that some were remembered when this step was run before.
    const checks = confirmedBySample(all).map((checked) => overtaken(checked, opened.known));
    const isWhole = missing.length <= lines.length * TOLERATED;
    if (missing.length > 0) {
      log.error('credentials not checked: their batch did not come to an end', {
        run,
        credentials: missing.length,
        first: missing.slice(0, 20).map(nameOfLine),
      });
    }
    const targets = lines.flatMap((line) => targetOfLine(config, line) ?? []);
    const report = await concludeRun(
      opened,
      { scope: { trigger: 'schedule', targets }, checks, isWhole, countingError: null },
      { id: run, logUrl },
      told,
    );
    await files.writeReport(run, report);
    if (!isWhole) throw incomplete(missing.length, lines.length);
    return summaryOf(report, missing.length);
  } finally {
    // Whoever comes next must not wait for a run that is over.
    await board.end(run).catch(() => undefined);
  }
}

/** The configuration with the credentials that were checked, discovered ones included. */
function configOf(config: RuntimeConfig, lines: readonly InventoryLine[]): RuntimeConfig {
  const credentialsOf = (name: string) =>
    lines.filter(({ environment }) => environment === name).map(({ credential }) => credential);
  return {
    ...config,
    environments: config.environments.map((environment) => ({
      ...environment,
      credentials: credentialsOf(environment.name),
    })),
  };
}

interface Collected {
  readonly all: Checked[];
  readonly missing: InventoryLine[];
}

function checksOf(
  lines: readonly InventoryLine[],
  answers: readonly BatchAnswer[],
  config: RuntimeConfig,
): Collected {
  const byName = new Map(
    answers.flatMap(({ checks }) => checks).map((answer) => [nameOfAnswer(answer), answer]),
  );
  const all: Checked[] = [];
  const missing: InventoryLine[] = [];
  for (const line of lines) {
    const target = targetOfLine(config, line);
    const answer = byName.get(nameOfLine(line));
    if (target === null) continue;
    if (line.heldUntil !== null) all.push({ kind: 'held', target, until: line.heldUntil });
    else if (answer === undefined) missing.push(line);
    else if (answer.kind === 'held') all.push({ kind: 'held', target, until: answer.until });
    else all.push({ ...answer, target });
  }
  return { all, missing };
}

function nameOfAnswer(answer: Answer): string {
  const { environment, credential } = answer.kind === 'held' ? answer : answer.check;
  return JSON.stringify([environment, credential]);
}

/** Another run, as after a changed secret, may have checked the credential since; or this one has. */
function overtaken(checked: Checked, known: ReadonlyMap<string, StatusRecord>): Settled {
  if (checked.kind !== 'checked') return checked;
  const { target, check } = checked;
  const last = known.get(nameOfTarget(target))?.lastResult?.checkedAt ?? '';
  return last >= check.checkedAt ? { kind: 'overtaken', target } : checked;
}

function incomplete(missing: number, all: number): MonitorError {
  return new MonitorError(
    'SWEEP_INCOMPLETE',
    `${missing} of ${all} credentials were not checked, since their batches did not come to an end. Their statuses stay; the next sweep checks them again.`,
  );
}

function summaryOf(report: Report, notChecked: number): SweepSummary {
  const { results: _r, alerts, ...rest } = report;
  return {
    ...rest,
    notChecked,
    alerts: alerts.map((alert) => ({ ...alert, credentials: alert.credentials.length })),
  };
}
