import pLimit from 'p-limit';
import { type Clock, isoTime } from '../clock.ts';
import type { AlertSettings } from '../config/monitor-config.ts';
import type { Checked } from './check-all.ts';
import { alertsOfRun } from './grouping.ts';
import type { HoldReason } from './hold.ts';
import type { RecordKey, StatusStore } from './ports.ts';
import { mustBeWritten, recordName, type StatusRecord, unknownRecord } from './status-record.ts';
import { type AlertGroup, type AlertOf, transition } from './transition.ts';

/** Writes under way at once. */
const WRITES_AT_ONCE = 20;

/** How often a lost race is run again before the other run has it. */
const ATTEMPTS = 4;

/** A check that was made in this run. */
export type CheckedNow = Pick<Extract<Checked, { kind: 'checked' }>, 'check' | 'repeat'>;

/** What came of judging. */
export interface Judgement {
  readonly judged: readonly Judged[];
  /** What the store threw for one of the others; null when all could be written. */
  readonly error: unknown;
}

/** What judging needs. */
export interface JudgeTools {
  readonly statuses: Pick<StatusStore, 'read' | 'write'>;
  readonly settings: AlertSettings;
  /** Why alerts about a credential wait. */
  readonly holdOf: (key: RecordKey) => HoldReason | null;
  readonly newId: () => string;
  readonly clock: Pick<Clock, 'now'>;
  /** When the run began, epoch milliseconds. */
  readonly now: number;
  readonly logUrl: string | null;
}

/** A check and what is remembered after it. */
export interface Judged {
  readonly record: StatusRecord;
  /** Ids of the alerts that this run added to the record's outbox. */
  readonly raised: readonly string[];
}

/**
 * Makes the transitions that some checks call for, one conditional write each, so that of two runs
 * at once only one makes each. Checks of one group share one alert's id. A record that cannot be
 * written stops no other: its transition is made by the next run.
 *
 * @param known what was remembered before, by {@link recordName}
 */
export async function judgeChecks(
  checks: readonly CheckedNow[],
  known: ReadonlyMap<string, StatusRecord>,
  tools: JudgeTools,
): Promise<Judgement> {
  const before = ({ check }: CheckedNow) =>
    known.get(recordName(check)) ?? unknownRecord(check.environment, check.credential);
  const alertOf = alertsOfRun(
    checks.flatMap((checked) => groupsOf(before(checked), checked, tools)),
    checks.map(({ check }) => check),
    tools.newId,
  );
  const limit = pLimit(WRITES_AT_ONCE);
  const settled = await Promise.allSettled(
    checks.map((checked) => limit(() => judge(checked, before(checked), tools, alertOf))),
  );
  return {
    judged: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    error: settled.find((one) => one.status === 'rejected')?.reason ?? null,
  };
}

/** The groups of alerts that a check will belong to, unless another run is first. */
function groupsOf(before: StatusRecord, checked: CheckedNow, tools: JudgeTools): AlertGroup[] {
  const groups: AlertGroup[] = [];
  judged(before, checked, tools, (group) => {
    groups.push(group);
    return { id: '', code: group.code };
  });
  return groups;
}

function judged(
  before: StatusRecord,
  { check, repeat }: CheckedNow,
  { settings, holdOf, clock, now, logUrl }: JudgeTools,
  alertOf: AlertOf,
): StatusRecord {
  if (repeat === 'missing') {
    const unconfirmedSince = before.unconfirmedSince ?? check.checkedAt;
    return { ...before, unconfirmedSince, lastResult: check };
  }
  const writtenAt = isoTime(clock.now());
  return transition(before, check, {
    settings,
    alertOf,
    hold: holdOf(check),
    now,
    writtenAt,
    logUrl,
  });
}

async function judge(
  checked: CheckedNow,
  remembered: StatusRecord,
  tools: JudgeTools,
  alertOf: AlertOf,
): Promise<Judged> {
  const { check } = checked;
  const { statuses } = tools;
  let before = remembered;
  for (let attempt = 1; ; attempt += 1) {
    const after = judged(before, checked, tools, alertOf);
    if (!mustBeWritten(before, after)) return { record: after, raised: [] };
    const { outbox } = before;
    const raised = Object.keys(after.outbox).filter((id) => !(id in outbox));
    if (await statuses.write(after, before.version)) {
      return { record: { ...after, version: before.version + 1 }, raised };
    }
    const stored = await statuses.read(check);
    // Forgotten: another run has a configuration without the credential.
    if (stored === null && before.version > 0) return { record: before, raised: [] };
    before = stored ?? unknownRecord(check.environment, check.credential);
    // The answer to the write may have been lost and the write repeated: then this is our own.
    const own = raised.filter((id) => id in before.outbox);
    if (own.length > 0 && before.lastResult?.checkedAt === check.checkedAt) {
      return { record: before, raised: own };
    }
    const isNewer = (before.lastResult?.checkedAt ?? '') >= check.checkedAt;
    if (isNewer || attempt === ATTEMPTS) return { record: before, raised: [] };
  }
}
