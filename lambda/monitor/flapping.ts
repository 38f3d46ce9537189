import { isoTime } from '../clock.ts';
import type { Step } from './course.ts';
import type { HoldReason } from './hold.ts';
import type { Change, StatusRecord } from './status-record.ts';

/** Changes that come within this time count together; as long a calm ends the flapping. */
const SPAN_MS = 3_600_000;

/** More than so many changes in the span are flapping. */
const MOST_CHANGES = 4;

/** Changes that are remembered; enough to see more than {@link MOST_CHANGES} among them. */
const REMEMBERED = 12;

/** What a check does to the memory of changes. */
export interface Restlessness extends Pick<StatusRecord, 'changes'> {
  readonly change: Change | null;
  /** Whether so many changes came that the next alert says that no more will. */
  readonly isRestless: boolean;
  /** Whether people were told so, and alerts wait for calm. */
  readonly isSilent: boolean;
}

/**
 * Counts how often a credential changes. A new cause does not count by itself, since each is worth
 * knowing; one that was there before within the hour does.
 *
 * @param now epoch milliseconds
 */
export function restlessness(before: StatusRecord, step: Step, now: number): Restlessness {
  const recent = recentChanges(before, now);
  const change = changeOf(before, step, now);
  const changes = change === null ? recent : [...recent, change].slice(-REMEMBERED);
  return {
    // A credential to which nothing happens is not written only to forget.
    changes: change === null ? before.changes : changes,
    change,
    isRestless: counted(changes) > MOST_CHANGES,
    isSilent: flappingHold(before, now) !== null,
  };
}

/** Whether alerts about a credential wait for an hour of calm. */
export function flappingHold(
  record: Pick<StatusRecord, 'changes' | 'isFlapping'> | undefined,
  now: number,
): HoldReason | null {
  return record?.isFlapping && recentChanges(record, now).length > 0 ? 'flapping' : null;
}

function recentChanges({ changes }: Pick<StatusRecord, 'changes'>, now: number): Change[] {
  return changes.filter(({ at }) => now - Date.parse(at) < SPAN_MS);
}

function changeOf(before: StatusRecord, step: Step, now: number): Change | null {
  const isFirst = before.status === 'unknown' && step.status === 'healthy';
  const isCause = step.status === before.status && step.incident?.code !== before.incident?.code;
  if (isFirst || (step.status === before.status && !isCause)) return null;
  const to = step.status === 'failing' && step.incident ? step.incident.code : step.status;
  return { at: isoTime(now), to, isCause };
}

function counted(changes: readonly Change[]): number {
  return changes.filter(
    ({ to, isCause }, index) => !isCause || changes.slice(0, index).some((one) => one.to === to),
  ).length;
}
