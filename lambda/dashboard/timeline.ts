import type { TrailEntry } from '../monitor/trail.ts';
import type { Status } from '../report.ts';
import type { View } from './view.ts';

/** A time in which a credential kept one status. Times are epoch milliseconds. */
export interface Segment {
  readonly from: number;
  readonly until: number;
  readonly status: Exclude<Status, 'unknown'>;
  /** Why, where that is known. */
  readonly code: string | null;
}

/** What is known of a credential's course, and for which time. */
export interface Course {
  /** Its entries of the trail, the newest first. */
  readonly entries: readonly TrailEntry[];
  /** Its status now, and the cause of it. */
  readonly status: Status;
  readonly code: string | null;
  /** Epoch milliseconds: what was before is not remembered. */
  readonly knownFrom: number;
  /** Epoch milliseconds: nobody has looked since. */
  readonly seenUntil: number;
}

/**
 * The statuses of a credential over the time that is shown, the oldest first. Each entry of the trail
 * says what the status became and what it was; between two entries it stayed. A time of which nothing
 * is known has no segment.
 */
export function segmentsOf(
  course: Course,
  { from, until }: Pick<View, 'from' | 'until'>,
): Segment[] {
  const { entries, knownFrom, seenUntil } = course;
  const start = Math.max(from, knownFrom);
  const found: Segment[] = [];
  let end = Math.min(until, seenUntil);
  const add = (since: number, status: Status, code: string | null) => {
    const begin = Math.max(since, start);
    if (begin >= end) return;
    if (status !== 'unknown') found.push({ from: begin, until: end, status, code });
    end = begin;
  };
  // Warnings stand beside a status, and their codes are not its cause.
  const changes = entries.filter(({ event }) => event !== 'warning');
  let earliest: Pick<Course, 'status' | 'code'> = course;
  for (const { at, from: before, to, code } of changes) {
    add(Date.parse(at), to, code);
    end = Math.min(end, Math.max(Date.parse(at), start));
    earliest = { status: before, code: null };
  }
  add(start, earliest.status, earliest.code);
  return joined(found.reverse());
}

/** Reminders and warnings do not end a status; a new cause begins a segment of its own. */
function joined(segments: readonly Segment[]): Segment[] {
  const result: Segment[] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    const isSame =
      last?.until === segment.from &&
      last.status === segment.status &&
      (segment.status === 'healthy' || last.code === segment.code);
    if (last !== undefined && isSame) result.splice(-1, 1, { ...last, until: segment.until });
    else result.push(segment);
  }
  return result;
}

/** What a mark in a timeline stands for: bad news, the end of it, or news that waited. */
export type MarkKind = 'bad' | 'good' | 'held';

/** Events of a credential that are too close to be told apart. */
export interface Mark {
  /** Of the first of them, epoch milliseconds. */
  readonly at: number;
  readonly kind: MarkKind;
  /** The oldest first. */
  readonly entries: readonly TrailEntry[];
}

/** Marks that stand closer than this part of the shown time become one. */
const CLOSEST = 1 / 80;

const WEIGHT: readonly MarkKind[] = ['bad', 'good', 'held'];

/** Where people were told something, or would have been, over the time that is shown. */
export function marksOf(
  entries: readonly TrailEntry[],
  { from, until }: Pick<View, 'from' | 'until'>,
): Mark[] {
  const marks: Mark[] = [];
  for (const entry of entries.toReversed()) {
    const kind = kindOf(entry);
    const at = Date.parse(entry.at);
    if (kind === null || at < from || at > until) continue;
    const last = marks.at(-1);
    if (last === undefined || at - last.at > (until - from) * CLOSEST) {
      marks.push({ at, kind, entries: [entry] });
      continue;
    }
    const kinds = [last.kind, kind];
    const heavier = WEIGHT.find((one) => kinds.includes(one)) ?? kind;
    marks.splice(-1, 1, { at: last.at, kind: heavier, entries: [...last.entries, entry] });
  }
  return marks;
}

function kindOf({ event, heldBack }: TrailEntry): MarkKind | null {
  if (event === 'recovery' || event === 'reachable_again') return 'good';
  if (event !== null) return 'bad';
  return heldBack === null ? null : 'held';
}

/** The steps that an axis may have, in minutes. */
const STEPS = [1, 5, 15, 30, 60, 180, 360, 720, 1_440, 2_880, 10_080, 43_200];

/** Where an axis has a tick, and whether a day begins there. */
export interface Tick {
  readonly at: number;
  readonly isDay: boolean;
}

/**
 * Ticks of the shown time, at round times of the dashboard's clock.
 *
 * @param most how many ticks there is room for
 * @param offset what the dashboard's clock is ahead of UTC, in milliseconds
 */
export function ticksOf(
  { from, until }: Pick<View, 'from' | 'until'>,
  most: number,
  offset: number,
): Tick[] {
  const span = until - from;
  const step = (STEPS.find((one) => span / (one * 60_000) <= most) ?? span / 60_000) * 60_000;
  const first = Math.ceil((from + offset) / step) * step - offset;
  const count = Math.max(0, Math.floor((until - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step).map((at) => ({
    at,
    isDay: (at + offset) % 86_400_000 === 0,
  }));
}
