import pLimit from 'p-limit';
import type { AlertSettings } from '../config/monitor-config.ts';
import type { Checked } from './check-all.ts';
import type { StatusStore } from './ports.ts';
import { mustBeWritten, recordName, type StatusRecord, unknownRecord } from './status-record.ts';
import { type AlertGroup, type AlertIdOf, transition } from './transition.ts';

/** Writes under way at once. */
const WRITES_AT_ONCE = 20;

/** How often a lost race is run again before the other run has it. */
const ATTEMPTS = 4;

/** A check that was made in this run. */
export type CheckedNow = Pick<Extract<Checked, { kind: 'checked' }>, 'check' | 'isUnconfirmed'>;

/** What came of judging. */
export interface Judgement {
  readonly judged: readonly Judged[];
  /** What the store threw for one of the others; null when all could be written. */
  readonly error: unknown;
}

/** What judging needs. */
export interface JudgeTools {
  readonly statuses: StatusStore;
  readonly settings: AlertSettings;
  readonly newId: () => string;
  /** When the run began, epoch milliseconds. */
  readonly now: number;
}

/** A check and what is remembered after it. */
export interface Judged {
  readonly record: StatusRecord;
  /** Ids of the alerts that this run added to the record's outbox. */
  readonly raised: readonly string[];
}

/**
 * Makes the transitions that some checks call for, one conditional write each, so that of two runs
 * at once only one makes each. Checks of one group share one alert's id.
 *
 * @param known what was remembered before, by {@link recordName}
 * A record that cannot be written stops no other: its transition is made by the next run.
 */
export async function judgeChecks(
  checks: readonly CheckedNow[],
  known: ReadonlyMap<string, StatusRecord>,
  tools: JudgeTools,
): Promise<Judgement> {
  const alertIdOf = groupIds(tools.newId);
  const limit = pLimit(WRITES_AT_ONCE);
  const settled = await Promise.allSettled(
    checks.map((checked) =>
      limit(() => judge(checked, known.get(recordName(checked.check)), { ...tools, alertIdOf })),
    ),
  );
  return {
    judged: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    error: settled.find((one) => one.status === 'rejected')?.reason ?? null,
  };
}

function groupIds(newId: () => string): AlertIdOf {
  const ids = new Map<string, string>();
  return ({ environment, event, code, incidentId }: AlertGroup) => {
    const group = JSON.stringify([environment, event, code, incidentId]);
    const id = ids.get(group) ?? newId();
    ids.set(group, id);
    return id;
  };
}

async function judge(
  { check, isUnconfirmed }: CheckedNow,
  remembered: StatusRecord | undefined,
  { statuses, settings, alertIdOf, now }: JudgeTools & { alertIdOf: AlertIdOf },
): Promise<Judged> {
  const { environment, credential } = check;
  let before = remembered ?? unknownRecord(environment, credential);
  for (let attempt = 1; ; attempt += 1) {
    const after = isUnconfirmed
      ? {
          ...before,
          unconfirmedSince: before.unconfirmedSince ?? check.checkedAt,
          lastResult: check,
        }
      : transition(before, check, settings, alertIdOf, now);
    if (!mustBeWritten(before, after)) return { record: after, raised: [] };
    if (await statuses.write(after, before.version)) {
      const raised = Object.keys(after.outbox).filter((id) => !(id in before.outbox));
      return { record: { ...after, version: before.version + 1 }, raised };
    }
    const written = after;
    before = (await statuses.read(check)) ?? unknownRecord(environment, credential);
    // The answer to the write may have been lost and the write repeated: then this is our own.
    const own = Object.keys(written.outbox).filter((id) => id in before.outbox);
    if (own.length > 0 && before.lastResult?.checkedAt === check.checkedAt) {
      return { record: before, raised: own };
    }
    const isNewer = (before.lastResult?.checkedAt ?? '') >= check.checkedAt;
    if (isNewer || attempt === ATTEMPTS) return { record: before, raised: [] };
  }
}
