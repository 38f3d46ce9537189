import { CATALOGUE } from '../diagnosis/catalogue.ts';
import type { TrailEntry } from '../monitor/trail.ts';
import type { Row } from './board.ts';
import type { Drawing } from './drawing.ts';
import { html, type Markup } from './markup.ts';
import { PALETTES } from './palette.ts';
import { markShape, STANDING_WORDS } from './symbols.ts';
import { type Mark, type Segment, type Tick, ticksOf } from './timeline.ts';
import { offsetMs, shownClock, shownDay, shownDuration, shownTime, type View } from './view.ts';

/** Room for marks above a bar, in pixels. */
const MARKS_HEIGHT = 9;
const BAR_HEIGHT = 20;

/** Height of each status in a bar: what is wrong stands out without its colour. */
export const HEIGHTS: Readonly<Record<Segment['status'], number>> = {
  failing: 20,
  unreachable: 13,
  healthy: 5,
};

/** Pixels that the label of a tick needs. */
const LABEL_WIDTH = 74;

/** The ticks of a view. */
export function ticksOfView(view: View, chartWidth: number): Tick[] {
  return ticksOf(view, Math.max(2, Math.floor(chartWidth / LABEL_WIDTH)), offsetMs(view));
}

/**
 * The course of one credential: a bar of its statuses, and above it what people were told. All
 * lengths along time are in per cent, so that it fits whatever width it is given.
 */
export function renderTimeline(row: Row, { view, ticks }: Drawing): Markup {
  const top = row.marks.length > 0 ? MARKS_HEIGHT : 0;
  const middle = top + BAR_HEIGHT / 2;
  const { line, standing } = PALETTES[view.theme];
  const lastKnown = percent(Math.min(view.until, view.now), view);
  return html`<svg class="qam-bar" role="img" width="100%" height="${top + BAR_HEIGHT}" aria-label="${summaryOf(row, view)}">
<g stroke="${line}">${ticks.map(({ at }) => html`<line x1="${percent(at, view)}" x2="${percent(at, view)}" y1="${top}" y2="100%"/>`)}</g>
<line x1="0%" x2="${lastKnown}" y1="${middle}" y2="${middle}" stroke="${standing.unchecked}" stroke-width="1.5" stroke-dasharray="1.5 4"><title>not known</title></line>
${row.segments.map((segment) => renderSegment(segment, middle, view))}
${row.marks.map((mark) => renderMark(mark, view))}</svg>`;
}

function renderSegment(segment: Segment, middle: number, view: View): Markup {
  const { status, from, until } = segment;
  const { calm, standing } = PALETTES[view.theme];
  const height = HEIGHTS[status];
  const colour = status === 'healthy' ? calm : standing[status];
  // The outline keeps a short time visible.
  const outline = status === 'healthy' ? null : html` stroke="${colour}" stroke-width="2"`;
  const inset = status === 'healthy' ? 0 : 1;
  return html`<rect x="${percent(from, view)}" width="${span(until - from, view)}" y="${middle - height / 2 + inset}" height="${height - 2 * inset}" fill="${colour}"${outline}><title>${segmentText(segment, view)}</title></rect>`;
}

function segmentText({ status, code, from, until }: Segment, view: View): string {
  const why = status === 'healthy' || code === null ? '' : `: ${titleOf(code)} (${code})`;
  const end = until >= view.now ? 'now' : shownTime(until, view);
  return `${STANDING_WORDS[status]}${why}, ${shownTime(from, view)} to ${end} (${shownDuration(until - from)})`;
}

function renderMark({ at, kind, entries }: Mark, view: View): Markup {
  const text = entries.map((entry) => markText(entry, view)).join('; ');
  return html`<svg x="${percent(at, view)}" y="0" width="1" height="8" overflow="visible"><title>${text}</title>${markShape(kind, view)}</svg>`;
}

function markText({ at, event, heldBack, code }: TrailEntry, view: View): string {
  const what = event === null ? `not told (${heldBack})` : `told: ${EVENT_WORDS[event]}`;
  const why = code === null ? '' : `, ${titleOf(code)} (${code})`;
  return `${shownTime(Date.parse(at), view)} ${what}${why}`;
}

/** The events of alerts in words. */
export const EVENT_WORDS: Readonly<Record<NonNullable<TrailEntry['event']>, string>> = {
  regression: 'fails',
  cause_changed: 'other cause',
  still_failing: 'still fails',
  recovery: 'recovered',
  unreachable: 'cannot be checked',
  reachable_again: 'can be checked again',
  warning: 'warning',
};

/** A code in words; itself where this version does not know it. */
export function titleOf(code: string): string {
  return (CATALOGUE as Readonly<Record<string, { title: string }>>)[code]?.title ?? code;
}

/** What a timeline shows, for whoever does not see it. */
function summaryOf({ environment, credential, segments }: Row, view: View): string {
  const parts = (['failing', 'unreachable', 'healthy'] as const).flatMap((status) => {
    const lasted = segments
      .filter((segment) => segment.status === status)
      .reduce((sum, { from, until }) => sum + until - from, 0);
    return lasted === 0 ? [] : [`${STANDING_WORDS[status]} for ${shownDuration(lasted)}`];
  });
  const of = `${environment}/${credential}, ${shownTime(view.from, view)} to ${shownTime(view.until, view)}`;
  return `${of}: ${parts.join(', ') || 'nothing is known'}`;
}

/** The axis above the timelines. */
export function renderAxis(ticks: readonly Tick[], view: View): Markup {
  const { faintText, text } = PALETTES[view.theme];
  const labels = ticks.flatMap(({ at, isDay }) => {
    const place = (at - view.from) / (view.until - view.from);
    // At the edges a label would be cut.
    if (place < 0.02 || place > 0.98) return [];
    const label = isDay ? shownDay(at, view) : shownClock(at, view);
    return [
      html`<text x="${percent(at, view)}" y="13" text-anchor="middle" font-size="12" fill="${isDay ? text : faintText}">${label}</text>`,
    ];
  });
  return html`<svg class="qam-bar" width="100%" height="18" aria-hidden="true">${labels}</svg>`;
}

function percent(at: number, { from, until }: View): string {
  return share((at - from) / (until - from));
}

function span(ms: number, { from, until }: View): string {
  return share(ms / (until - from));
}

function share(part: number): string {
  return `${Number((Math.min(Math.max(part, 0), 1) * 100).toFixed(3))}%`;
}
